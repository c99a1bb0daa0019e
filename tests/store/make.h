#pragma once

// Small documents and transactions for the tests of stores.

#include "store/document_view.h"
#include "store/store.h"

namespace takt::testing_store {

inline const StudioId kStudio{"studio0"};

inline Playlist playlist(const char* id) {
  Playlist made;
  made._id = PlaylistId(id);
  made.studioId = kStudio;
  return made;
}

inline Rundown rundown(const char* id, const char* playlist_id) {
  Rundown made;
  made._id = RundownId(id);
  made.playlistId = PlaylistId(playlist_id);
  made.studioId = kStudio;
  return made;
}

inline Part part(std::string id, const char* rundown_id, std::string title = {}) {
  Part made;
  made._id = PartId(std::move(id));
  made.rundownId = RundownId(rundown_id);
  made.title = std::move(title);
  return made;
}

template <class T>
Change put(T doc) {
  return put_change<T>(std::make_shared<const T>(std::move(doc)));
}
template <class T>
Change removal(const char* id) {
  return {T::collection, id, nullptr};
}

/// A transaction of the studio that may change everything.
inline Transaction transaction(ChangeSet changes = {}) {
  Transaction made;
  made.studio = kStudio;
  made.changes = std::move(changes);
  made.locks.everything = true;
  return made;
}

inline JobRecord job(std::string id, std::string key = {}) {
  JobRecord made;
  made.id = JobId(std::move(id));
  made.studio = kStudio;
  made.queue = "ingest";
  made.name = "updateRundown";
  made.payload = Json{{"rundownExternalId", "r"}};
  made.idempotency_key = std::move(key);
  made.queued_at = 1000;
  return made;
}

inline Transaction queueing(JobRecord record) {
  Transaction made = transaction();
  made.queued.push_back(std::move(record));
  return made;
}

inline Transaction completing(const char* id, Time finished_at = 2000) {
  Transaction made = transaction();
  made.completed = JobCompletion{JobId(id), Json{{"ok", true}}, nullptr, finished_at};
  return made;
}

inline std::vector<std::string> part_ids(const Documents& documents) {
  std::vector<std::string> ids;
  for (const auto& doc : documents.all<Part>()) ids.push_back(doc->_id.str());
  return ids;
}

inline std::vector<std::string> job_ids(const std::vector<JobRecord>& jobs) {
  std::vector<std::string> ids;
  for (const auto& record : jobs) ids.push_back(record.id.str());
  return ids;
}

}  // namespace takt::testing_store
