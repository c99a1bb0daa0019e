#pragma once

// The jobs of the studio queue that playout runs: names, payloads, delivery (spec/jobs.md,
// StudioJobs). Payload members carry the reference's names. Results are described where they aren't
// null.

#include "jobs/job_spec.h"
#include "model/playlist.h"

namespace takt {

/// A job without a payload; accepts whatever comes.
struct NoPayload {};
void from_json(NoPayload& out, const Json& value, const reflect::Path& path = reflect::Path());

struct PlaylistPayload {
  PlaylistId playlistId;
};
BOOST_DESCRIBE_STRUCT(PlaylistPayload, (), (playlistId))
TAKT_JSON(PlaylistPayload)

struct ActivatePayload {
  PlaylistId playlistId;
  Opt<bool> rehearsal;
};
BOOST_DESCRIBE_STRUCT(ActivatePayload, (), (playlistId, rehearsal))
TAKT_JSON(ActivatePayload)

/// activate: "active" or "rehearsal".
struct ResetPayload {
  PlaylistId playlistId;
  Opt<std::string> activate;
  Opt<bool> forceActivate;
};
BOOST_DESCRIBE_STRUCT(ResetPayload, (), (playlistId, activate, forceActivate))
TAKT_JSON(ResetPayload)

/// nextTimeOffset: ms into the part.
struct SetNextPartPayload {
  PlaylistId playlistId;
  Opt<PartId> nextPartId;
  Opt<PartInstanceId> nextPartInstanceId;
  Opt<bool> setManually;
  Opt<double> nextTimeOffset;
};
BOOST_DESCRIBE_STRUCT(SetNextPartPayload, (),
                      (playlistId, nextPartId, nextPartInstanceId, setManually, nextTimeOffset))
TAKT_JSON(SetNextPartPayload)

struct SetNextSegmentPayload {
  PlaylistId playlistId;
  SegmentId nextSegmentId;
};
BOOST_DESCRIBE_STRUCT(SetNextSegmentPayload, (), (playlistId, nextSegmentId))
TAKT_JSON(SetNextSegmentPayload)

struct QueueNextSegmentPayload {
  PlaylistId playlistId;
  Opt<SegmentId> queuedSegmentId;
};
BOOST_DESCRIBE_STRUCT(QueueNextSegmentPayload, (), (playlistId, queuedSegmentId))
TAKT_JSON(QueueNextSegmentPayload)

struct MoveNextPartPayload {
  PlaylistId playlistId;
  Opt<double> partDelta;
  Opt<double> segmentDelta;
  Opt<bool> ignoreQuickLoop;
};
BOOST_DESCRIBE_STRUCT(MoveNextPartPayload, (),
                      (playlistId, partDelta, segmentDelta, ignoreQuickLoop))
TAKT_JSON(MoveNextPartPayload)

/// fromPartInstanceId: the part instance that the caller saw on air, null for none.
struct TakeNextPartPayload {
  PlaylistId playlistId;
  Opt<PartInstanceId> fromPartInstanceId;
};
BOOST_DESCRIBE_STRUCT(TakeNextPartPayload, (), (playlistId, fromPartInstanceId))
TAKT_JSON(TakeNextPartPayload)

/// One report of a playout gateway; `data` depends on `type` (spec/playout.md section 9).
struct PlaybackChange {
  std::string type;
  Opt<std::string> objId;
  Json data;
};
BOOST_DESCRIBE_STRUCT(PlaybackChange, (), (type, objId, data))

struct PlaybackChangedPayload {
  PlaylistId playlistId;
  std::vector<PlaybackChange> changes;
};
BOOST_DESCRIBE_STRUCT(PlaybackChangedPayload, (), (playlistId, changes))
TAKT_JSON(PlaybackChangedPayload)

/// When an object that started 'now' really started: epoch ms.
struct TriggerTimeResult {
  std::string id;
  Time time = 0;
};
BOOST_DESCRIBE_STRUCT(TriggerTimeResult, (), (id, time))

struct TriggerTimePayload {
  std::vector<TriggerTimeResult> results;
};
BOOST_DESCRIBE_STRUCT(TriggerTimePayload, (), (results))
TAKT_JSON(TriggerTimePayload)

struct AdlibTestingPayload {
  PlaylistId playlistId;
  RundownId rundownId;
};
BOOST_DESCRIBE_STRUCT(AdlibTestingPayload, (), (playlistId, rundownId))
TAKT_JSON(AdlibTestingPayload)

/// pieceType: "baseline", "normal" or "bucket". partInstanceId: null when nothing was on air.
struct AdlibPieceStartPayload {
  PlaylistId playlistId;
  Opt<PartInstanceId> partInstanceId;
  PieceId adLibPieceId;
  std::string pieceType;
  Opt<bool> queue;
};
BOOST_DESCRIBE_STRUCT(AdlibPieceStartPayload, (),
                      (playlistId, partInstanceId, adLibPieceId, pieceType, queue))
TAKT_JSON(AdlibPieceStartPayload)

struct TakePieceAsAdlibPayload {
  PlaylistId playlistId;
  Opt<PartInstanceId> partInstanceId;
  std::string pieceInstanceIdOrPieceIdToCopy;
};
BOOST_DESCRIBE_STRUCT(TakePieceAsAdlibPayload, (),
                      (playlistId, partInstanceId, pieceInstanceIdOrPieceIdToCopy))
TAKT_JSON(TakePieceAsAdlibPayload)

struct StickyPiecePayload {
  PlaylistId playlistId;
  std::string sourceLayerId;
};
BOOST_DESCRIBE_STRUCT(StickyPiecePayload, (), (playlistId, sourceLayerId))
TAKT_JSON(StickyPiecePayload)

struct StopPiecesPayload {
  PlaylistId playlistId;
  Opt<PartInstanceId> partInstanceId;
  std::vector<std::string> sourceLayerIds;
};
BOOST_DESCRIBE_STRUCT(StopPiecesPayload, (), (playlistId, partInstanceId, sourceLayerIds))
TAKT_JSON(StopPiecesPayload)

struct DisableNextPiecePayload {
  PlaylistId playlistId;
  Opt<bool> undo;
};
BOOST_DESCRIBE_STRUCT(DisableNextPiecePayload, (), (playlistId, undo))
TAKT_JSON(DisableNextPiecePayload)

struct ExecuteActionPayload {
  PlaylistId playlistId;
  Opt<AdLibActionId> actionDocId;
  std::string actionId;
  Opt<Json> userData;
  Opt<std::string> triggerMode;
  Opt<Json> actionOptions;
};
BOOST_DESCRIBE_STRUCT(ExecuteActionPayload, (),
                      (playlistId, actionDocId, actionId, userData, triggerMode, actionOptions))
TAKT_JSON(ExecuteActionPayload)

struct ExecuteBucketItemPayload {
  PlaylistId playlistId;
  BucketId bucketId;
  std::string externalId;
  Opt<std::string> triggerMode;
};
BOOST_DESCRIBE_STRUCT(ExecuteBucketItemPayload, (),
                      (playlistId, bucketId, externalId, triggerMode))
TAKT_JSON(ExecuteBucketItemPayload)

/// type: "start" or "end"; marker null clears.
struct QuickLoopMarkerPayload {
  PlaylistId playlistId;
  std::string type;
  Opt<QuickLoopMarker> marker;
};
BOOST_DESCRIBE_STRUCT(QuickLoopMarkerPayload, (), (playlistId, type, marker))
TAKT_JSON(QuickLoopMarkerPayload)

struct TimerPayload {
  PlaylistId playlistId;
  int timerIndex = 0;
};
BOOST_DESCRIBE_STRUCT(TimerPayload, (), (playlistId, timerIndex))
TAKT_JSON(TimerPayload)

/// duration: seconds.
struct TimerCountdownPayload : TimerPayload {
  double duration = 0;
  Opt<bool> stopAtZero;
  Opt<bool> startPaused;
};
BOOST_DESCRIBE_STRUCT(TimerCountdownPayload, (TimerPayload), (duration, stopAtZero, startPaused))
TAKT_JSON(TimerCountdownPayload)

struct TimerFreeRunPayload : TimerPayload {
  Opt<bool> startPaused;
};
BOOST_DESCRIBE_STRUCT(TimerFreeRunPayload, (TimerPayload), (startPaused))
TAKT_JSON(TimerFreeRunPayload)

struct TimerAnchorPayload : TimerPayload {
  Opt<std::string> partId;
  Opt<std::string> externalId;
};
BOOST_DESCRIBE_STRUCT(TimerAnchorPayload, (TimerPayload), (partId, externalId))
TAKT_JSON(TimerAnchorPayload)

/// time: epoch ms.
struct TimerTimePayload : TimerPayload {
  Time time = 0;
  Opt<bool> paused;
};
BOOST_DESCRIBE_STRUCT(TimerTimePayload, (TimerPayload), (time, paused))
TAKT_JSON(TimerTimePayload)

/// duration: ms.
struct TimerDurationPayload : TimerPayload {
  double duration = 0;
  Opt<bool> paused;
};
BOOST_DESCRIBE_STRUCT(TimerDurationPayload, (TimerPayload), (duration, paused))
TAKT_JSON(TimerDurationPayload)

// Activation. Operators' jobs are interactive: a late one is refused, never run.
struct ActivateRundownPlaylist {
  static constexpr JobInfo info{"activateRundownPlaylist", QueueKind::studio,
                                Delivery::interactive};
  using Payload = ActivatePayload;
};
struct DeactivateRundownPlaylist {
  static constexpr JobInfo info{"deactivateRundownPlaylist", QueueKind::studio,
                                Delivery::interactive};
  using Payload = PlaylistPayload;
};
struct PrepareRundownForBroadcast {
  static constexpr JobInfo info{"prepareRundownForBroadcast", QueueKind::studio,
                                Delivery::interactive};
  using Payload = PlaylistPayload;
};
struct ResetRundownPlaylist {
  static constexpr JobInfo info{"resetRundownPlaylist", QueueKind::studio, Delivery::interactive};
  using Payload = ResetPayload;
};

// Next and take.
struct SetNextPart {
  static constexpr JobInfo info{"setNextPart", QueueKind::studio, Delivery::interactive};
  using Payload = SetNextPartPayload;
};
/// Result: the part's id.
struct SetNextSegment {
  static constexpr JobInfo info{"setNextSegment", QueueKind::studio, Delivery::interactive};
  using Payload = SetNextSegmentPayload;
};
/// Result: {nextPartId} or {queuedSegmentId}.
struct QueueNextSegment {
  static constexpr JobInfo info{"queueNextSegment", QueueKind::studio, Delivery::interactive};
  using Payload = QueueNextSegmentPayload;
};
/// Result: the part's id, or null when nothing changed.
struct MoveNextPart {
  static constexpr JobInfo info{"moveNextPart", QueueKind::studio, Delivery::interactive};
  using Payload = MoveNextPartPayload;
};
/// Result: {nextTakeTime}, epoch ms.
struct TakeNextPart {
  static constexpr JobInfo info{"takeNextPart", QueueKind::studio, Delivery::interactive};
  using Payload = TakeNextPartPayload;
};
struct ActivateHold {
  static constexpr JobInfo info{"activateHold", QueueKind::studio, Delivery::interactive};
  using Payload = PlaylistPayload;
};
struct DeactivateHold {
  static constexpr JobInfo info{"deactivateHold", QueueKind::studio, Delivery::interactive};
  using Payload = PlaylistPayload;
};
struct ActivateAdlibTesting {
  static constexpr JobInfo info{"activateAdlibTesting", QueueKind::studio, Delivery::interactive};
  using Payload = AdlibTestingPayload;
};

// Adlibs and actions.
struct AdlibPieceStart {
  static constexpr JobInfo info{"adLibPieceStart", QueueKind::studio, Delivery::interactive};
  using Payload = AdlibPieceStartPayload;
};
struct TakePieceAsAdlibNow {
  static constexpr JobInfo info{"takePieceAsAdlibNow", QueueKind::studio, Delivery::interactive};
  using Payload = TakePieceAsAdlibPayload;
};
struct StartStickyPieceOnSourceLayer {
  static constexpr JobInfo info{"startStickyPieceOnSourceLayer", QueueKind::studio,
                                Delivery::interactive};
  using Payload = StickyPiecePayload;
};
struct StopPiecesOnSourceLayers {
  static constexpr JobInfo info{"stopPiecesOnSourceLayers", QueueKind::studio,
                                Delivery::interactive};
  using Payload = StopPiecesPayload;
};
struct DisableNextPiece {
  static constexpr JobInfo info{"disableNextPiece", QueueKind::studio, Delivery::interactive};
  using Payload = DisableNextPiecePayload;
};
/// Result: {queuedPartInstanceId?, taken}.
struct ExecuteAction {
  static constexpr JobInfo info{"executeAction", QueueKind::studio, Delivery::interactive};
  using Payload = ExecuteActionPayload;
};
/// Result: as ExecuteAction, or {}.
struct ExecuteBucketAdLibOrAction {
  static constexpr JobInfo info{"executeBucketAdLibOrAction", QueueKind::studio,
                                Delivery::interactive};
  using Payload = ExecuteBucketItemPayload;
};
struct SetQuickLoopMarker {
  static constexpr JobInfo info{"setQuickLoopMarker", QueueKind::studio, Delivery::interactive};
  using Payload = QuickLoopMarkerPayload;
};
struct ClearQuickLoopMarkers {
  static constexpr JobInfo info{"clearQuickLoopMarkers", QueueKind::studio, Delivery::interactive};
  using Payload = PlaylistPayload;
};

// T-timers.
struct TTimerStartCountdown {
  static constexpr JobInfo info{"tTimerStartCountdown", QueueKind::studio, Delivery::interactive};
  using Payload = TimerCountdownPayload;
};
struct TTimerStartFreeRun {
  static constexpr JobInfo info{"tTimerStartFreeRun", QueueKind::studio, Delivery::interactive};
  using Payload = TimerFreeRunPayload;
};
struct TTimerPause {
  static constexpr JobInfo info{"tTimerPause", QueueKind::studio, Delivery::interactive};
  using Payload = TimerPayload;
};
struct TTimerResume {
  static constexpr JobInfo info{"tTimerResume", QueueKind::studio, Delivery::interactive};
  using Payload = TimerPayload;
};
struct TTimerRestart {
  static constexpr JobInfo info{"tTimerRestart", QueueKind::studio, Delivery::interactive};
  using Payload = TimerPayload;
};
struct TTimerClearProjected {
  static constexpr JobInfo info{"tTimerClearProjected", QueueKind::studio, Delivery::interactive};
  using Payload = TimerPayload;
};
struct TTimerSetProjectedAnchorPart {
  static constexpr JobInfo info{"tTimerSetProjectedAnchorPart", QueueKind::studio,
                                Delivery::interactive};
  using Payload = TimerAnchorPayload;
};
struct TTimerSetProjectedTime {
  static constexpr JobInfo info{"tTimerSetProjectedTime", QueueKind::studio, Delivery::interactive};
  using Payload = TimerTimePayload;
};
struct TTimerSetProjectedDuration {
  static constexpr JobInfo info{"tTimerSetProjectedDuration", QueueKind::studio,
                                Delivery::interactive};
  using Payload = TimerDurationPayload;
};

// Reports of gateways.
struct OnPlayoutPlaybackChanged {
  static constexpr JobInfo info{"onPlayoutPlaybackChanged", QueueKind::studio, Delivery::durable};
  using Payload = PlaybackChangedPayload;
};
struct OnTimelineTriggerTime {
  static constexpr JobInfo info{"onTimelineTriggerTime", QueueKind::studio, Delivery::durable};
  using Payload = TriggerTimePayload;
};

// Timeline and timers.
struct UpdateTimeline {
  static constexpr JobInfo info{"updateTimeline", QueueKind::studio, Delivery::interactive};
  using Payload = NoPayload;
};
struct UpdateTimelineAfterIngest {
  static constexpr JobInfo info{"updateTimelineAfterIngest", QueueKind::studio,
                                Delivery::coalescing};
  using Payload = PlaylistPayload;
};
/// Result: why the timeline was outdated, or false.
struct UpdateStudioBaseline {
  static constexpr JobInfo info{"updateStudioBaseline", QueueKind::studio, Delivery::coalescing};
  using Payload = NoPayload;
};
struct RecalculateTTimerProjections {
  static constexpr JobInfo info{"recalculateTTimerProjections", QueueKind::studio,
                                Delivery::coalescing};
  using Payload = NoPayload;
};
struct DebugRegenerateNextPartInstance {
  static constexpr JobInfo info{"debugRegenerateNextPartInstance", QueueKind::studio,
                                Delivery::interactive};
  using Payload = PlaylistPayload;
};
struct DebugSyncInfinitesForNextPartInstance {
  static constexpr JobInfo info{"debugSyncInfinitesForNextPartInstance", QueueKind::studio,
                                Delivery::interactive};
  using Payload = PlaylistPayload;
};

}  // namespace takt
