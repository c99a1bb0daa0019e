#include "model/derived_ids.h"

#include "base/hash.h"

namespace takt {

RundownId rundown_id(const StudioId& studio, std::string_view external_id) {
  return RundownId(get_hash(fmt::format("{}_{}", studio, external_id)));
}

SegmentId segment_id(const RundownId& rundown, std::string_view external_id) {
  return SegmentId(get_hash(fmt::format("{}_segment_{}", rundown, external_id)));
}

PartId part_id(const RundownId& rundown, std::string_view external_id) {
  return PartId(get_hash(fmt::format("{}_part_{}", rundown, external_id)));
}

PlaylistId playlist_id(const StudioId& studio, std::string_view external_id) {
  return PlaylistId(get_hash(fmt::format("{}_{}", studio, external_id)));
}

ExpectedPackageId expected_package_id(std::string_view owner_id, const JsonObject& package) {
  JsonObject hashed = package;
  hashed["_id"] = "";
  hashed["listenToPackageInfoUpdates"] = false;
  return ExpectedPackageId(fmt::format("{}_{}", owner_id, get_hash(hash_object(hashed))));
}

NotificationId notification_id(const StudioId& studio, std::string_view full_category,
                               std::string_view local_id) {
  return NotificationId(get_hash(fmt::format("{}:{}:{}", studio, full_category, local_id)));
}

TimelineDatastoreId datastore_id(const StudioId& studio, std::string_view key) {
  return TimelineDatastoreId(fmt::format("{}_{}", studio, key));
}

}  // namespace takt
