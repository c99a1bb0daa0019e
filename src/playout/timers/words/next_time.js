// The next time that a text means, as epoch ms; null when it means none. Runs in the script engine,
// where Date stands at the job's now.
import { parseDate } from 'chrono-node/en'

export default {
	nextTime(text) {
		const date = parseDate(text, undefined, { forwardDate: true })
		return date ? date.getTime() : null
	},
}
