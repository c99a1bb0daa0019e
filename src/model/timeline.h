#pragma once

// timeline, timelineDatastore and rundownBaselineObjs: what the playout gateways play.
// spec/timeline.md section 1, spec/data-model.md section 8.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

/// One object of a timeline. enable (object or array), content and keyframes are the blueprint's.
struct TimelineObject {
  std::string id;
  Opt<std::string> originalId;
  Opt<std::string> objectType;
  Json enable = JsonObject{};
  Json layer = "";
  Opt<double> priority;
  Json content = JsonObject{};
  Opt<std::vector<std::string>> classes;
  Opt<Json> keyframes;
  Opt<std::string> inGroup;
  Opt<bool> isGroup;
  Opt<Json> children;
  Opt<bool> disabled;
  Opt<bool> seamless;
  Opt<bool> isLookahead;
  Opt<Json> lookaheadForLayer;
  Opt<Json> abSessions;
  Opt<int> holdMode;
  Opt<int> onAirMode;
  Opt<Json> metaData;
  Opt<PartInstanceId> partInstanceId;
  Opt<PieceInstanceId> pieceInstanceId;
  Opt<PieceId> infinitePieceInstanceId;
  JsonObject extra;
  TAKT_VALUE_TYPE(TimelineObject)
};
BOOST_DESCRIBE_STRUCT(TimelineObject, (),
                      (id, originalId, objectType, enable, layer, priority, content, classes,
                       keyframes, inGroup, isGroup, children, disabled, seamless, isLookahead,
                       lookaheadForLayer, abSessions, holdMode, onAirMode, metaData, partInstanceId,
                       pieceInstanceId, infinitePieceInstanceId, extra))
TAKT_JSON(TimelineObject)

/// A piece's or baseline's timelineObjectsString as objects, and back.
std::vector<TimelineObject> parse_timeline_objects(std::string_view json_text);
std::string dump_timeline_objects(const std::vector<TimelineObject>& objects);

struct TimelineVersions {
  std::string core;
  Opt<std::string> blueprintId;
  std::string blueprintVersion;
  std::string studio;
  JsonObject extra;
  bool operator==(const TimelineVersions&) const = default;
};
BOOST_DESCRIBE_STRUCT(TimelineVersions, (), (core, blueprintId, blueprintVersion, studio, extra))

struct TimelineDocument {
  static constexpr Collection collection = Collection::timeline;
  StudioId _id;
  TimelineHash timelineHash;
  Time generated = 0;
  std::string timelineBlob = "[]";  // JSON text of an array of TimelineObject
  TimelineVersions generationVersions;
  Opt<std::string> regenerateTimelineToken;
  JsonObject extra;
  bool operator==(const TimelineDocument&) const = default;
};
BOOST_DESCRIBE_STRUCT(TimelineDocument, (),
                      (_id, timelineHash, generated, timelineBlob, generationVersions,
                       regenerateTimelineToken, extra))
TAKT_JSON(TimelineDocument)
TAKT_JSON_TEXT(TimelineDocument)

struct TimelineDatastoreEntry {
  static constexpr Collection collection = Collection::timelineDatastore;
  TimelineDatastoreId _id;
  StudioId studioId;
  std::string key;
  Json value;
  Time modified = 0;
  std::string mode;  // temporary, indefinite
  JsonObject extra;
  bool operator==(const TimelineDatastoreEntry&) const = default;
};
BOOST_DESCRIBE_STRUCT(TimelineDatastoreEntry, (), (_id, studioId, key, value, modified, mode, extra))
TAKT_JSON(TimelineDatastoreEntry)

struct RundownBaselineObj {
  static constexpr Collection collection = Collection::rundownBaselineObjs;
  BaselineObjId _id;
  RundownId rundownId;
  std::string timelineObjectsString = "[]";
  JsonObject extra;
  bool operator==(const RundownBaselineObj&) const = default;
};
BOOST_DESCRIBE_STRUCT(RundownBaselineObj, (), (_id, rundownId, timelineObjectsString, extra))
TAKT_JSON(RundownBaselineObj)

}  // namespace takt
