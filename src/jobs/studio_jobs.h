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
