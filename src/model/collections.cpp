#include "model/collections.h"

namespace takt {

namespace {

constexpr std::array<std::string_view, kCollectionCount> kNames = {
    "adLibActions", "adLibPieces", "blueprints", "bucketAdlibActions", "bucketAdlibs", "buckets",
    "coreSystem", "evaluations", "expectedPackages", "expectedPackageWorkStatuses",
    "expectedPlayoutItems", "externalMessageQueue", "ingestDataCache", "sofieIngestDataCache",
    "mediaObjects", "notifications", "partInstances", "packageInfos",
    "packageContainerPackageStatuses", "packageContainerStatuses", "parts",
    "peripheralDeviceCommands", "peripheralDevices", "pieceInstances", "pieces",
    "rundownBaselineAdLibActions", "rundownBaselineAdLibPieces", "rundownBaselineObjs",
    "rundownLayouts", "rundownPlaylists", "rundowns", "segments", "showStyleBases",
    "showStyleVariants", "snapshots", "studios", "timeline", "timelineDatastore",
    "triggeredActions", "translationsBundles", "userActionsLog", "workers", "workersThreads",
    "asRunLog"};

}  // namespace

std::string_view collection_name(Collection collection) {
  return kNames[static_cast<size_t>(collection)];
}

std::optional<Collection> collection_by_name(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return collection_at(i);
  }
  return std::nullopt;
}

bool is_system_collection(Collection collection) {
  switch (collection) {
    case Collection::studios:
    case Collection::showStyleBases:
    case Collection::showStyleVariants:
    case Collection::blueprints:
    case Collection::coreSystem:
    case Collection::rundownLayouts:
    case Collection::triggeredActions:
    case Collection::translationsBundles:
    case Collection::snapshots:
    case Collection::userActionsLog:
    case Collection::evaluations:
    case Collection::peripheralDevices:
    case Collection::workers:
    case Collection::workersThreads:
      return true;
    default:
      return false;
  }
}

}  // namespace takt
