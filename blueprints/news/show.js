// Show style blueprint of the demo: a news show from iNEWS stories.
(function () {
  'use strict'

  const READING_WORDS_PER_MINUTE = 160
  const SHORTEST_PART_MS = 3000

  // ---- reading a story ----

  function plainText(html) {
    return html
      .replace(/<[^>]*>/g, ' ')
      .replace(/&amp;/g, '&')
      .replace(/\s+/g, ' ')
      .trim()
  }

  /**
   * The body of a story as items in reading order:
   * {instruction}, {cue: index} or {text}.
   */
  function bodyItems(body) {
    const items = []
    const pattern = /<pi>([\s\S]*?)<\/pi>|<a idref="(\d+)">[\s\S]*?<\/a>|<\/?p>|([^<]+)|<[^>]*>/g
    for (const match of body.matchAll(pattern)) {
      if (match[1] !== undefined) {
        const instruction = plainText(match[1])
        if (instruction) items.push({ instruction })
      } else if (match[2] !== undefined) {
        items.push({ cue: Number(match[2]) })
      } else if (match[3] !== undefined) {
        const text = plainText(match[3])
        if (text) items.push({ text })
      }
    }
    return items
  }

  /** What a production instruction asks for: {kind, number, name}, or null when it is none. */
  function parseInstruction(instruction) {
    const camera = /^(?:KAM|KAMERA|CAM|CAMERA)\s*(\d+)/i.exec(instruction)
    if (camera) return { kind: 'camera', number: Number(camera[1]), name: `KAM ${camera[1]}` }
    const live = /^(?:LIVE|FEED)\s*(\d+)/i.exec(instruction)
    if (live) return { kind: 'live', number: Number(live[1]), name: `LIVE ${live[1]}` }
    if (/^(?:SERVER|VOSB|VO|ATTACK|ATTAC|INDSLAG)\b/i.exec(instruction)) {
      return { kind: 'clip', voiceOver: /^VO/i.test(instruction), name: instruction.split(/\s+/)[0].toUpperCase() }
    }
    if (/^(?:GRAFIK|GRAFIX|FULL)\b/i.exec(instruction)) return { kind: 'full', name: 'FULL' }
    return null
  }

  /** "0.12" or "1.05.3": minutes and seconds of a cue, as ms; undefined when it has none. */
  function parseCueTime(text) {
    const match = /^(\d+)(?:[.:](\d{1,2}))?/.exec(text)
    if (!match) return undefined
    return (Number(match[1]) * 60 + Number(match[2] || 0)) * 1000
  }

  /** A graphics cue: {template, text, start, duration}; null for any other. */
  function parseGraphicsCue(lines) {
    const match = /^#?kg\s+(\S+)\s*(.*)$/i.exec(lines[0] || '')
    if (!match) return null
    const texts = [match[2], ...lines.slice(1)].filter((line) => line && !line.startsWith(';'))
    const timing = lines.find((line) => line.startsWith(';')) || ''
    const [from, to] = timing.slice(1).split('-')
    const start = parseCueTime(from || '')
    const end = to && !/^[BSO]/i.test(to) ? parseCueTime(to) : undefined
    return {
      template: match[1],
      text: texts.join(' | '),
      start: start === undefined ? 0 : start,
      duration: end !== undefined && end > (start || 0) ? end - (start || 0) : undefined,
      untilNextStory: /^[SB]/i.test(to || ''),
    }
  }

  // ---- making parts ----

  function mixerObject(input) {
    return {
      id: '',
      enable: { start: 0 },
      priority: 1,
      layer: 'mixer_program',
      content: { deviceType: 'ATEM', type: 'me', me: { input, transition: 'cut' } },
    }
  }

  function sourcePiece(id, source, story) {
    const base = { externalId: id, name: source.name, enable: { start: 0 }, outputLayerId: 'pgm', lifespan: 'part-only' }
    switch (source.kind) {
      case 'camera':
        return { ...base, sourceLayerId: 'camera', content: { timelineObjects: [mixerObject(source.number)] } }
      case 'live':
        return { ...base, sourceLayerId: 'live', content: { timelineObjects: [mixerObject(20 + source.number)] } }
      case 'full':
        return { ...base, sourceLayerId: 'full', content: { timelineObjects: [mixerObject(30)] } }
      default: {
        const file = story.fields.videoId || story.fields.title || 'unknown'
        return {
          ...base,
          name: `${source.name} ${file}`,
          sourceLayerId: 'clip',
          prerollDuration: 200,
          content: {
            fileName: file,
            timelineObjects: [
              {
                id: '',
                enable: { start: 0 },
                priority: 1,
                layer: 'clip_player',
                content: { deviceType: 'CASPARCG', type: 'media', file, loop: source.voiceOver === true },
              },
              mixerObject(40),
            ],
          },
        }
      }
    }
  }

  function graphicsPiece(id, cue) {
    return {
      externalId: id,
      name: cue.text || cue.template,
      enable: cue.duration === undefined ? { start: cue.start } : { start: cue.start, duration: cue.duration },
      sourceLayerId: 'lower_third',
      outputLayerId: 'overlay',
      lifespan: cue.untilNextStory ? 'segment-end' : 'part-only',
      content: {
        timelineObjects: [
          {
            id: '',
            enable: { start: 0 },
            priority: 1,
            layer: 'graphics_overlay',
            content: { deviceType: 'CASPARCG', type: 'template', name: cue.template, data: { text: cue.text } },
          },
        ],
      },
    }
  }

  function scriptPiece(id, text) {
    return {
      externalId: id,
      name: text.length > 60 ? text.slice(0, 57) + '...' : text,
      enable: { start: 0 },
      sourceLayerId: 'script',
      outputLayerId: 'prompter',
      lifespan: 'part-only',
      content: { fullScript: text, timelineObjects: [] },
    }
  }

  /** The items of a story as drafts of parts: each source instruction begins one. */
  function draftParts(story) {
    const drafts = []
    let draft = null
    for (const item of bodyItems(story.body || '')) {
      const source = item.instruction === undefined ? null : parseInstruction(item.instruction)
      if (source) {
        draft = { source, texts: [], cues: [] }
        drafts.push(draft)
        continue
      }
      if (item.instruction !== undefined) continue
      if (!draft) {
        if (item.text === undefined) continue
        // Text before any instruction is read to the camera that is always there.
        draft = { source: { kind: 'camera', number: 1, name: 'KAM 1' }, texts: [], cues: [] }
        drafts.push(draft)
      }
      if (item.text !== undefined) draft.texts.push(item.text)
      if (item.cue !== undefined) draft.cues.push(item.cue)
    }
    // A story with a clip and no instruction is that clip.
    if (drafts.length === 0 && story.fields.videoId) {
      drafts.push({ source: { kind: 'clip', name: 'SERVER' }, texts: [], cues: [] })
    }
    return drafts
  }

  function makePart(ingestSegment, story, draft, index) {
    const id = `${ingestSegment.externalId}_${index}`
    const text = draft.texts.join(' ')
    const words = text ? text.split(' ').length : 0
    const clipMs = Number(story.fields.tapeTime || 0) * 1000
    const readingMs = Math.round((words * 60000) / READING_WORDS_PER_MINUTE)
    const pieces = [sourcePiece(`${id}_source`, draft.source, story)]
    if (text) pieces.push(scriptPiece(`${id}_script`, text))
    draft.cues.forEach((cueIndex) => {
      const lines = (story.cues || [])[cueIndex]
      const cue = lines ? parseGraphicsCue(lines) : null
      if (cue) pieces.push(graphicsPiece(`${id}_cue${cueIndex}`, cue))
    })
    return {
      part: {
        externalId: id,
        title: draft.source.name,
        prompterTitle: story.fields.title,
        expectedDuration: draft.source.kind === 'clip' && clipMs > 0 ? clipMs : Math.max(readingMs, SHORTEST_PART_MS),
        floated: isFloated(ingestSegment, story),
      },
      pieces,
      adLibPieces: [],
      actions: [],
    }
  }

  function isFloated(ingestSegment, story) {
    return ingestSegment.payload.float === true || (story.meta && story.meta.float === 'float')
  }

  // ---- the blueprint ----

  return {
    default: {
      blueprintType: 'showstyle',
      blueprintId: 'takt-demo-news',
      blueprintVersion: '1.0.0',
      integrationVersion: '0.0.0',
      TSRVersion: '0.0.0',
      showStyleConfigSchema: JSON.stringify({ type: 'object', properties: {} }),
      configPresets: { main: { name: 'Main', config: {}, variants: { main: { name: 'Main', config: {} } } } },

      getShowStyleVariantId(context, variants) {
        return variants.length > 0 ? variants[0]._id : null
      },

      getRundown(context, ingestRundown) {
        const payload = ingestRundown.payload || {}
        const timing =
          payload.expectedStart === undefined
            ? { type: 'none' }
            : { type: 'forward-time', expectedStart: payload.expectedStart, expectedDuration: payload.expectedDuration }
        return {
          rundown: { externalId: ingestRundown.externalId, name: ingestRundown.name, timing },
          globalAdLibPieces: [],
          globalActions: [],
          baseline: {
            timelineObjects: [
              {
                id: 'baseline_mixer',
                enable: { while: 1 },
                priority: 0,
                layer: 'mixer_program',
                content: { deviceType: 'ATEM', type: 'me', me: { input: 10 } },
              },
            ],
          },
        }
      },

      getSegment(context, ingestSegment) {
        const story = (ingestSegment.payload || {}).iNewsStory || { fields: {}, body: '' }
        const parts = draftParts(story).map((draft, index) =>
          makePart(ingestSegment, story, draft, index)
        )
        return {
          segment: { name: ingestSegment.name, identifier: story.fields.pageNumber },
          parts,
        }
      },

      onRundownActivate(context) {
        context.logInfo(context.currentState && context.currentState.rehearsal ? 'Rehearsal' : 'On air')
      },

      // What the next part may want to know of this one: which source was on.
      getEndStateForPart(context, previousPersistentState, partInstance, resolvedPieces, time) {
        const source = resolvedPieces.find((p) => ['camera', 'live', 'clip', 'full'].includes(p.piece.sourceLayerId))
        return { source: source ? source.piece.name : null, time }
      },

      // The on-air light follows the show.
      onTimelineGenerate(context, timeline) {
        timeline.push({
          id: 'on_air_light',
          enable: { while: 1 },
          priority: 0,
          layer: 'on_air_light',
          content: { deviceType: 'HTTPSEND', type: 'light', on: context.currentPartInstance !== undefined },
        })
        return { timeline }
      },
    },
  }
})()
