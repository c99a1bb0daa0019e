// The ingest model as processIngestData changes it. Segments and parts are known to the host by keys
// that stay the same when their external ids change. Host methods: `rundown.<method>`,
// `segment.<method>` with the segment's key first, `part.<method>` with the part's key first; `.get`
// takes the name of a property; `.segments`, `.parts`, `.findSegment`, `.findPart` give keys.
'use strict'
const { HOST, forward, host, mix } = takt.lib
const { Common, Studio } = takt.lib.mixins

function properties(type, names) {
	for (const name of names) {
		Object.defineProperty(type.prototype, name, {
			enumerable: true,
			get() {
				return this._do('get', name)
			},
		})
	}
}
function methods(type, names) {
	for (const name of names) {
		type.prototype[name] = function (...args) {
			return this._do(name, ...args)
		}
	}
}
// The implementation of _do is the host's; hidden, so that a blueprint sees only the interface.
function reaching(object, reach) {
	Object.defineProperty(object, '_do', { value: reach })
}

const setters = ['setName', 'replacePayload', 'setPayloadProperty', 'setUserEditState']

class MutableIngestPart {
	constructor(rundown, key) {
		reaching(this, (method, ...args) => host(rundown, 'part.' + method, key, ...args))
	}
}
properties(MutableIngestPart, ['externalId', 'name', 'payload', 'userEditStates'])
methods(MutableIngestPart, setters)

class MutableIngestSegment {
	#rundown
	constructor(rundown, key) {
		this.#rundown = rundown
		reaching(this, (method, ...args) => host(rundown, 'segment.' + method, key, ...args))
	}
	get parts() {
		return this._do('parts').map((key) => new MutableIngestPart(this.#rundown, key))
	}
	getPart(externalId) {
		const key = this._do('findPart', externalId)
		return key == null ? undefined : new MutableIngestPart(this.#rundown, key)
	}
	replacePart(part, beforeExternalId) {
		return new MutableIngestPart(this.#rundown, this._do('replacePart', part, beforeExternalId))
	}
}
properties(MutableIngestSegment, ['externalId', 'originalExternalId', 'name', 'payload', 'userEditStates'])
methods(MutableIngestSegment, [...setters, 'movePartBefore', 'movePartAfter', 'removePart', 'forceRegenerate'])

class MutableIngestRundown {
	constructor(handle) {
		Object.defineProperty(this, HOST, { value: handle })
		reaching(this, (method, ...args) => host(this, 'rundown.' + method, ...args))
	}
	get segments() {
		return this._do('segments').map((key) => new MutableIngestSegment(this, key))
	}
	getSegment(externalId) {
		const key = this._do('findSegment', externalId)
		return key == null ? undefined : new MutableIngestSegment(this, key)
	}
	findPart(externalId) {
		return this.findPartAndSegment(externalId)?.part
	}
	findPartAndSegment(externalId) {
		const keys = this._do('findPart', externalId)
		if (keys == null) return undefined
		return { segment: new MutableIngestSegment(this, keys[0]), part: new MutableIngestPart(this, keys[1]) }
	}
	replaceSegment(segment, beforeExternalId) {
		return new MutableIngestSegment(this, this._do('replaceSegment', segment, beforeExternalId))
	}
	changeSegmentExternalId(from, to) {
		return new MutableIngestSegment(this, this._do('changeSegmentExternalId', from, to))
	}
	changeSegmentOriginalExternalId(externalId, original) {
		return new MutableIngestSegment(this, this._do('changeSegmentOriginalExternalId', externalId, original))
	}
}
properties(MutableIngestRundown, ['externalId', 'name', 'type', 'payload', 'userEditStates'])
methods(MutableIngestRundown, [
	...setters, 'moveSegmentBefore', 'moveSegmentAfter', 'removeSegment', 'removeAllSegments', 'forceFullRegenerate',
])
takt.contexts.MutableIngestRundown = MutableIngestRundown

takt.contexts.ProcessIngestDataContext = class extends forward(mix(Common, Studio), {
	sync: ['groupMosPartsInRundownAndChangesWithSeparator'],
}) {
	// The host applies the changes to the one rundown of the call, whatever wrapper it is given by.
	defaultApplyIngestChanges(rundown, nrcsRundown, changes, options) {
		const names = Object.keys(options ?? {}).filter((name) => typeof options[name] === 'function')
		takt.hostWithValue(this[HOST], 'defaultApplyIngestChanges', options, nrcsRundown, changes, names)
	}
	groupPartsInRundownAndChanges(rundown, previous, changes, groupParts) {
		return takt.hostWithValue(this[HOST], 'groupPartsInRundownAndChanges', groupParts, rundown, previous, changes)
	}
}

// What getAdlibItem gives may hold objects of the payload it was given: they get the hashes too.
takt.contexts.PackageHashes = class {
	copy(item, packages) {
		packages.forEach((hashed, index) => {
			const given = item.expectedPackages[index]
			if (given) given.contentVersionHash = hashed.contentVersionHash
		})
	}
}
