#pragma once

// adLibPieces, adLibActions, their baseline twins and the bucket ones: what an operator can add to a
// show. spec/data-model.md sections 3 and 4.

#include "model/piece.h"

namespace takt {

/// What all adlib pieces share.
struct AdLibPieceCommon : PieceGeneric {
  PieceId _id;
  double _rank = 0;
  Opt<bool> invalid;
  Opt<double> expectedDuration;
  Opt<bool> floated;
  Opt<std::vector<std::string>> currentPieceTags;
  Opt<std::vector<std::string>> nextPieceTags;
  Opt<std::string> uniquenessId;
  Opt<bool> invertOnAirState;
  Opt<bool> hidden;
  JsonObject extra;
  TAKT_VALUE_TYPE(AdLibPieceCommon)
};
BOOST_DESCRIBE_STRUCT(AdLibPieceCommon, (PieceGeneric),
                      (_id, _rank, invalid, expectedDuration, floated, currentPieceTags,
                       nextPieceTags, uniquenessId, invertOnAirState, hidden, extra))

struct AdLibPiece : AdLibPieceCommon {
  static constexpr Collection collection = Collection::adLibPieces;
  RundownId rundownId;
  Opt<PartId> partId;
  bool operator==(const AdLibPiece&) const = default;
};
BOOST_DESCRIBE_STRUCT(AdLibPiece, (AdLibPieceCommon), (rundownId, partId))
TAKT_JSON(AdLibPiece)

struct BaselineAdLibPiece : AdLibPieceCommon {
  static constexpr Collection collection = Collection::rundownBaselineAdLibPieces;
  RundownId rundownId;
  Opt<PartId> partId;
  bool operator==(const BaselineAdLibPiece&) const = default;
};
BOOST_DESCRIBE_STRUCT(BaselineAdLibPiece, (AdLibPieceCommon), (rundownId, partId))
TAKT_JSON(BaselineAdLibPiece)

/// What all adlib actions share; display and triggerModes carry translatable texts.
struct AdLibActionCommon {
  AdLibActionId _id;
  std::string externalId;
  std::string actionId;
  Opt<Json> userData;
  Opt<Json> userDataManifest;
  Opt<Json> privateData;
  Opt<Json> publicData;
  Opt<bool> invalid;
  Opt<bool> allVariants;
  Json display = JsonObject{};
  Opt<Json> triggerModes;
  Opt<Json> expectedPlayoutItems;
  Opt<Json> expectedPackages;
  Opt<Json> userEditOperations;
  Opt<Json> userEditProperties;
  JsonObject extra;
  TAKT_VALUE_TYPE(AdLibActionCommon)
};
BOOST_DESCRIBE_STRUCT(AdLibActionCommon, (),
                      (_id, externalId, actionId, userData, userDataManifest, privateData,
                       publicData, invalid, allVariants, display, triggerModes,
                       expectedPlayoutItems, expectedPackages, userEditOperations,
                       userEditProperties, extra))

struct AdLibAction : AdLibActionCommon {
  static constexpr Collection collection = Collection::adLibActions;
  RundownId rundownId;
  Opt<PartId> partId;
  bool operator==(const AdLibAction&) const = default;
};
BOOST_DESCRIBE_STRUCT(AdLibAction, (AdLibActionCommon), (rundownId, partId))
TAKT_JSON(AdLibAction)

struct BaselineAdLibAction : AdLibActionCommon {
  static constexpr Collection collection = Collection::rundownBaselineAdLibActions;
  RundownId rundownId;
  Opt<PartId> partId;
  bool operator==(const BaselineAdLibAction&) const = default;
};
BOOST_DESCRIBE_STRUCT(BaselineAdLibAction, (AdLibActionCommon), (rundownId, partId))
TAKT_JSON(BaselineAdLibAction)

struct BucketAdLib : AdLibPieceCommon {
  static constexpr Collection collection = Collection::bucketAdlibs;
  BucketId bucketId;
  StudioId studioId;
  ShowStyleBaseId showStyleBaseId;
  Opt<ShowStyleVariantId> showStyleVariantId;
  ImportVersions importVersions;
  Opt<Json> ingestInfo;
  bool operator==(const BucketAdLib&) const = default;
};
BOOST_DESCRIBE_STRUCT(BucketAdLib, (AdLibPieceCommon),
                      (bucketId, studioId, showStyleBaseId, showStyleVariantId, importVersions,
                       ingestInfo))
TAKT_JSON(BucketAdLib)

struct BucketAdLibAction : AdLibActionCommon {
  static constexpr Collection collection = Collection::bucketAdlibActions;
  BucketId bucketId;
  StudioId studioId;
  ShowStyleBaseId showStyleBaseId;
  Opt<ShowStyleVariantId> showStyleVariantId;
  ImportVersions importVersions;
  Opt<Json> ingestInfo;
  bool operator==(const BucketAdLibAction&) const = default;
};
BOOST_DESCRIBE_STRUCT(BucketAdLibAction, (AdLibActionCommon),
                      (bucketId, studioId, showStyleBaseId, showStyleVariantId, importVersions,
                       ingestInfo))
TAKT_JSON(BucketAdLibAction)

}  // namespace takt
