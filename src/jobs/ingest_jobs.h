#pragma once

// The jobs of the ingest queue that carry a rundown (spec/jobs.md, IngestJobs): names and payloads.
// Payload members carry the reference's names. All are durable. What a newsroom sends stays JSON;
// ingest/ reads it.

#include "jobs/job_spec.h"
#include "model/common.h"

namespace takt {

struct RundownPayload {
  std::string rundownExternalId;
};
BOOST_DESCRIBE_STRUCT(RundownPayload, (), (rundownExternalId))
TAKT_JSON(RundownPayload)

struct RemoveRundownPayload {
  std::string rundownExternalId;
  Opt<bool> forceDelete;
};
BOOST_DESCRIBE_STRUCT(RemoveRundownPayload, (), (rundownExternalId, forceDelete))
TAKT_JSON(RemoveRundownPayload)

struct UpdateRundownPayload {
  std::string rundownExternalId;
  const Json* ingestRundown = nullptr;  // outlives this: it may be large
  Opt<bool> isCreateAction;
  Json rundownSource;
};
BOOST_DESCRIBE_STRUCT(UpdateRundownPayload, (),
                      (rundownExternalId, ingestRundown, isCreateAction, rundownSource))
TAKT_JSON(UpdateRundownPayload)

struct SegmentPayload {
  std::string rundownExternalId;
  std::string segmentExternalId;
};
BOOST_DESCRIBE_STRUCT(SegmentPayload, (), (rundownExternalId, segmentExternalId))
TAKT_JSON(SegmentPayload)

struct UpdateSegmentPayload {
  std::string rundownExternalId;
  Json ingestSegment;
  Opt<bool> isCreateAction;
};
BOOST_DESCRIBE_STRUCT(UpdateSegmentPayload, (), (rundownExternalId, ingestSegment, isCreateAction))
TAKT_JSON(UpdateSegmentPayload)

/// newRanks: {segment external id: rank}
struct SegmentRanksPayload {
  std::string rundownExternalId;
  JsonObject newRanks;
};
BOOST_DESCRIBE_STRUCT(SegmentRanksPayload, (), (rundownExternalId, newRanks))
TAKT_JSON(SegmentRanksPayload)

struct RemovePartPayload {
  std::string rundownExternalId;
  std::string segmentExternalId;
  std::string partExternalId;
};
BOOST_DESCRIBE_STRUCT(RemovePartPayload, (), (rundownExternalId, segmentExternalId, partExternalId))
TAKT_JSON(RemovePartPayload)

struct UpdatePartPayload {
  std::string rundownExternalId;
  std::string segmentExternalId;
  Json ingestPart;
  Opt<bool> isCreateAction;
};
BOOST_DESCRIBE_STRUCT(UpdatePartPayload, (),
                      (rundownExternalId, segmentExternalId, ingestPart, isCreateAction))
TAKT_JSON(UpdatePartPayload)

struct RemoveOrphanedSegmentsPayload {
  std::string rundownExternalId;
  std::vector<SegmentId> orphanedDeletedSegmentIds;
  std::vector<SegmentId> orphanedHiddenSegmentIds;
};
BOOST_DESCRIBE_STRUCT(RemoveOrphanedSegmentsPayload, (),
                      (rundownExternalId, orphanedDeletedSegmentIds, orphanedHiddenSegmentIds))
TAKT_JSON(RemoveOrphanedSegmentsPayload)

struct PackageInfosUpdatedPayload {
  std::string rundownExternalId;
  std::vector<ExpectedPackageId> packageIds;
};
BOOST_DESCRIBE_STRUCT(PackageInfosUpdatedPayload, (), (rundownExternalId, packageIds))
TAKT_JSON(PackageInfosUpdatedPayload)

struct UserRundownPayload {
  RundownId rundownId;
  Opt<bool> force;
};
BOOST_DESCRIBE_STRUCT(UserRundownPayload, (), (rundownId, force))
TAKT_JSON(UserRundownPayload)

struct UserOperationPayload {
  std::string rundownExternalId;
  Json operationTarget;
  Json operation;
};
BOOST_DESCRIBE_STRUCT(UserOperationPayload, (), (rundownExternalId, operationTarget, operation))
TAKT_JSON(UserOperationPayload)

/// segmentId, partId: what was on air, or next, when the operation was asked for.
struct PlayoutOperationPayload {
  std::string rundownExternalId;
  Opt<SegmentId> segmentId;
  Opt<PartId> partId;
  Opt<Json> operation;
};
BOOST_DESCRIBE_STRUCT(PlayoutOperationPayload, (), (rundownExternalId, segmentId, partId, operation))
TAKT_JSON(PlayoutOperationPayload)

struct AdlibTestingRundownPayload {
  ShowStyleVariantId showStyleVariantId;
};
BOOST_DESCRIBE_STRUCT(AdlibTestingRundownPayload, (), (showStyleVariantId))
TAKT_JSON(AdlibTestingRundownPayload)

// What the newsroom sends.
struct UpdateRundown {
  static constexpr JobInfo info{"updateRundown", QueueKind::ingest, Delivery::durable};
  using Payload = UpdateRundownPayload;
};
struct UpdateRundownMetaData {
  static constexpr JobInfo info{"updateRundownMetaData", QueueKind::ingest, Delivery::durable};
  using Payload = UpdateRundownPayload;
};
struct RegenerateRundown {
  static constexpr JobInfo info{"regenerateRundown", QueueKind::ingest, Delivery::durable};
  using Payload = RundownPayload;
};
struct RemoveRundown {
  static constexpr JobInfo info{"removeRundown", QueueKind::ingest, Delivery::durable};
  using Payload = RemoveRundownPayload;
};
struct UpdateSegment {
  static constexpr JobInfo info{"updateSegment", QueueKind::ingest, Delivery::durable};
  using Payload = UpdateSegmentPayload;
};
struct RemoveSegment {
  static constexpr JobInfo info{"removeSegment", QueueKind::ingest, Delivery::durable};
  using Payload = SegmentPayload;
};
struct RegenerateSegment {
  static constexpr JobInfo info{"regenerateSegment", QueueKind::ingest, Delivery::durable};
  using Payload = SegmentPayload;
};
struct UpdateSegmentRanks {
  static constexpr JobInfo info{"updateSegmentRanks", QueueKind::ingest, Delivery::durable};
  using Payload = SegmentRanksPayload;
};
struct UpdatePart {
  static constexpr JobInfo info{"updatePart", QueueKind::ingest, Delivery::durable};
  using Payload = UpdatePartPayload;
};
struct RemovePart {
  static constexpr JobInfo info{"removePart", QueueKind::ingest, Delivery::durable};
  using Payload = RemovePartPayload;
};

// What playout, people and the package manager ask for.
struct RemoveOrphanedSegments {
  static constexpr JobInfo info{"removeOrphanedSegments", QueueKind::ingest, Delivery::durable};
  using Payload = RemoveOrphanedSegmentsPayload;
};
struct PackageInfosUpdatedRundown {
  static constexpr JobInfo info{"packageInfosUpdatedRundown", QueueKind::ingest, Delivery::durable};
  using Payload = PackageInfosUpdatedPayload;
};
struct UserRemoveRundown {
  static constexpr JobInfo info{"userRemoveRundown", QueueKind::ingest, Delivery::durable};
  using Payload = UserRundownPayload;
};
struct UserUnsyncRundown {
  static constexpr JobInfo info{"userUnsyncRundown", QueueKind::ingest, Delivery::durable};
  using Payload = UserRundownPayload;
};
struct UserExecuteChangeOperation {
  static constexpr JobInfo info{"userExecuteChangeOperation", QueueKind::ingest, Delivery::durable};
  using Payload = UserOperationPayload;
};
struct PlayoutExecuteChangeOperation {
  static constexpr JobInfo info{"playoutExecuteChangeOperation", QueueKind::ingest,
                                Delivery::durable};
  using Payload = PlayoutOperationPayload;
};
/// Result: the rundown's id.
struct CreateAdlibTestingRundown {
  static constexpr JobInfo info{"createAdlibTestingRundownForShowStyleVariant", QueueKind::ingest,
                                Delivery::durable};
  using Payload = AdlibTestingRundownPayload;
};

}  // namespace takt
