#pragma once

// notifications, externalMessageQueue, buckets, worker status, and the collections that Takt keeps
// for other programs without looking inside. spec/data-model.md section 9.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

/// type: rundown, playlist, partInstance or pieceInstance, with the ids that go with it.
struct NotificationRelation {
  std::string type;
  Opt<StudioId> studioId;
  Opt<PlaylistId> playlistId;
  Opt<RundownId> rundownId;
  Opt<PartInstanceId> partInstanceId;
  Opt<PieceInstanceId> pieceInstanceId;
  JsonObject extra;
  TAKT_VALUE_TYPE(NotificationRelation)
};
BOOST_DESCRIBE_STRUCT(NotificationRelation, (),
                      (type, studioId, playlistId, rundownId, partInstanceId, pieceInstanceId, extra))

struct Notification {
  static constexpr Collection collection = Collection::notifications;
  NotificationId _id;
  std::string category;
  std::string localId;
  NoteSeverity severity{};
  Json message = JsonObject{};
  NotificationRelation relatedTo;
  Time created = 0;
  Opt<Time> modified;
  JsonObject extra;
  TAKT_VALUE_TYPE(Notification)
};
BOOST_DESCRIBE_STRUCT(Notification, (),
                      (_id, category, localId, severity, message, relatedTo, created, modified, extra))
TAKT_JSON(Notification)

struct ExternalMessage {
  static constexpr Collection collection = Collection::externalMessageQueue;
  ExternalMessageId _id;
  StudioId studioId;
  Opt<RundownId> rundownId;
  Opt<std::string> type;
  Opt<Json> receiver;
  Opt<Json> message;
  Opt<Time> created;
  Opt<Time> expires;
  Opt<double> tryCount;
  Opt<bool> manualRetry;
  Opt<Json> queueForLaterReason;
  JsonObject extra;
  bool operator==(const ExternalMessage&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExternalMessage, (),
                      (_id, studioId, rundownId, type, receiver, message, created, expires, tryCount,
                       manualRetry, queueForLaterReason, extra))
TAKT_JSON(ExternalMessage)

struct Bucket {
  static constexpr Collection collection = Collection::buckets;
  BucketId _id;
  Opt<StudioId> studioId;
  Opt<std::string> name;
  Opt<double> _rank;
  JsonObject extra;
  bool operator==(const Bucket&) const = default;
};
BOOST_DESCRIBE_STRUCT(Bucket, (), (_id, studioId, name, _rank, extra))
TAKT_JSON(Bucket)

struct WorkerDocument {
  static constexpr Collection collection = Collection::workers;
  WorkerId _id;
  std::string name;
  std::string instanceId;
  Time createdTime = 0;
  Time startTime = 0;
  Time lastUsedTime = 0;
  Time lastUpdatedTime = 0;
  bool connected = false;
  std::string status;
  JsonObject extra;
  bool operator==(const WorkerDocument&) const = default;
};
BOOST_DESCRIBE_STRUCT(WorkerDocument, (),
                      (_id, name, instanceId, createdTime, startTime, lastUsedTime, lastUpdatedTime,
                       connected, status, extra))
TAKT_JSON(WorkerDocument)

/// statusCode: 1 good, 2 and 3 warnings, 4 bad (spec/runtime.md section 3).
struct WorkerThreadDocument {
  static constexpr Collection collection = Collection::workersThreads;
  WorkerThreadId _id;
  WorkerId workerId;
  std::string instanceId;
  std::string name;
  double statusCode = 0;
  std::string reason;
  JsonObject extra;
  bool operator==(const WorkerThreadDocument&) const = default;
};
BOOST_DESCRIBE_STRUCT(WorkerThreadDocument, (),
                      (_id, workerId, instanceId, name, statusCode, reason, extra))
TAKT_JSON(WorkerThreadDocument)

/// A document of a collection that no job reads: its id and everything else as it came.
template <Collection C>
struct OpaqueDocument {
  static constexpr Collection collection = C;
  OtherId _id;
  JsonObject extra;
  bool operator==(const OpaqueDocument&) const = default;
};

template <Collection C>
void from_json(OpaqueDocument<C>& out, const Json& value,
               const reflect::Path& path = reflect::Path("document")) {
  out.extra = reflect::expect_object(value, path);
  const Json* id = out.extra.if_contains("_id");
  if (id == nullptr) reflect::fail(path.member("_id"), "is missing");
  out._id = OtherId(reflect::expect_string(*id, path.member("_id")));
  out.extra.erase("_id");
}

template <Collection C>
Json to_json(const OpaqueDocument<C>& value) {
  JsonObject object = value.extra;
  object["_id"] = value._id.str();
  return object;
}

}  // namespace takt
