// Parts with as many pieces as their payload says. The text __TIMELINE_HOOK__ is replaced by true or
// false: with or without onTimelineGenerate; so is __EVENTS_HOOK__, for the hooks
// of the events thread.
(function () {
  'use strict'
  const LAYERS = ['camera', 'clip', 'lower_third', 'logo', 'audio', 'script']
  const manifest = {
    blueprintType: 'showstyle',
    blueprintVersion: '1.0.0',
    integrationVersion: '0.0.0',
    TSRVersion: '0.0.0',
    showStyleConfigSchema: '{}',
    configPresets: {},
    getShowStyleVariantId: (context, variants) => variants[0]._id,
    getRundown: (context, ingest) => ({
      rundown: { externalId: ingest.externalId, name: ingest.name, timing: { type: 'none' } },
      globalAdLibPieces: [],
      globalActions: [],
      baseline: { timelineObjects: [] },
    }),
    getSegment: (context, ingest) => ({
      segment: { name: ingest.name },
      parts: ingest.parts.map((ingestPart) => ({
        part: { externalId: ingestPart.externalId, title: ingestPart.name, expectedDuration: 10000 },
        pieces: Array.from({ length: ingestPart.payload.pieces }, (_, index) => {
          const layer = LAYERS[index % LAYERS.length]
          return {
            externalId: `${ingestPart.externalId}_${index}`,
            name: `${ingestPart.name} ${layer}`,
            lifespan: 'part-only',
            sourceLayerId: layer,
            outputLayerId: 'pgm',
            enable: { start: index === 0 ? 0 : index * 500 },
            content: {
              timelineObjects: [
                {
                  id: '',
                  enable: { while: 1 },
                  priority: 1,
                  layer: `L_${layer}`,
                  content: { deviceType: 'ABSTRACT', type: 'mark', value: ingestPart.externalId },
                },
              ],
            },
          }
        }),
        adLibPieces: [],
        actions: [],
      })),
    }),
    getEndStateForPart: (context, state, partInstance) => ({ last: partInstance.part.externalId }),
  }
  if (__TIMELINE_HOOK__) manifest.onTimelineGenerate = (context, timeline) => ({ timeline })
  if (__EVENTS_HOOK__) {
    const work = () => {
      let sum = 0
      for (let i = 0; i < 50000; i++) sum = (sum * 31 + i) % 1000003
      return Promise.resolve(sum < 0 ? [{ message: String(sum) }] : [])
    }
    manifest.onRundownDataChangedEvent = work
    manifest.onRundownTimingEvent = work
  }
  return { default: manifest }
})()
