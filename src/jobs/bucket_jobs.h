#pragma once

// The jobs of the ingest queue that fill and empty buckets (spec/jobs.md): names and payloads.
// Payload members carry the reference's names. All are durable.

#include "jobs/job_spec.h"
#include "model/common.h"

namespace takt {

/// payload: what the newsroom has about the item, {externalId, name, payloadType, payload}.
struct BucketItemImportPayload {
  BucketId bucketId;
  ShowStyleBaseId showStyleBaseId;
  Opt<std::vector<ShowStyleVariantId>> showStyleVariantIds;
  JsonObject payload;
};
BOOST_DESCRIBE_STRUCT(BucketItemImportPayload, (),
                      (bucketId, showStyleBaseId, showStyleVariantIds, payload))
TAKT_JSON(BucketItemImportPayload)

struct BucketItemPayload {
  BucketId bucketId;
  std::string externalId;
};
BOOST_DESCRIBE_STRUCT(BucketItemPayload, (), (bucketId, externalId))
TAKT_JSON(BucketItemPayload)

struct BucketPayload {
  BucketId bucketId;
};
BOOST_DESCRIBE_STRUCT(BucketPayload, (), (bucketId))
TAKT_JSON(BucketPayload)

struct BucketPiecePayload {
  PieceId pieceId;
};
BOOST_DESCRIBE_STRUCT(BucketPiecePayload, (), (pieceId))
TAKT_JSON(BucketPiecePayload)

struct BucketActionPayload {
  AdLibActionId actionId;
};
BOOST_DESCRIBE_STRUCT(BucketActionPayload, (), (actionId))
TAKT_JSON(BucketActionPayload)

/// props: members of the item to set.
struct BucketPieceModifyPayload {
  PieceId pieceId;
  JsonObject props;
};
BOOST_DESCRIBE_STRUCT(BucketPieceModifyPayload, (), (pieceId, props))
TAKT_JSON(BucketPieceModifyPayload)

struct BucketActionModifyPayload {
  AdLibActionId actionId;
  JsonObject props;
};
BOOST_DESCRIBE_STRUCT(BucketActionModifyPayload, (), (actionId, props))
TAKT_JSON(BucketActionModifyPayload)

struct BucketItemImport {
  static constexpr JobInfo info{"bucketItemImport", QueueKind::ingest, Delivery::durable};
  using Payload = BucketItemImportPayload;
};
struct BucketItemRegenerate {
  static constexpr JobInfo info{"bucketItemRegenerate", QueueKind::ingest, Delivery::durable};
  using Payload = BucketItemPayload;
};
struct BucketActionRegenerateExpectedPackages {
  static constexpr JobInfo info{"bucketActionRegenerateExpectedPackages", QueueKind::ingest,
                                Delivery::durable};
  using Payload = BucketActionPayload;
};
struct BucketActionModify {
  static constexpr JobInfo info{"bucketActionModify", QueueKind::ingest, Delivery::durable};
  using Payload = BucketActionModifyPayload;
};
struct BucketPieceModify {
  static constexpr JobInfo info{"bucketPieceModify", QueueKind::ingest, Delivery::durable};
  using Payload = BucketPieceModifyPayload;
};
struct BucketRemoveAdlibPiece {
  static constexpr JobInfo info{"bucketRemoveAdlibPiece", QueueKind::ingest, Delivery::durable};
  using Payload = BucketPiecePayload;
};
struct BucketRemoveAdlibAction {
  static constexpr JobInfo info{"bucketRemoveAdlibAction", QueueKind::ingest, Delivery::durable};
  using Payload = BucketActionPayload;
};
struct BucketEmpty {
  static constexpr JobInfo info{"bucketEmpty", QueueKind::ingest, Delivery::durable};
  using Payload = BucketPayload;
};

}  // namespace takt
