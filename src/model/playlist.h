#pragma once

// rundownPlaylists: what is on air and next, and the order of the rundowns. Written by the playout
// thread, and by ingest under the PlaylistLock. spec/data-model.md section 3.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

struct SelectedPartInstance {
  PartInstanceId partInstanceId;
  RundownId rundownId;
  bool manuallySelected = false;
  bool consumesQueuedSegmentId = false;
  JsonObject extra;
  bool operator==(const SelectedPartInstance&) const = default;
};
BOOST_DESCRIBE_STRUCT(SelectedPartInstance, (),
                      (partInstanceId, rundownId, manuallySelected, consumesQueuedSegmentId, extra))

enum class HoldState : int { NONE = 0, PENDING = 1, ACTIVE = 2, COMPLETE = 3 };

/// type: `part`, `segment`, `rundown` or `playlist`; id as the type says.
struct QuickLoopMarker {
  std::string type;
  Opt<std::string> id;
  Opt<std::string> overridenId;
  JsonObject extra;
  bool operator==(const QuickLoopMarker&) const = default;
};
BOOST_DESCRIBE_STRUCT(QuickLoopMarker, (), (type, id, overridenId, extra))
TAKT_JSON(QuickLoopMarker)

struct QuickLoop {
  Opt<QuickLoopMarker> start;
  Opt<QuickLoopMarker> end;
  bool locked = false;
  bool running = false;
  std::string forceAutoNext;  // disabled, enabled_when_valid_duration, enabled_forcing_min_duration
  JsonObject extra;
  TAKT_VALUE_TYPE(QuickLoop)
};
BOOST_DESCRIBE_STRUCT(QuickLoop, (), (start, end, locked, running, forceAutoNext, extra))
TAKT_JSON(QuickLoop)

/// mode.type: freeRun, countdown {duration ms, stopAtZero}, timeOfDay {targetRaw, stopAtZero}.
struct TTimerMode {
  std::string type;
  Opt<double> duration;
  Opt<Json> targetRaw;
  Opt<bool> stopAtZero;
  JsonObject extra;
  bool operator==(const TTimerMode&) const = default;
};
BOOST_DESCRIBE_STRUCT(TTimerMode, (), (type, duration, targetRaw, stopAtZero, extra))

/// Running: zeroTime (epoch ms). Paused: duration (ms). pauseTime: stops by itself then.
struct TTimerState {
  bool paused = false;
  Opt<Time> zeroTime;
  Opt<double> duration;
  Opt<Time> pauseTime;
  JsonObject extra;
  bool operator==(const TTimerState&) const = default;
};
BOOST_DESCRIBE_STRUCT(TTimerState, (), (paused, zeroTime, duration, pauseTime, extra))

struct RundownTTimer {
  int index = 0;  // 1..3
  std::string label;
  Opt<TTimerMode> mode;
  Opt<TTimerState> state;
  Opt<TTimerState> projectedState;
  Opt<PartId> anchorPartId;
  JsonObject extra;
  TAKT_VALUE_TYPE(RundownTTimer)
};
BOOST_DESCRIBE_STRUCT(RundownTTimer, (), (index, label, mode, state, projectedState, anchorPartId, extra))
TAKT_JSON(RundownTTimer)

struct AbSessionInfo {
  std::string id;
  std::string name;
  bool isUniqueName = false;
  Opt<PartId> lookaheadForPartId;
  Opt<InfiniteInstanceId> infiniteInstanceId;
  Opt<std::vector<PartInstanceId>> partInstanceIds;
  JsonObject extra;
  bool operator==(const AbSessionInfo&) const = default;
};
BOOST_DESCRIBE_STRUCT(AbSessionInfo, (),
                      (id, name, isUniqueName, lookaheadForPartId, infiniteInstanceId, partInstanceIds,
                       extra))

struct Playlist {
  static constexpr Collection collection = Collection::rundownPlaylists;
  PlaylistId _id;
  std::string externalId;
  StudioId studioId;
  Opt<SnapshotId> restoredFromSnapshotId;
  std::string name;
  Time created = 0;
  Time modified = 0;
  PlaylistTiming timing;
  Opt<bool> rehearsal;
  Opt<HoldState> holdState;
  Opt<ActivationId> activationId;
  Opt<Time> resetTime;
  Opt<bool> outOfOrderTiming;
  Opt<bool> timeOfDayCountdowns;
  Opt<Json> privateData;
  Opt<Json> publicData;
  Opt<SelectedPartInstance> currentPartInfo;
  Opt<SelectedPartInstance> nextPartInfo;
  Opt<double> nextTimeOffset;
  std::vector<SelectedPartInstance> previousPartsInfo;  // most recent first
  Opt<SegmentId> queuedSegmentId;
  Opt<std::vector<Note>> notes;
  Opt<QuickLoop> quickLoop;
  Opt<Time> startedPlayback;
  Opt<Time> lastIncorrectPartPlaybackReported;
  Opt<std::map<std::string, Time>> rundownsStartedPlayback;  // by rundown id
  Opt<std::map<std::string, Time>> segmentsStartedPlayback;  // by segment playout id
  Opt<Time> lastTakeTime;
  Opt<bool> rundownRanksAreSetInSofie;
  std::vector<RundownId> rundownIdsInOrder;
  Opt<Json> privatePlayoutPersistentState;
  Opt<Json> publicPlayoutPersistentState;
  Opt<std::vector<AbSessionInfo>> trackedAbSessions;
  Opt<Json> assignedAbSessions;  // {pool: {sessionId: {sessionId, sessionName, playerId, lookahead}}}
  std::vector<RundownTTimer> tTimers;
  JsonObject extra;
  TAKT_VALUE_TYPE(Playlist)
};
BOOST_DESCRIBE_STRUCT(Playlist, (),
                      (_id, externalId, studioId, restoredFromSnapshotId, name, created, modified,
                       timing, rehearsal, holdState, activationId, resetTime, outOfOrderTiming,
                       timeOfDayCountdowns, privateData, publicData, currentPartInfo, nextPartInfo,
                       nextTimeOffset, previousPartsInfo, queuedSegmentId, notes, quickLoop,
                       startedPlayback, lastIncorrectPartPlaybackReported, rundownsStartedPlayback,
                       segmentsStartedPlayback, lastTakeTime, rundownRanksAreSetInSofie,
                       rundownIdsInOrder, privatePlayoutPersistentState,
                       publicPlayoutPersistentState, trackedAbSessions, assignedAbSessions, tTimers,
                       extra))
TAKT_JSON(Playlist)
TAKT_JSON_TEXT(Playlist)

}  // namespace takt
