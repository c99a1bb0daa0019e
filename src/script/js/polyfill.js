// Standard functions that bundles expect and the engine is too old for.
'use strict'
function add(target, functions) {
	for (const name of Object.keys(functions)) {
		if (name in target) continue
		Object.defineProperty(target, name, { value: functions[name], writable: true, configurable: true })
	}
}

const arrays = {
	findLast(test, self) {
		for (let i = this.length - 1; i >= 0; i--) if (test.call(self, this[i], i, this)) return this[i]
		return undefined
	},
	findLastIndex(test, self) {
		for (let i = this.length - 1; i >= 0; i--) if (test.call(self, this[i], i, this)) return i
		return -1
	},
	toReversed() {
		return Array.from(this).reverse()
	},
	toSorted(compare) {
		return Array.from(this).sort(compare)
	},
	with(index, value) {
		const at = index < 0 ? this.length + index : index
		if (!(at >= 0 && at < this.length)) throw new RangeError('Invalid index : ' + index)
		const copy = Array.from(this)
		copy[at] = value
		return copy
	},
}
add(Array.prototype, arrays)
add(Array.prototype, {
	toSpliced(...args) {
		const copy = Array.from(this)
		copy.splice(...args)
		return copy
	},
})
add(Object.getPrototypeOf(Int8Array.prototype), {
	findLast: arrays.findLast,
	findLastIndex: arrays.findLastIndex,
})

function grouped(items, keyOf, put) {
	let index = 0
	for (const item of items) put(keyOf(item, index++), item)
}
add(Object, {
	groupBy(items, keyOf) {
		const groups = Object.create(null)
		grouped(items, keyOf, (key, item) => (groups[key] = groups[key] || []).push(item))
		return groups
	},
})
add(Map, {
	groupBy(items, keyOf) {
		const groups = new Map()
		grouped(items, keyOf, (key, item) => {
			if (groups.has(key)) groups.get(key).push(item)
			else groups.set(key, [item])
		})
		return groups
	},
})

add(Promise, {
	withResolvers() {
		const made = {}
		made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }))
		return made
	},
	try(work, ...args) {
		return new this((resolve) => resolve(work(...args)))
	},
})

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
add(String.prototype, {
	isWellFormed() {
		return String(this).search(loneSurrogate) < 0
	},
	toWellFormed() {
		return String(this).replace(loneSurrogate, '\uFFFD')
	},
})

add(Set.prototype, {
	union(other) {
		return new Set([...this, ...other.keys()])
	},
	intersection(other) {
		return new Set([...this].filter((item) => other.has(item)))
	},
	difference(other) {
		return new Set([...this].filter((item) => !other.has(item)))
	},
	symmetricDifference(other) {
		const out = new Set(this)
		for (const item of other.keys()) this.has(item) ? out.delete(item) : out.add(item)
		return out
	},
	isSubsetOf(other) {
		return [...this].every((item) => other.has(item))
	},
	isSupersetOf(other) {
		return [...other.keys()].every((item) => this.has(item))
	},
	isDisjointFrom(other) {
		return ![...this].some((item) => other.has(item))
	},
})

add(globalThis, {
	structuredClone: (value) => takt.structuredClone(value),
	queueMicrotask(work) {
		if (typeof work !== 'function') throw new TypeError('queueMicrotask needs a function')
		Promise.resolve().then(work)
	},
})
