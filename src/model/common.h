#pragma once

// Small structures that several documents share.

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_codec.h"
#include "base/opt.h"
#include "base/ordered_map.h"
#include "base/value_type.h"
#include "model/ids.h"

namespace takt {

/// ITranslatableMessage: an English template with {{arguments}} and the namespaces to look in.
struct TranslatableMessage {
  std::string key;
  Opt<JsonObject> args;
  Opt<std::vector<std::string>> namespaces;
  JsonObject extra;
  TAKT_VALUE_TYPE(TranslatableMessage)
};
BOOST_DESCRIBE_STRUCT(TranslatableMessage, (), (key, args, namespaces, extra))
TAKT_JSON(TranslatableMessage)

/// On the wire as numbers.
enum class NoteSeverity : int { WARNING = 1, ERROR = 2, INFO = 3 };

struct NoteOrigin {
  Opt<std::string> name;
  Opt<std::string> segmentName;
  Opt<std::string> rundownId;
  Opt<std::string> segmentId;
  Opt<std::string> partId;
  Opt<std::string> pieceId;
  JsonObject extra;
  TAKT_VALUE_TYPE(NoteOrigin)
};
BOOST_DESCRIBE_STRUCT(NoteOrigin, (), (name, segmentName, rundownId, segmentId, partId, pieceId, extra))

/// A note on a playlist, rundown, segment or part.
struct Note {
  NoteSeverity type{};
  TranslatableMessage message;
  Opt<NoteOrigin> origin;
  JsonObject extra;
  TAKT_VALUE_TYPE(Note)
};
BOOST_DESCRIBE_STRUCT(Note, (), (type, message, origin, extra))
TAKT_JSON(Note)

/// RundownPlaylistTiming: type is `none`, `forward-time`, `back-time` or `duration`; times epoch ms.
struct PlaylistTiming {
  std::string type;
  Opt<Time> expectedStart;
  Opt<double> expectedDuration;
  Opt<Time> expectedEnd;
  JsonObject extra;
  bool operator==(const PlaylistTiming&) const = default;
};
BOOST_DESCRIBE_STRUCT(PlaylistTiming, (), (type, expectedStart, expectedDuration, expectedEnd, extra))
TAKT_JSON(PlaylistTiming)

/// Values of a blueprint's configuration and of settings: defaults with overrides laid over them
/// (model/overrides.h resolves them). spec/data-model.md section 0.
struct OverrideOp {
  std::string op;  // "set" or "delete"
  std::string path;
  Opt<Json> value;
  JsonObject extra;
  bool operator==(const OverrideOp&) const = default;
};
BOOST_DESCRIBE_STRUCT(OverrideOp, (), (op, path, value, extra))

struct ObjectWithOverrides {
  JsonObject defaults;
  std::vector<OverrideOp> overrides;
  JsonObject extra;
  bool operator==(const ObjectWithOverrides&) const = default;
};
BOOST_DESCRIBE_STRUCT(ObjectWithOverrides, (), (defaults, overrides, extra))
TAKT_JSON(ObjectWithOverrides)

struct ImportVersions {
  Opt<std::string> studio;
  Opt<std::string> showStyleBase;
  Opt<std::string> showStyleVariant;
  Opt<std::string> blueprint;
  Opt<std::string> core;
  JsonObject extra;
  TAKT_VALUE_TYPE(ImportVersions)
};
BOOST_DESCRIBE_STRUCT(ImportVersions, (), (studio, showStyleBase, showStyleVariant, blueprint, core, extra))
TAKT_JSON(ImportVersions)

/// The data model that Takt follows: `generationVersions.core` and `importVersions.core`.
inline constexpr const char* kCoreVersion = "26.3.0-2";

}  // namespace takt
