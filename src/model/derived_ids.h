#pragma once

// Ids that are hashes of other ids: spec/data-model.md section 2.

#include <string>
#include <string_view>

#include "base/json.h"
#include "model/ids.h"

namespace takt {

RundownId rundown_id(const StudioId& studio, std::string_view external_id);
SegmentId segment_id(const RundownId& rundown, std::string_view external_id);
PartId part_id(const RundownId& rundown, std::string_view external_id);
PlaylistId playlist_id(const StudioId& studio, std::string_view external_id);

/// `package` as the blueprint gave it, with its contentVersionHash filled in.
ExpectedPackageId expected_package_id(std::string_view owner_id, const JsonObject& package);
NotificationId notification_id(const StudioId& studio, std::string_view full_category,
                               std::string_view local_id);
TimelineDatastoreId datastore_id(const StudioId& studio, std::string_view key);

}  // namespace takt
