// The studio of the project's own scenarios and timeline cases.
(function () {
  'use strict'

  return {
    default: {
      blueprintType: 'studio',
      blueprintId: 'timeline-cases-studio',
      blueprintVersion: '1.0.0',
      integrationVersion: '0.0.0',
      TSRVersion: '0.0.0',
      studioConfigSchema: JSON.stringify({ type: 'object', properties: {} }),
      getBaseline: () => ({
        timelineObjects: [
          {
            id: 'idle_base',
            enable: { while: 1 },
            priority: 0,
            layer: 'out_base',
            content: { deviceType: 'ABSTRACT', type: 'value', value: 'idle' },
          },
        ],
      }),
      getShowStyleId: (context, showStyles) => showStyles[0]._id,
    },
  }
})()
