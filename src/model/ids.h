#pragma once

// The id types of all documents. How each id is made: spec/data-model.md section 2 (the hashed ones
// are in model/derived_ids.h).

#include "base/id.h"

namespace takt {

using StudioId = Id<struct StudioTag>;
using ShowStyleBaseId = Id<struct ShowStyleBaseTag>;
using ShowStyleVariantId = Id<struct ShowStyleVariantTag>;
using BlueprintId = Id<struct BlueprintTag>;
using PlaylistId = Id<struct PlaylistTag>;
using ActivationId = Id<struct ActivationTag>;
using RundownId = Id<struct RundownTag>;
using SegmentId = Id<struct SegmentTag>;
using SegmentPlayoutId = Id<struct SegmentPlayoutTag>;
using PartId = Id<struct PartTag>;
using PartInstanceId = Id<struct PartInstanceTag>;
using PieceId = Id<struct PieceTag>;
using PieceInstanceId = Id<struct PieceInstanceTag>;
using InfiniteInstanceId = Id<struct InfiniteInstanceTag>;
using AdLibActionId = Id<struct AdLibActionTag>;
using BucketId = Id<struct BucketTag>;
using ExpectedPackageId = Id<struct ExpectedPackageTag>;
using ExpectedPlayoutItemId = Id<struct ExpectedPlayoutItemTag>;
using BaselineObjId = Id<struct BaselineObjTag>;
using IngestCacheId = Id<struct IngestCacheTag>;
using SofieIngestCacheId = Id<struct SofieIngestCacheTag>;
using TimelineHash = Id<struct TimelineHashTag>;
using TimelineDatastoreId = Id<struct TimelineDatastoreTag>;
using NotificationId = Id<struct NotificationTag>;
using PeripheralDeviceId = Id<struct PeripheralDeviceTag>;
using AsRunId = Id<struct AsRunTag>;
using DeviceCommandId = Id<struct DeviceCommandTag>;
using ExternalMessageId = Id<struct ExternalMessageTag>;
using MediaObjectId = Id<struct MediaObjectTag>;
using PackageInfoId = Id<struct PackageInfoTag>;
using SnapshotId = Id<struct SnapshotTag>;
using WorkerId = Id<struct WorkerTag>;
using WorkerThreadId = Id<struct WorkerThreadTag>;
/// Documents that the worker keeps but never looks into.
using OtherId = Id<struct OtherTag>;

}  // namespace takt
