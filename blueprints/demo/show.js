// Show style blueprint of the demo: a news show from iNEWS stories.
(function () {
  'use strict'

  const READING_WORDS_PER_MINUTE = 160
  const SHORTEST_PART_MS = 3000
  const FRAME_MS = 40

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
    const replay = /^EVS\s*(\d+)/i.exec(instruction)
    if (replay) return { kind: 'live', number: 10 + Number(replay[1]), name: `EVS ${replay[1]}` }
    if (/^(?:SERVER|VOSB|VO|ATTACK|ATTAC|INDSLAG)\b/i.exec(instruction)) {
      return { kind: 'clip', voiceOver: /^VO/i.test(instruction), name: instruction.split(/\s+/)[0].toUpperCase() }
    }
    if (/^(?:GRAFIK|GRAFIX|FULL)\b/i.exec(instruction)) return { kind: 'full', name: 'FULL' }
    return null
  }

  /** "0.12", "1.05.3" or "00:30": minutes, seconds and frames, as ms; undefined when it is no time. */
  function parseCueTime(text) {
    const match = /^(\d+)[.:](\d{1,2})(?:[.:](\d{1,2}))?$/.exec(text.trim())
    if (!match) return undefined
    return (Number(match[1]) * 60 + Number(match[2])) * 1000 + Number(match[3] || 0) * FRAME_MS
  }

  /**
   * When a graphic comes and goes: {start, duration, lifespan}, ms. Without a start an operator brings
   * it in. It goes at a time, with its part (B), with its story (S) or stays in the show (O).
   */
  function cueTiming(from, to) {
    const start = parseCueTime(from)
    const end = parseCueTime(to)
    const letter = to.trim().charAt(0).toUpperCase()
    const lifespan = letter === 'S' ? 'segment-end' : letter === 'O' ? 'rundown-end' : 'part-only'
    if (end === undefined) return { start, lifespan }
    return { start, duration: end > (start || 0) ? end - (start || 0) : undefined, lifespan: 'part-only' }
  }

  /** The last line of a cue may say when: ";0.05-0.24", ";0.00", ";x.xx-S". */
  function timingOfLines(lines) {
    const line = lines.find((each) => each.startsWith(';'))
    if (line === undefined) return { start: 0, lifespan: 'part-only' }
    const [from, to] = line.slice(1).split('-')
    return cueTiming(from, to || '')
  }

  /** A graphics cue: {template, text, clears, start, duration, lifespan}; null for any other. */
  function parseGraphicsCue(lines) {
    const own = lines.slice(1).filter((line) => line && !line.startsWith(';'))
    const kg = /^#?kg\s+(\S+)\s*(.*)$/i.exec(lines[0] || '')
    if (kg) {
      const text = [kg[2], ...own].filter((line) => line).join(' | ')
      return { template: kg[1], text, clears: /-out$/i.test(kg[1]), ...timingOfLines(lines) }
    }
    const digi = /^DIGI=(.+)$/i.exec(lines[0] || '')
    if (digi) return { template: digi[1], text: own.join(' | '), ...timingOfLines(lines) }
    return parsePilotCue(lines)
  }

  /** A graphic made in advance: "... pilotdata", its name (with "Mosart=L|from|to"), "VCPID=number". */
  function parsePilotCue(lines) {
    const at = lines.findIndex((line) => /\bpilotdata\b/i.test(line))
    if (at < 0) return null
    const id = lines.map((line) => /^VCPID=(\d+)/i.exec(line)).find((match) => match)
    if (!id) return null
    const [name, mosart] = (lines[at + 1] || '').split(/\/?Mosart=/i)
    const [, from, to] = (mosart || 'L|00:00|B').split('|')
    return { template: `pilot_${id[1]}`, text: name, ...cueTiming(from || '', to || '') }
  }

  /** A cue that is a picture of its own: {kind, number, name}, or null. */
  function parseSourceCue(lines) {
    const match = /^(EKSTERN|JINGLE\d?|DVE)=(.+)$/i.exec(lines[0] || '')
    if (!match) return null
    const what = match[1].toUpperCase()
    if (what === 'EKSTERN') return parseInstruction(match[2].trim())
    if (what === 'DVE') return { kind: 'dve', name: `DVE ${match[2].trim()}` }
    return { kind: 'clip', name: 'JINGLE', file: match[2].trim() }
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
      case 'dve':
        return { ...base, sourceLayerId: 'full', content: { timelineObjects: [mixerObject(31)] } }
      default: {
        const file = source.file || story.fields.videoId || story.fields.title || 'unknown'
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

  function graphicsContent(cue) {
    if (cue.clears) return { timelineObjects: [] }
    return {
      timelineObjects: [
        {
          id: '',
          enable: { start: 0 },
          priority: 1,
          layer: 'graphics_overlay',
          content: { deviceType: 'CASPARCG', type: 'template', name: cue.template, data: { text: cue.text } },
        },
      ],
    }
  }

  function graphicsPiece(id, cue) {
    return {
      externalId: id,
      name: cue.text || cue.template,
      enable: cue.duration === undefined ? { start: cue.start } : { start: cue.start, duration: cue.duration },
      sourceLayerId: 'lower_third',
      outputLayerId: 'overlay',
      lifespan: cue.lifespan,
      virtual: cue.clears === true,
      content: graphicsContent(cue),
    }
  }

  /** One without a time stands ready for the operator. */
  function graphicsAdlib(id, cue, rank) {
    return {
      externalId: id,
      name: cue.text || cue.template,
      _rank: rank,
      expectedDuration: cue.duration,
      sourceLayerId: 'lower_third',
      outputLayerId: 'overlay',
      lifespan: cue.lifespan,
      content: graphicsContent(cue),
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

  const PRESENTER = { kind: 'camera', number: 1, name: 'KAM 1' }

  /** The items of a story as drafts of parts: each source instruction (or such a cue) begins one. */
  function draftParts(story) {
    const drafts = []
    let cuesBefore = []
    const begin = (source) => {
      drafts.push({ source, texts: [], cues: cuesBefore })
      cuesBefore = []
    }
    for (const item of bodyItems(story.body || '')) {
      const lines = item.cue === undefined ? null : (story.cues || [])[item.cue]
      const source =
        item.instruction !== undefined ? parseInstruction(item.instruction) : lines ? parseSourceCue(lines) : null
      if (source) {
        begin(source)
      } else if (item.text !== undefined) {
        // Text before any instruction is read to the camera that is always there.
        if (drafts.length === 0) begin(PRESENTER)
        drafts[drafts.length - 1].texts.push(item.text)
      } else if (item.cue !== undefined) {
        const cues = drafts.length === 0 ? cuesBefore : drafts[drafts.length - 1].cues
        cues.push(item.cue)
      }
    }
    // A story with a clip and no instruction is that clip; graphics alone lie over the presenter.
    if (drafts.length === 0 && story.fields.videoId) begin({ kind: 'clip', name: 'SERVER' })
    if (cuesBefore.some((index) => parseGraphicsCue((story.cues || [])[index] || []))) begin(PRESENTER)
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
    const adLibPieces = []
    draft.cues.forEach((cueIndex) => {
      const lines = (story.cues || [])[cueIndex]
      const cue = lines ? parseGraphicsCue(lines) : null
      if (!cue) return
      const cueId = `${id}_cue${cueIndex}`
      if (cue.start !== undefined) pieces.push(graphicsPiece(cueId, cue))
      else adLibPieces.push(graphicsAdlib(cueId, cue, adLibPieces.length))
    })
    return {
      part: {
        externalId: id,
        title: draft.source.name,
        prompterTitle: story.fields.title,
        expectedDuration: draft.source.kind === 'clip' && clipMs > 0 ? clipMs : Math.max(readingMs, SHORTEST_PART_MS),
        floated: isFloated(ingestSegment, story),
        untimed: isBreak(story),
      },
      pieces,
      adLibPieces,
      actions: [],
    }
  }

  function isFloated(ingestSegment, story) {
    return ingestSegment.payload.float === true || (story.meta && story.meta.float === 'float')
  }

  /** A headline between blocks of stories: it takes no time in the show. */
  function isBreak(story) {
    return Boolean(story.meta && story.meta.break)
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
          segment: {
            name: ingestSegment.name,
            identifier: story.fields.pageNumber,
            isHidden: isBreak(story) && parts.length === 0,
          },
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
