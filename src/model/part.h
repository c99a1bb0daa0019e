#pragma once

// parts and partInstances. A Part is what the newsroom planned; a PartInstance is one playing of it,
// with a full copy of the part. spec/data-model.md section 3.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

/// Durations in ms.
struct PartInTransition {
  double blockTakeDuration = 0;
  double previousPartKeepaliveDuration = 0;
  double partContentDelayDuration = 0;
  JsonObject extra;
  bool operator==(const PartInTransition&) const = default;
};
BOOST_DESCRIBE_STRUCT(PartInTransition, (),
                      (blockTakeDuration, previousPartKeepaliveDuration, partContentDelayDuration,
                       extra))

struct PartOutTransition {
  double duration = 0;
  JsonObject extra;
  bool operator==(const PartOutTransition&) const = default;
};
BOOST_DESCRIBE_STRUCT(PartOutTransition, (), (duration, extra))

enum class HoldMode : int { NONE = 0, FROM = 1, TO = 2 };

struct PartInvalidReason {
  /// A TranslatableMessage; what an action gave as one, where an action set the reason.
  Json message;
  Opt<NoteSeverity> severity;
  Opt<std::string> color;
  JsonObject extra;
  TAKT_VALUE_TYPE(PartInvalidReason)
};
BOOST_DESCRIBE_STRUCT(PartInvalidReason, (), (message, severity, color, extra))
TAKT_JSON(PartInvalidReason)

/// The members that a blueprint's part shares with a stored one (the blueprint's IBlueprintPart).
struct PartContent {
  std::string externalId;
  std::string title;
  Opt<std::string> prompterTitle;
  Opt<Json> privateData;
  Opt<Json> publicData;
  Opt<bool> autoNext;
  Opt<double> autoNextOverlap;
  Opt<PartInTransition> inTransition;
  Opt<bool> disableNextInTransition;
  Opt<PartOutTransition> outTransition;
  Opt<double> expectedDuration;
  Opt<double> availablePostrollDuration;
  Opt<HoldMode> holdMode;
  Opt<std::string> ingestNotifyPartExternalId;
  Opt<bool> shouldNotifyCurrentPlayingPart;
  Opt<bool> ingestNotifyPartReady;
  Opt<Json> ingestNotifyItemsReady;
  Opt<std::vector<std::string>> classes;
  Opt<std::vector<std::string>> classesForNext;
  Opt<std::string> displayDurationGroup;
  Opt<double> displayDuration;
  Opt<std::string> identifier;
  Opt<Json> hackListenToMediaObjectUpdates;
  Opt<bool> invalid;
  Opt<bool> untimed;
  Opt<bool> floated;
  Opt<bool> gap;
  Opt<Json> userEditOperations;
  Opt<Json> userEditProperties;
  TAKT_VALUE_TYPE(PartContent)
};
BOOST_DESCRIBE_STRUCT(PartContent, (),
                      (externalId, title, prompterTitle, privateData, publicData, autoNext,
                       autoNextOverlap, inTransition, disableNextInTransition, outTransition,
                       expectedDuration, availablePostrollDuration, holdMode,
                       ingestNotifyPartExternalId, shouldNotifyCurrentPlayingPart,
                       ingestNotifyPartReady, ingestNotifyItemsReady, classes, classesForNext,
                       displayDurationGroup, displayDuration, identifier,
                       hackListenToMediaObjectUpdates, invalid, untimed, floated, gap,
                       userEditOperations, userEditProperties))

struct Part : PartContent {
  static constexpr Collection collection = Collection::parts;
  PartId _id;
  double _rank = 0;
  RundownId rundownId;
  SegmentId segmentId;
  Opt<std::vector<Note>> notes;
  Opt<PartInvalidReason> invalidReason;
  Opt<double> expectedDurationWithTransition;
  JsonObject extra;
  TAKT_VALUE_TYPE(Part)

  /// Can be set as next and taken: neither invalid nor floated.
  bool playable() const { return !truthy(invalid) && !truthy(floated); }
};
BOOST_DESCRIBE_STRUCT(Part, (PartContent),
                      (_id, _rank, rundownId, segmentId, notes, invalidReason,
                       expectedDurationWithTransition, extra))
TAKT_JSON(Part)
TAKT_JSON_TEXT(Part)

/// Times epoch ms, durations ms.
struct PartInstanceTimings {
  Opt<double> playOffset;
  Opt<double> duration;
  Opt<Time> take;
  Opt<Time> setAsNext;
  Opt<Time> plannedStartedPlayback;
  Opt<Time> plannedStoppedPlayback;
  Opt<Time> reportedStartedPlayback;
  Opt<Time> reportedStoppedPlayback;
  JsonObject extra;
  TAKT_VALUE_TYPE(PartInstanceTimings)
};
BOOST_DESCRIBE_STRUCT(PartInstanceTimings, (),
                      (playOffset, duration, take, setAsNext, plannedStartedPlayback,
                       plannedStoppedPlayback, reportedStartedPlayback, reportedStoppedPlayback,
                       extra))

/// How a part follows the one before it, frozen at the take (spec/playout.md section 10). All ms;
/// inTransitionStart is null without an in transition.
struct PartPlayoutTimings {
  Opt<double> inTransitionStart = null;
  double toPartDelay = 0;
  double toPartPostroll = 0;
  double fromPartRemaining = 0;
  double fromPartPostroll = 0;
  double fromPartKeepalive = 0;
  JsonObject extra;
  bool operator==(const PartPlayoutTimings&) const = default;
};
BOOST_DESCRIBE_STRUCT(PartPlayoutTimings, (),
                      (inTransitionStart, toPartDelay, toPartPostroll, fromPartRemaining,
                       fromPartPostroll, fromPartKeepalive, extra))

struct PartInstance {
  static constexpr Collection collection = Collection::partInstances;
  PartInstanceId _id;
  RundownId rundownId;
  SegmentId segmentId;
  ActivationId playlistActivationId;
  SegmentPlayoutId segmentPlayoutId;
  Opt<bool> rehearsal;
  Opt<bool> reset;
  double takeCount = 0;
  Opt<bool> isTaken;
  Opt<PartInstanceTimings> timings;
  Part part;
  Opt<PartPlayoutTimings> partPlayoutTimings;
  Opt<Json> previousPartEndState;
  Opt<std::string> orphaned;  // adlib-part, deleted
  Opt<Time> blockTakeUntil;
  Opt<PartInvalidReason> invalidReason;
  JsonObject extra;
  TAKT_VALUE_TYPE(PartInstance)
};
BOOST_DESCRIBE_STRUCT(PartInstance, (),
                      (_id, rundownId, segmentId, playlistActivationId, segmentPlayoutId, rehearsal,
                       reset, takeCount, isTaken, timings, part, partPlayoutTimings,
                       previousPartEndState, orphaned, blockTakeUntil, invalidReason, extra))
TAKT_JSON(PartInstance)
TAKT_JSON_TEXT(PartInstance)

/// PartInstance.orphaned values.
inline constexpr const char* kOrphanedAdlibPart = "adlib-part";

}  // namespace takt
