// Studio blueprint of the demo: what a studio does whatever show is on.
(function () {
  'use strict'

  return {
    default: {
      blueprintType: 'studio',
      blueprintId: 'takt-demo-studio',
      blueprintVersion: '1.0.0',
      integrationVersion: '0.0.0',
      TSRVersion: '0.0.0',
      studioConfigSchema: JSON.stringify({ type: 'object', properties: {} }),
      configPresets: { main: { name: 'Main', config: {} } },

      // While no rundown is active the mixer shows black and everything else is off.
      getBaseline() {
        return {
          timelineObjects: [
            {
              id: 'idle_mixer',
              enable: { while: 1 },
              layer: 'mixer_program',
              priority: 0,
              content: { deviceType: 'ATEM', type: 'me', me: { input: 0 } },
            },
          ],
        }
      },

      // One show style is enough here; a studio with several would look at the rundown's name.
      getShowStyleId(context, showStyles) {
        return showStyles.length > 0 ? showStyles[0]._id : null
      },

      getRundownPlaylistInfo(context, rundowns) {
        return {
          playlist: { name: rundowns[0].name, timing: rundowns[0].timing },
          order: null,
        }
      },
    },
  }
})()
