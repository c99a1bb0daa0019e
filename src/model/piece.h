#pragma once

// pieces, pieceInstances and the adlibs: what fills a part. spec/data-model.md section 3.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

enum class PieceLifespan {
  WithinPart, OutOnSegmentChange, OutOnSegmentEnd, OutOnRundownChange, OutOnRundownEnd,
  OutOnShowStyleEnd
};
TAKT_ENUM_NAMES(PieceLifespan, {PieceLifespan::WithinPart, "part-only"},
                {PieceLifespan::OutOnSegmentChange, "segment-change"},
                {PieceLifespan::OutOnSegmentEnd, "segment-end"},
                {PieceLifespan::OutOnRundownChange, "rundown-change"},
                {PieceLifespan::OutOnRundownEnd, "rundown-end"},
                {PieceLifespan::OutOnShowStyleEnd, "showstyle-end"})

enum class PieceType { Normal, InTransition, OutTransition };
TAKT_ENUM_NAMES(PieceType, {PieceType::Normal, "normal"}, {PieceType::InTransition, "in-transition"},
                {PieceType::OutTransition, "out-transition"})

/// start: ms into the part (a number), or the text "now".
struct PieceEnable {
  Json start = 0;
  Opt<double> duration;
  Opt<bool> isAbsolute;
  JsonObject extra;
  bool operator==(const PieceEnable&) const = default;

  bool is_now() const { return start.is_string(); }
  /// The numeric start; nullopt for "now".
  std::optional<double> start_number() const { return as_number(start); }
};
BOOST_DESCRIBE_STRUCT(PieceEnable, (), (start, duration, isAbsolute, extra))

struct PieceAbSessionInfo {
  std::string sessionName;
  std::string poolName;
  Opt<bool> sessionNameIsGloballyUnique;
  Opt<bool> optional;
  JsonObject extra;
  TAKT_VALUE_TYPE(PieceAbSessionInfo)
};
BOOST_DESCRIBE_STRUCT(PieceAbSessionInfo, (),
                      (sessionName, poolName, sessionNameIsGloballyUnique, optional, extra))

/// What pieces and adlib pieces share.
struct PieceGeneric {
  std::string externalId;
  std::string name;
  Opt<Json> privateData;
  Opt<Json> publicData;
  PieceLifespan lifespan = PieceLifespan::WithinPart;
  std::string sourceLayerId;
  std::string outputLayerId;
  Json content = JsonObject{};
  std::string timelineObjectsString = "[]";  // JSON text of an array of timeline objects
  Opt<double> prerollDuration;
  Opt<double> postrollDuration;
  Opt<bool> toBeQueued;
  Opt<Json> expectedPlayoutItems;
  Opt<std::vector<std::string>> tags;
  Opt<Json> allowDirectPlay;
  Opt<Json> expectedPackages;
  Opt<bool> hasSideEffects;
  Opt<std::vector<PieceAbSessionInfo>> abSessions;
  Opt<bool> notInVision;
  Opt<bool> displayAbChannel;
  Opt<Json> userEditOperations;
  Opt<Json> userEditProperties;
  TAKT_VALUE_TYPE(PieceGeneric)
};
BOOST_DESCRIBE_STRUCT(PieceGeneric, (),
                      (externalId, name, privateData, publicData, lifespan, sourceLayerId,
                       outputLayerId, content, timelineObjectsString, prerollDuration,
                       postrollDuration, toBeQueued, expectedPlayoutItems, tags, allowDirectPlay,
                       expectedPackages, hasSideEffects, abSessions, notInVision, displayAbChannel,
                       userEditOperations, userEditProperties))

/// A piece as planned and as carried by a piece instance. In `pieces`, startRundownId and
/// startSegmentId are there; in an instance's copy the reference may leave them out.
struct Piece : PieceGeneric {
  static constexpr Collection collection = Collection::pieces;
  PieceId _id;
  Opt<RundownId> startRundownId;
  Opt<SegmentId> startSegmentId;
  Opt<PartId> startPartId;  // null: owned by the rundown
  PieceType pieceType = PieceType::Normal;
  PieceEnable enable;
  Opt<bool> virtual_;
  Opt<bool> invalid;
  Opt<bool> extendOnHold;
  Opt<bool> excludeDuringPartKeepalive;
  JsonObject extra;
  TAKT_VALUE_TYPE(Piece)
};
BOOST_DESCRIBE_STRUCT(Piece, (PieceGeneric),
                      (_id, startRundownId, startSegmentId, startPartId, pieceType, enable, virtual_,
                       invalid, extendOnHold, excludeDuringPartKeepalive, extra))
TAKT_JSON(Piece)
TAKT_JSON_TEXT(Piece)

struct PieceInstanceInfinite {
  InfiniteInstanceId infiniteInstanceId;
  double infiniteInstanceIndex = 0;
  PieceId infinitePieceId;
  Opt<bool> fromPreviousPart;
  Opt<bool> fromPreviousPlayhead;
  Opt<bool> fromHold;
  JsonObject extra;
  bool operator==(const PieceInstanceInfinite&) const = default;
};
BOOST_DESCRIBE_STRUCT(PieceInstanceInfinite, (),
                      (infiniteInstanceId, infiniteInstanceIndex, infinitePieceId, fromPreviousPart,
                       fromPreviousPlayhead, fromHold, extra))

struct PieceUserDuration {
  Opt<double> endRelativeToPart;
  Opt<double> endRelativeToNow;
  JsonObject extra;
  bool operator==(const PieceUserDuration&) const = default;
};
BOOST_DESCRIBE_STRUCT(PieceUserDuration, (), (endRelativeToPart, endRelativeToNow, extra))

struct PieceInstance {
  static constexpr Collection collection = Collection::pieceInstances;
  PieceInstanceId _id;
  RundownId rundownId;
  PartInstanceId partInstanceId;
  Opt<ActivationId> playlistActivationId;
  Opt<bool> reset;
  Opt<bool> isTemporary;
  Piece piece;
  Opt<bool> disabled;
  Opt<std::string> adLibSourceId;
  Opt<PieceInstanceInfinite> infinite;
  Opt<Time> dynamicallyInserted;
  Opt<Time> dynamicallyConvertedToInfinite;
  Opt<PieceUserDuration> userDuration;
  Opt<Time> plannedStartedPlayback;
  Opt<Time> plannedStoppedPlayback;
  Opt<Time> reportedStartedPlayback;
  Opt<Time> reportedStoppedPlayback;
  Opt<std::vector<ExpectedPackageId>> neededExpectedPackageIds;
  JsonObject extra;
  TAKT_VALUE_TYPE(PieceInstance)
};
BOOST_DESCRIBE_STRUCT(PieceInstance, (),
                      (_id, rundownId, partInstanceId, playlistActivationId, reset, isTemporary,
                       piece, disabled, adLibSourceId, infinite, dynamicallyInserted,
                       dynamicallyConvertedToInfinite, userDuration, plannedStartedPlayback,
                       plannedStoppedPlayback, reportedStartedPlayback, reportedStoppedPlayback,
                       neededExpectedPackageIds, extra))
TAKT_JSON(PieceInstance)
TAKT_JSON_TEXT(PieceInstance)

}  // namespace takt
