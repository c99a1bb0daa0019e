// The persistent playout state of a playlist: lives on this side for one call; C++ asks for what was
// set when the call has succeeded (blueprints/persistent_state.h).
'use strict'
takt.contexts.PersistentStore = class PersistentStore {
	#private
	#public
	#privateSet = false
	#publicSet = false
	constructor(handle, data) {
		this.#private = data.private
		this.#public = data.public
		Object.defineProperty(this, '__changes', { value: () => this.#changes() })
	}
	#changes() {
		const changes = {}
		if (this.#privateSet) changes.private = { value: this.#private }
		if (this.#publicSet) changes.public = { value: this.#public }
		return changes
	}
	getAll() {
		return this.#private || {}
	}
	getKey(key) {
		return this.#private?.[key]
	}
	setKey(key, value) {
		if (!this.#private) this.#private = {}
		this.#private[key] = value
		this.#privateSet = true
	}
	setAll(object) {
		this.#private = object
		this.#privateSet = true
	}
	getAllPublic() {
		return this.#public || {}
	}
	getKeyPublic(key) {
		return this.#public?.[key]
	}
	setKeyPublic(key, value) {
		if (!this.#public) this.#public = {}
		this.#public[key] = value
		this.#publicSet = true
	}
	setAllPublic(object) {
		this.#public = object
		this.#publicSet = true
	}
}
