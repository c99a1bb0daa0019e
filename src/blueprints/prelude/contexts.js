// The context classes, by the names that C++ makes them with (blueprints/hook_context.h).
'use strict'
const { HOST, DATA, forward, host, mix, unset } = takt.lib
const {
	Common, Notes, Studio, ShowStyle, PackageInfo, Event, Devices, Datastore, TriggerIngest, RouteSets,
	PartsAndPieces, StopPieces, Timers,
} = takt.lib.mixins
const contexts = takt.contexts

const studio = [Common, Studio]
const showStyle = [...studio, ShowStyle]
const showStyleUser = [...showStyle, Notes, PackageInfo]
const playoutAction = [...showStyleUser, Event, PartsAndPieces, TriggerIngest, Timers]

contexts.CommonContext = mix(Common)
contexts.StudioContext = mix(...studio)
contexts.StudioUserContext = mix(...studio, Notes)
contexts.StudioBaselineContext = mix(...studio, PackageInfo)
contexts.ShowStyleContext = mix(...showStyle)
contexts.ShowStyleUserContext = mix(...showStyleUser)
contexts.SystemSnapshotCreatedContext = mix(...studio, Devices)
contexts.PlaylistSnapshotCreatedContext = mix(...showStyle, Devices)

contexts.GetRundownContext = forward(mix(...showStyleUser), {
	sync: ['getRandomId'],
	async: ['getPlaylists', 'getCurrentPlaylist'],
})

// rundownId, playlistId, rundown and startedPlayback are properties, as is `part` and the like.
contexts.RundownContext = mix(...showStyle)
contexts.RundownUserContext = mix(...showStyle, Notes)
contexts.SegmentUserContext = mix(...showStyleUser)
contexts.RundownEventContext = mix(...showStyle, Event)
contexts.PartEventContext = mix(...showStyle, Event, Timers)
contexts.RundownActivationContext = mix(...showStyle, Event, Devices, Datastore, Timers)
contexts.DataStoreActionContext = mix(...showStyleUser, Event, Datastore)

contexts.ActionExecutionContext = class extends forward(
	mix(...playoutAction, StopPieces, Devices, Datastore, RouteSets),
	{ sync: ['queuePartAfterTake'], async: ['queuePart', 'moveNextPart', 'takeAfterExecuteAction'] }
) {}
contexts.ExternalEventContext = contexts.ActionExecutionContext

contexts.OnTakeContext = forward(mix(...playoutAction, StopPieces, Devices), {
	sync: ['abortTake', 'queuePartAfterTake'],
})
contexts.OnSetAsNextContext = forward(mix(...playoutAction), { async: ['moveNextPart'] })

contexts.SyncIngestUpdateToPartInstanceContext = class extends forward(mix(...showStyle, Notes, Event, Timers), {
	sync: ['syncPieceInstance', 'insertPieceInstance', 'removePieceInstances', 'removePartInstance'],
}) {
	updatePieceInstance(id, piece) {
		return host(this, 'updatePieceInstance', id, piece, unset(piece))
	}
	updatePartInstance(props, instanceProps) {
		return host(this, 'updatePartInstance', props, instanceProps ?? {}, unset(props), unset(instanceProps))
	}
}

contexts.OnTimelineGenerateContext = class extends mix(...showStyle, Event) {
	getPieceABSessionId(pieceInstance, sessionName) {
		return host(this, 'getPieceABSessionId', pieceInstance._id, sessionName)
	}
	getTimelineObjectAbSessionId(object, sessionName) {
		const { content, keyframes, children, ...rest } = object
		return host(this, 'getTimelineObjectAbSessionId', rest, sessionName)
	}
}

contexts.RundownDataChangedEventContext = forward(mix(...showStyle, Event), {
	sync: ['formatDateAsTimecode', 'formatDurationAsTimecode'],
	async: ['getAllUnsentQueuedMessages'],
})
contexts.RundownTimingEventContext = class extends forward(contexts.RundownDataChangedEventContext, {
	async: ['getFirstPartInstanceInRundown', 'getPieceInstances', 'getSegment'],
}) {
	async getPartInstancesInSegmentPlayoutId(partInstance) {
		return host(this, 'getPartInstancesInSegmentPlayoutId', partInstance._id)
	}
}

contexts.FixUpConfigContext = forward(mix(Common), {
	sync: [
		'getConfig', 'listPaths', 'listInvalidPaths', 'hasOperations', 'addSetOperation', 'addDeleteOperation',
		'removeOperations', 'renameOperations', 'warnUnfixable',
	],
})
