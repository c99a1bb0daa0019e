// The capabilities that contexts are put together from (spec/blueprints.md section 4), one mixin
// each. A method that is only named does what the host's method of that name does.
'use strict'
const { DATA, forward, host, unset } = takt.lib
const mixins = {}
takt.lib.mixins = mixins

mixins.Common = (Parent) =>
	class extends forward(Parent, { sync: ['getHashId', 'unhashId'] }) {
		logDebug(message) {
			host(this, 'log', 'debug', String(message))
		}
		logInfo(message) {
			host(this, 'log', 'info', String(message))
		}
		logWarning(message) {
			host(this, 'log', 'warning', String(message))
		}
		logError(message) {
			host(this, 'log', 'error', String(message))
		}
	}

mixins.Notes = (Parent) =>
	class extends Parent {
		notifyUserError(message, params, partExternalId) {
			host(this, 'note', 'error', message, params, partExternalId)
		}
		notifyUserWarning(message, params, partExternalId) {
			host(this, 'note', 'warning', message, params, partExternalId)
		}
		notifyUserInfo(message, params, partExternalId) {
			host(this, 'note', 'info', message, params, partExternalId)
		}
	}

mixins.Studio = (Parent) =>
	class extends Parent {
		get studioId() {
			return this[DATA].studioId
		}
		getStudioConfig() {
			return this[DATA].studioConfig
		}
		getStudioConfigRef(key) {
			return '${studio.' + this[DATA].studioId + '.' + key + '}'
		}
		getStudioMappings() {
			return this[DATA].studioMappings
		}
	}

mixins.ShowStyle = (Parent) =>
	class extends Parent {
		getShowStyleConfig() {
			return this[DATA].showStyleConfig
		}
		getShowStyleConfigRef(key) {
			return '${showStyle.' + this[DATA].showStyleVariantId + '.' + key + '}'
		}
		getShowStyleSourceLayers() {
			return this[DATA].sourceLayers
		}
		getShowStyleOutputLayers() {
			return this[DATA].outputLayers
		}
	}

mixins.PackageInfo = (Parent) =>
	forward(Parent, { sync: ['getPackageInfo'], async: ['hackGetMediaObjectDuration'] })

mixins.Event = (Parent) => forward(Parent, { sync: ['getCurrentTime'] })

mixins.Devices = (Parent) => forward(Parent, { async: ['listPlayoutDevices', 'executeTSRAction'] })

mixins.Datastore = (Parent) =>
	forward(Parent, { async: ['setTimelineDatastoreValue', 'removeTimelineDatastoreValue'] })

mixins.TriggerIngest = (Parent) => forward(Parent, { async: ['emitIngestOperation'] })

mixins.RouteSets = (Parent) => forward(Parent, { async: ['listRouteSets', 'switchRouteSet'] })

// What can be asked and done about the current and the next part in all three playout hooks.
mixins.PartsAndPieces = (Parent) =>
	class extends forward(Parent, {
		async: [
			'getPartInstance', 'getPieceInstances', 'getResolvedPieceInstances', 'getSegment',
			'findLastPieceOnLayer', 'findLastScriptedPieceOnLayer', 'getUpcomingParts',
			'getPartInstanceForPreviousPiece', 'getPartForPreviousPiece', 'insertPiece',
			'removePieceInstances',
		],
	}) {
		get quickLoopInfo() {
			return host(this, 'quickLoopInfo')
		}
		get isRehearsal() {
			return host(this, 'isRehearsal')
		}
		async updatePieceInstance(id, piece) {
			return host(this, 'updatePieceInstance', id, piece, unset(piece))
		}
		async updatePartInstance(part, props, instanceProps) {
			return host(this, 'updatePartInstance', part, props, instanceProps ?? {}, unset(props), unset(instanceProps))
		}
	}

mixins.StopPieces = (Parent) =>
	forward(Parent, { async: ['blockTakeUntil', 'stopPiecesOnLayers', 'stopPieceInstances'] })
