// The smallest studio: one show style, no baseline.
(function () {
  'use strict'
  return {
    default: {
      blueprintType: 'studio',
      blueprintVersion: '1.0.0',
      integrationVersion: '0.0.0',
      TSRVersion: '0.0.0',
      configPresets: {},
      getBaseline: () => ({ timelineObjects: [] }),
      getShowStyleId: (context, showStyles) => showStyles[0]._id,
    },
  }
})()
