// T-timers: `timer.get` gives {index, label, mode, state}; `timer.<method>` takes the index and the
// arguments.
'use strict'
const { HOST, host } = takt.lib

class Timer {
	#context
	constructor(context, index) {
		this.#context = context
		this.index = index
	}
	#do(method, ...args) {
		return host(this.#context, 'timer.' + method, this.index, ...args)
	}
	static {
		const methods = [
			'setLabel', 'clearTimer', 'startCountdown', 'startTimeOfDay', 'startFreeRun', 'pause', 'resume',
			'restart', 'setDuration', 'clearProjected', 'setProjectedAnchorPart',
			'setProjectedAnchorPartByExternalId', 'setProjectedTime', 'setProjectedDuration', 'getDuration',
			'getZeroTime', 'getProjectedDuration', 'getProjectedZeroTime',
		]
		for (const name of methods) {
			Timer.prototype[name] = function (...args) {
				return this.#do(name, ...args)
			}
		}
		for (const name of ['label', 'mode', 'state']) {
			Object.defineProperty(Timer.prototype, name, {
				get() {
					return this.#do('get')[name]
				},
			})
		}
	}
}

takt.lib.mixins.Timers = (Parent) =>
	class extends Parent {
		getTimer(index) {
			host(this, 'timer.get', index)
			return new Timer(this, index)
		}
		clearAllTimers() {
			for (const index of [1, 2, 3]) host(this, 'timer.clearTimer', index)
		}
	}
