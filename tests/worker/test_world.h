#pragma once

// A studio with documents and a job table of the test's own, for the tests of worker and conductor.

#include "jobs/job_context.h"
#include "jobs/job_spec.h"
#include "store/memory_store.h"

namespace takt::testing_world {

inline const StudioId kStudio("studio0");

inline Studio studio_document(const StudioId& id) {
  Studio studio;
  studio._id = id;
  studio.name = "Studio " + id.str();
  return studio;
}

inline void put_studio(Store& store, const StudioId& id) {
  Transaction transaction;
  transaction.changes.push_back(put_change<Studio>(std::make_shared<Studio>(studio_document(id))));
  transaction.locks.everything = true;
  store.commit(std::move(transaction));
}

inline Bucket bucket(const std::string& id, const std::string& name = "") {
  Bucket made;
  made._id = BucketId(id);
  made.name = name;
  return made;
}

inline Playlist playlist(const std::string& id, const std::string& name) {
  Playlist made;
  made._id = PlaylistId(id);
  made.externalId = id;
  made.studioId = kStudio;
  made.name = name;
  return made;
}

inline bool has_bucket(Store& store, const std::string& id, const StudioId& studio = kStudio) {
  return store.studio(studio).find<Bucket>(BucketId(id)) != nullptr;
}

}  // namespace takt::testing_world
