#pragma once

// The jobs of the ingest queue for rundowns that come over MOS (spec/jobs.md, IngestJobs). MOS ids are
// strings here; what a newsroom sends stays JSON. All are durable.

#include "jobs/job_spec.h"
#include "model/common.h"

namespace takt {

/// isUpdateOperation: the running order was listed again; what is known of its stories is kept.
struct MosRundownPayload {
  std::string rundownExternalId;
  Json mosRunningOrder;
  Opt<bool> isUpdateOperation;
  Json rundownSource;
};
BOOST_DESCRIBE_STRUCT(MosRundownPayload, (),
                      (rundownExternalId, mosRunningOrder, isUpdateOperation, rundownSource))
TAKT_JSON(MosRundownPayload)

struct MosMetadataPayload {
  std::string rundownExternalId;
  JsonObject mosRunningOrderBase;
};
BOOST_DESCRIBE_STRUCT(MosMetadataPayload, (), (rundownExternalId, mosRunningOrderBase))
TAKT_JSON(MosMetadataPayload)

struct MosStatusPayload {
  std::string rundownExternalId;
  std::string status;
};
BOOST_DESCRIBE_STRUCT(MosStatusPayload, (), (rundownExternalId, status))
TAKT_JSON(MosStatusPayload)

struct MosFullStoryPayload {
  std::string rundownExternalId;
  JsonObject story;
};
BOOST_DESCRIBE_STRUCT(MosFullStoryPayload, (), (rundownExternalId, story))
TAKT_JSON(MosFullStoryPayload)

/// stories: MOS ids.
struct MosStoriesPayload {
  std::string rundownExternalId;
  std::vector<Json> stories;
  /// Where they go; null or empty: at the end.
  Opt<Json> insertBeforeStoryId;
};
BOOST_DESCRIBE_STRUCT(MosStoriesPayload, (), (rundownExternalId, stories, insertBeforeStoryId))
TAKT_JSON(MosStoriesPayload)

/// replace: the new stories take the place of the one that they are inserted before.
struct MosInsertPayload {
  std::string rundownExternalId;
  Opt<Json> insertBeforeStoryId;
  Opt<bool> replace;
  std::vector<Json> newStories;
};
BOOST_DESCRIBE_STRUCT(MosInsertPayload, (),
                      (rundownExternalId, insertBeforeStoryId, replace, newStories))
TAKT_JSON(MosInsertPayload)

struct MosSwapPayload {
  std::string rundownExternalId;
  Json story0;
  Json story1;
};
BOOST_DESCRIBE_STRUCT(MosSwapPayload, (), (rundownExternalId, story0, story1))
TAKT_JSON(MosSwapPayload)

struct MosRundown {
  static constexpr JobInfo info{"mosRundown", QueueKind::ingest, Delivery::durable};
  using Payload = MosRundownPayload;
};
struct MosRundownMetadata {
  static constexpr JobInfo info{"mosRundownMetadata", QueueKind::ingest, Delivery::durable};
  using Payload = MosMetadataPayload;
};
struct MosRundownStatus {
  static constexpr JobInfo info{"mosRundownStatus", QueueKind::ingest, Delivery::durable};
  using Payload = MosStatusPayload;
};
struct MosRundownReadyToAir {
  static constexpr JobInfo info{"mosRundownReadyToAir", QueueKind::ingest, Delivery::durable};
  using Payload = MosStatusPayload;
};
struct MosFullStory {
  static constexpr JobInfo info{"mosFullStory", QueueKind::ingest, Delivery::durable};
  using Payload = MosFullStoryPayload;
};
struct MosDeleteStory {
  static constexpr JobInfo info{"mosDeleteStory", QueueKind::ingest, Delivery::durable};
  using Payload = MosStoriesPayload;
};
struct MosInsertStory {
  static constexpr JobInfo info{"mosInsertStory", QueueKind::ingest, Delivery::durable};
  using Payload = MosInsertPayload;
};
struct MosMoveStory {
  static constexpr JobInfo info{"mosMoveStory", QueueKind::ingest, Delivery::durable};
  using Payload = MosStoriesPayload;
};
struct MosSwapStory {
  static constexpr JobInfo info{"mosSwapStory", QueueKind::ingest, Delivery::durable};
  using Payload = MosSwapPayload;
};

}  // namespace takt
