// `console`: to the log, as text.
'use strict'
const levels = { debug: 0, trace: 0, log: 1, info: 1, dir: 1, warn: 2, error: 3 }

function shown(value) {
	if (typeof value === 'string') return value
	if (value instanceof Error) return `${value.name}: ${value.message}\n${value.stack}`
	if (typeof value !== 'object' || value === null) return String(value)
	try {
		return JSON.stringify(value)
	} catch (error) {
		return String(value)
	}
}

const console = {}
for (const name of Object.keys(levels)) {
	console[name] = (...values) => takt.log(levels[name], values.map(shown).join(' '))
}
console.assert = (condition, ...values) => {
	if (!condition) console.error('Assertion failed:', ...values)
}
Object.defineProperty(globalThis, 'console', { value: console, writable: true, configurable: true })
