// The persistent playout state of a playlist: `data` is its state for one call. What was set goes
// into data.changes, which C++ looks at when the call has succeeded (blueprints/persistent_state.h).
'use strict'
const { Base, DATA } = takt.lib

function set(data, name, value) {
	data[name] = value
	data.changes ??= {}
	data.changes[name] = { value }
}

takt.contexts.PersistentStore = class PersistentStore extends Base {
	getAll() {
		return this[DATA].private || {}
	}
	getKey(key) {
		return this[DATA].private?.[key]
	}
	setKey(key, value) {
		const state = this[DATA].private || {}
		state[key] = value
		set(this[DATA], 'private', state)
	}
	setAll(object) {
		set(this[DATA], 'private', object)
	}
	getAllPublic() {
		return this[DATA].public || {}
	}
	getKeyPublic(key) {
		return this[DATA].public?.[key]
	}
	setKeyPublic(key, value) {
		const state = this[DATA].public || {}
		state[key] = value
		set(this[DATA], 'public', state)
	}
	setAllPublic(object) {
		set(this[DATA], 'public', object)
	}
}
