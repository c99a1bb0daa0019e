#pragma once

// Hooks of the fuzzer's blueprints (members after those of ingest/newsroom.cpp): what a payload
// `gives` is what the hook gives, whatever it is, and `ops` are called on the rundown that the studio
// may change.

namespace takt::fuzz {

/// A whole bundle: a studio that leaves the newsroom's data as it is.
inline constexpr const char* kPlainStudio = R"(({default: {
  blueprintType: 'studio',
  getBaseline: () => ({timelineObjects: []}),
  getShowStyleId: (context, styles) => styles[0]._id,
}}))";

inline constexpr const char* kStudioHooks = R"(
  getShowStyleId: (context, styles, rundown) => rundown.payload?.style ?? styles[0]._id,
  getRundownPlaylistInfo: (context, rundowns) =>
    rundowns[0].externalId === rundowns[0].name ? null : {
      playlist: {name: 'Playlist', ...rundowns.find((each) => each.playlistExternalId)?.playlist},
      order: null,
    },
  processIngestData: (context, rundown, nrcs, previous, changes) => {
    let all = nrcs
    if (nrcs.type === 'mos') {
      const grouped = context.groupMosPartsInRundownAndChangesWithSeparator(nrcs, previous, changes, ';')
      all = grouped.nrcsIngestRundown
      changes = grouped.ingestChanges
    } else if (nrcs.payload?.group && changes.source === 'ingest') {
      const grouped = context.groupPartsInRundownAndChanges(nrcs, previous, changes, (segments) =>
        segments.map((segment) => ({...segment, ...nrcs.payload.group})))
      all = grouped.nrcsIngestRundown
      changes = grouped.ingestChanges
    }
    if (changes.source === 'ingest') {
      const keep = {transformPartPayload: (payload, old) => nrcs.payload?.keep ? old ?? payload : payload}
      context.defaultApplyIngestChanges(rundown, all, changes, keep)
    }
    const ops = changes.operation ?? nrcs.payload?.ops
    for (const [target, method, ...args] of Array.isArray(ops) ? ops : []) {
      const on = target === '' ? rundown : rundown.getSegment(target) ?? rundown.findPart(target)
      on?.[method]?.(...args)
    }
  },
)";

inline constexpr const char* kShowHooks = R"(
  getShowStyleVariantId: (context, variants, rundown) =>
    rundown.payload?.variant === undefined ? variants[0]._id : rundown.payload.variant,
  getRundown: (context, rundown) => {
    const payload = rundown.payload ?? {}
    if (payload.throw) throw new Error(payload.throw)
    if (payload.gives !== undefined) return payload.gives
    return {
      rundown: {externalId: rundown.externalId, name: rundown.name, timing: {type: 'none'}, ...payload.rundown},
      globalAdLibPieces: payload.adlibs ?? [], globalActions: payload.actions ?? [],
      globalPieces: payload.pieces, baseline: payload.baseline ?? {timelineObjects: []},
    }
  },
  getSegment: (context, segment) => {
    const payload = segment.payload ?? {}
    if (payload.throw) throw new Error(payload.throw)
    if (payload.gives !== undefined) return payload.gives
    for (const note of payload.notes ?? []) context.notifyUserWarning(...note)
    for (const id of payload.ids ?? []) context.getHashId(id)
    return {
      segment: {name: segment.name, ...payload.segment},
      parts: segment.parts.map((part) => part.payload?.gives ?? {
        part: {externalId: part.externalId, title: part.name, expectedDuration: 1000, ...part.payload?.part},
        pieces: [{
          externalId: part.externalId + '_piece', name: 'piece', sourceLayerId: 'cam',
          outputLayerId: 'pgm', lifespan: 'part-only', enable: {start: 0},
          content: {timelineObjects: [
            {id: '', enable: {start: 0}, layer: 'L', priority: 1, content: {deviceType: 0}},
          ]},
          ...part.payload?.piece,
        }],
        adLibPieces: part.payload?.adlibs ?? [], actions: part.payload?.actions ?? [],
      }),
    }
  },
  syncIngestUpdateToPartInstance: (context, existing, given, playing) => {
    const wish = given.part?.userData ?? given.part?.title ?? ''
    if (String(wish).includes('remove')) context.removePartInstance()
    else context.updatePartInstance(given.part ?? {})
    for (const piece of given.pieceInstances) context.syncPieceInstance(piece._id)
  },
  getAdlibItem: (context, item) => {
    const payload = item.payload ?? {}
    if (payload.gives !== undefined) return payload.gives
    return {externalId: 'x', name: item.name, _rank: 0, sourceLayerId: 'cam', outputLayerId: 'pgm',
      lifespan: 'part-only', content: {timelineObjects: []}, ...payload}
  },
)";

}  // namespace takt::fuzz
