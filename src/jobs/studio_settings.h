#pragma once

// A studio as jobs see it: all overrides resolved (the reference's JobStudio), spec/data-model.md
// section 7.

#include "base/ordered_map.h"
#include "model/all_documents.h"

namespace takt {

/// The settings that the worker reads. Durations ms.
struct StudioSettings {
  Opt<double> frameRate;
  Opt<double> minimumTakeSpan;
  Opt<bool> forceMultiGatewayMode;
  Opt<double> multiGatewayNowSafeLatency;
  Opt<bool> allowRundownResetOnAir;
  Opt<bool> preserveOrphanedSegmentPositionInRundown;
  Opt<bool> allowTestingAdlibsToPersist;
  Opt<bool> allowAdlibTestingSegment;
  Opt<bool> enableQuickLoop;
  Opt<std::string> forceQuickLoopAutoNext;
  Opt<double> fallbackPartDuration;
  Opt<bool> allowHold;
  Opt<bool> allowPieceDirectPlay;
  Opt<double> rundownGlobalPiecesPrepareTime;
  Opt<std::string> mediaPreviewsUrl;
  Opt<bool> enablePlayFromAnywhere;
  JsonObject extra;
  bool operator==(const StudioSettings&) const = default;
};
BOOST_DESCRIBE_STRUCT(StudioSettings, (),
                      (frameRate, minimumTakeSpan, forceMultiGatewayMode, multiGatewayNowSafeLatency,
                       allowRundownResetOnAir, preserveOrphanedSegmentPositionInRundown,
                       allowTestingAdlibsToPersist, allowAdlibTestingSegment, enableQuickLoop,
                       forceQuickLoopAutoNext, fallbackPartDuration, allowHold,
                       allowPieceDirectPlay, rundownGlobalPiecesPrepareTime, mediaPreviewsUrl,
                       enablePlayFromAnywhere, extra))
TAKT_JSON(StudioSettings)

inline constexpr double kDefaultMinimumTakeSpanMs = 1000;
inline constexpr double kDefaultFallbackPartDurationMs = 3000;
inline constexpr double kDefaultGlobalPiecesPrepareTimeMs = 30000;

/// lookahead: 0 none, 1 preload, 3 when clear.
struct Mapping {
  Json device;
  Opt<std::string> deviceId;
  Opt<std::string> layerName;
  Opt<Json> options;
  Opt<int> lookahead;
  Opt<double> lookaheadDepth;
  Opt<double> lookaheadMaxSearchDistance;
  JsonObject extra;
  bool operator==(const Mapping&) const = default;
};
BOOST_DESCRIBE_STRUCT(Mapping, (),
                      (device, deviceId, layerName, options, lookahead, lookaheadDepth,
                       lookaheadMaxSearchDistance, extra))
TAKT_JSON(Mapping)

struct RouteSetAbPlayer {
  std::string poolName;
  Json playerId;
  JsonObject extra;
  bool operator==(const RouteSetAbPlayer&) const = default;
};
BOOST_DESCRIBE_STRUCT(RouteSetAbPlayer, (), (poolName, playerId, extra))

struct RouteSet {
  Opt<std::string> name;
  Opt<bool> active;
  Opt<bool> defaultActive;
  Opt<std::string> exclusivityGroup;
  Opt<int> behavior;  // hidden 0, toggle 1, activate only 2
  Opt<Json> routes;
  Opt<std::vector<RouteSetAbPlayer>> abPlayers;
  JsonObject extra;
  bool operator==(const RouteSet&) const = default;
};
BOOST_DESCRIBE_STRUCT(RouteSet, (),
                      (name, active, defaultActive, exclusivityGroup, behavior, routes, abPlayers,
                       extra))
TAKT_JSON(RouteSet)

struct JobStudio {
  Doc<Studio> document;
  StudioId id;
  std::string name;
  Opt<BlueprintId> blueprint_id;
  std::string rundown_version_hash;
  StudioSettings settings;
  OrderedMap<Mapping> mappings;
  /// The mappings as plain JSON, for blueprints.
  JsonObject mappings_json;
  OrderedMap<RouteSet> route_sets;
  std::vector<ShowStyleBaseId> supported_show_styles;
  /// The blueprint's configuration before preprocessConfig.
  JsonObject blueprint_config;
};

/// Throws reflect::ReflectError naming the setting that is wrong.
JobStudio resolve_studio(Doc<Studio> document);

}  // namespace takt
