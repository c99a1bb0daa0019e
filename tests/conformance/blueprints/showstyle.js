// The show style of the project's own scenarios and timeline cases: parts and pieces are what the payload says.
(function () {
  'use strict'

  // {id, layer, on, start, duration, lifespan, preroll, postroll}: one object on the mapping
  // out_<on> (the layer's name when absent), whose value is the piece's id.
  function piece(draft) {
    const enable = { start: draft.start || 0 }
    if (draft.duration !== undefined) enable.duration = draft.duration
    return {
      externalId: draft.id,
      name: draft.id,
      enable,
      sourceLayerId: draft.layer,
      outputLayerId: 'pgm',
      lifespan: draft.lifespan || 'part-only',
      prerollDuration: draft.preroll,
      postrollDuration: draft.postroll,
      content: {
        timelineObjects: [
          {
            id: '',
            enable: { start: 0 },
            priority: 1,
            layer: `out_${draft.on || draft.layer}`,
            content: { deviceType: 'ABSTRACT', type: 'value', value: draft.id },
          },
        ],
      },
    }
  }

  function adlib(draft, index) {
    const { enable, ...rest } = piece(draft)
    return { ...rest, _rank: index, expectedDuration: enable.duration }
  }

  return {
    default: {
      blueprintType: 'showstyle',
      blueprintId: 'timeline-cases',
      blueprintVersion: '1.0.0',
      integrationVersion: '0.0.0',
      TSRVersion: '0.0.0',
      showStyleConfigSchema: JSON.stringify({ type: 'object', properties: {} }),

      getShowStyleVariantId: (context, variants) => variants[0]._id,

      getRundown: (context, rundown) => ({
        rundown: { externalId: rundown.externalId, name: rundown.name, timing: { type: 'none' } },
        globalAdLibPieces: [],
        globalActions: [],
        baseline: {
          timelineObjects: [
            {
              id: 'baseline_base',
              enable: { while: 1 },
              priority: 0,
              layer: 'out_base',
              content: { deviceType: 'ABSTRACT', type: 'value', value: 'base' },
            },
          ],
        },
      }),

      getSegment: (context, segment) => ({
        segment: { name: segment.name },
        parts: segment.parts.map((part) => ({
          part: { externalId: part.externalId, title: part.name, ...(part.payload.part || {}) },
          pieces: (part.payload.pieces || []).map(piece),
          adLibPieces: (part.payload.adlibs || []).map(adlib),
          actions: [],
        })),
      }),
    },
  }
})()
