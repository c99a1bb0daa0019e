#pragma once

// expectedPackages, expectedPlayoutItems, packageInfos and mediaObjects. spec/data-model.md section 5.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

struct PackagePlayoutSources {
  std::vector<PieceInstanceId> pieceInstanceIds;
  JsonObject extra;
  bool operator==(const PackagePlayoutSources&) const = default;
};
BOOST_DESCRIBE_STRUCT(PackagePlayoutSources, (), (pieceInstanceIds, extra))

/// One document per identical package and owner; ingestSources name the pieces that need it.
struct ExpectedPackage {
  static constexpr Collection collection = Collection::expectedPackages;
  ExpectedPackageId _id;
  StudioId studioId;
  Opt<RundownId> rundownId;
  Opt<BucketId> bucketId;
  Time created = 0;
  Json package = JsonObject{};
  std::vector<Json> ingestSources;
  PackagePlayoutSources playoutSources;
  JsonObject extra;
  bool operator==(const ExpectedPackage&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExpectedPackage, (),
                      (_id, studioId, rundownId, bucketId, created, package, ingestSources,
                       playoutSources, extra))
TAKT_JSON(ExpectedPackage)

struct ExpectedPlayoutItem {
  static constexpr Collection collection = Collection::expectedPlayoutItems;
  ExpectedPlayoutItemId _id;
  StudioId studioId;
  Opt<RundownId> rundownId;
  Opt<PartId> partId;
  Opt<std::string> baseline;  // rundown, studio
  Opt<Json> deviceSubType;
  Opt<Json> content;
  JsonObject extra;
  bool operator==(const ExpectedPlayoutItem&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExpectedPlayoutItem, (),
                      (_id, studioId, rundownId, partId, baseline, deviceSubType, content, extra))
TAKT_JSON(ExpectedPlayoutItem)

struct PackageInfo {
  static constexpr Collection collection = Collection::packageInfos;
  PackageInfoId _id;
  ExpectedPackageId packageId;
  Opt<std::string> expectedContentVersionHash;
  Opt<std::string> actualContentVersionHash;
  Opt<StudioId> studioId;
  Opt<PeripheralDeviceId> deviceId;
  std::string type;  // scan, deepScan, json, other
  Opt<Json> payload;
  Opt<Time> removeTime;
  JsonObject extra;
  bool operator==(const PackageInfo&) const = default;
};
BOOST_DESCRIBE_STRUCT(PackageInfo, (),
                      (_id, packageId, expectedContentVersionHash, actualContentVersionHash,
                       studioId, deviceId, type, payload, removeTime, extra))
TAKT_JSON(PackageInfo)

/// Legacy: only mediainfo.format.duration is read.
struct MediaObject {
  static constexpr Collection collection = Collection::mediaObjects;
  MediaObjectId _id;
  Opt<std::string> mediaId;
  Opt<StudioId> studioId;
  Opt<Json> mediainfo;
  JsonObject extra;
  bool operator==(const MediaObject&) const = default;
};
BOOST_DESCRIBE_STRUCT(MediaObject, (), (_id, mediaId, studioId, mediainfo, extra))
TAKT_JSON(MediaObject)

}  // namespace takt
