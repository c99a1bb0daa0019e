// What all context classes are made of. A context has a host (C++, a number here), data of its own
// that only its methods see, and data that the blueprint sees as properties.
'use strict'
const HOST = takt.hostKey
const DATA = takt.dataKey

// Its objects are made by C++ (script/value.h), so that no constructors run on the way to a hook.
class Base {
	static isPlain = true
}

// Methods that do what the host's method of the same name does.
function forward(Parent, { sync = [], async = [] }) {
	const Mixed = class extends Parent {}
	const define = (name, value) =>
		Object.defineProperty(Mixed.prototype, name, { value, writable: true, configurable: true })
	for (const name of sync) {
		define(name, function (...args) {
			return takt.host(this[HOST], name, ...args)
		})
	}
	for (const name of async) {
		define(name, async function (...args) {
			return takt.host(this[HOST], name, ...args)
		})
	}
	return Mixed
}

// JSON drops members that are undefined; where that unsets a property, their names go along.
function unset(object) {
	if (typeof object !== 'object' || object === null) return []
	return Object.keys(object).filter((key) => object[key] === undefined)
}

takt.lib = {
	HOST,
	DATA,
	Base,
	forward,
	unset,
	host: (context, method, ...args) => takt.host(context[HOST], method, ...args),
	// A class made of mixins, each a function from class to class.
	mix: (...mixins) => mixins.reduce((type, mixin) => mixin(type), Base),
}
