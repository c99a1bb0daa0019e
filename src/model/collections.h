#pragma once

// The names of all collections, as the reference's database has them (spec/data-model.md section 1;
// asRunLog is Takt's own), and where each is kept: in a studio's own documents, or with the system's
// settings.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace takt {

// clang-format off
enum class Collection : uint8_t {
  adLibActions, adLibPieces, blueprints, bucketAdlibActions, bucketAdlibs, buckets, coreSystem,
  evaluations, expectedPackages, expectedPackageWorkStatuses, expectedPlayoutItems,
  externalMessageQueue, ingestDataCache, sofieIngestDataCache, mediaObjects, notifications,
  partInstances, packageInfos, packageContainerPackageStatuses, packageContainerStatuses, parts,
  peripheralDeviceCommands, peripheralDevices, pieceInstances, pieces, rundownBaselineAdLibActions,
  rundownBaselineAdLibPieces, rundownBaselineObjs, rundownLayouts, rundownPlaylists, rundowns,
  segments, showStyleBases, showStyleVariants, snapshots, studios, timeline, timelineDatastore,
  triggeredActions, translationsBundles, userActionsLog, workers, workersThreads, asRunLog,
};
// clang-format on
inline constexpr size_t kCollectionCount = static_cast<size_t>(Collection::asRunLog) + 1;

std::string_view collection_name(Collection collection);
std::optional<Collection> collection_by_name(std::string_view name);
constexpr Collection collection_at(size_t index) { return static_cast<Collection>(index); }

/// Settings and system documents: shared by all studios, kept in the system scope.
bool is_system_collection(Collection collection);

}  // namespace takt
