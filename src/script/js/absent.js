// What other script hosts have and a job can't: calling them says so.
'use strict'
function absent(name, why) {
	Object.defineProperty(globalThis, name, {
		value: () => {
			throw new Error(`${name} is not available to blueprints: ${why}`)
		},
		writable: true,
		configurable: true,
	})
}

const noTimers = 'a job ends when the function that it calls is done'
absent('setTimeout', noTimers)
absent('setInterval', noTimers)
absent('setImmediate', noTimers)
for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) {
	Object.defineProperty(globalThis, name, { value: () => undefined, writable: true, configurable: true })
}
Object.defineProperty(globalThis, 'fetch', {
	value: async () => {
		throw new Error('fetch is not available to blueprints: the studio does not allow it')
	},
	writable: true,
	configurable: true,
})
