// AbortController and AbortSignal, without timers.
'use strict'
const secret = Symbol('signal')

class AbortError extends Error {
	constructor(message) {
		super(message)
		this.name = 'AbortError'
		this.code = 20
	}
}

class AbortSignal {
	#listeners = new Map()
	constructor(key) {
		if (key !== secret) throw new TypeError('Illegal constructor')
		this.aborted = false
		this.reason = undefined
		this.onabort = null
	}
	throwIfAborted() {
		if (this.aborted) throw this.reason
	}
	addEventListener(type, listener, options) {
		if (type !== 'abort' || !listener || this.#listeners.has(listener)) return
		this.#listeners.set(listener, !!(options && options.once))
	}
	removeEventListener(type, listener) {
		if (type === 'abort') this.#listeners.delete(listener)
	}
	dispatchEvent(event) {
		if (typeof this.onabort === 'function') this.onabort(event)
		for (const [listener, once] of [...this.#listeners]) {
			if (once) this.#listeners.delete(listener)
			if (typeof listener === 'function') listener.call(this, event)
			else listener.handleEvent(event)
		}
		return true
	}
	static [secret](signal, reason) {
		if (signal.aborted) return
		signal.aborted = true
		signal.reason = reason === undefined ? new AbortError('This operation was aborted') : reason
		signal.dispatchEvent({ type: 'abort', target: signal })
	}
	static abort(reason) {
		const signal = new AbortSignal(secret)
		AbortSignal[secret](signal, reason)
		return signal
	}
	static any(signals) {
		const made = new AbortSignal(secret)
		for (const signal of signals) {
			if (signal.aborted) AbortSignal[secret](made, signal.reason)
			signal.addEventListener('abort', () => AbortSignal[secret](made, signal.reason))
		}
		return made
	}
	static timeout() {
		throw new Error('AbortSignal.timeout is not available to blueprints: there are no timers in a job')
	}
}

class AbortController {
	#signal = new AbortSignal(secret)
	get signal() {
		return this.#signal
	}
	abort(reason) {
		AbortSignal[secret](this.#signal, reason)
	}
}

for (const type of [AbortSignal, AbortController]) {
	Object.defineProperty(globalThis, type.name, { value: type, writable: true, configurable: true })
}
