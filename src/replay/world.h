#pragma once

// The installation that a scenario runs in: documents in memory, a clock that stands still, counted
// ids. Keeps what one step changed, so that the result can show it. One thread.

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/id_generator.h"
#include "jobs/configuration.h"
#include "replay/document_source.h"
#include "replay/scenario.h"
#include "store/memory_store.h"

namespace takt::replay {

class World final : public DocumentSource {
 public:
  explicit World(const Scenario& scenario);

  std::vector<Json> all(std::string_view collection) const override;

  const StudioId& studio_id() const { return studio_id_; }
  Store& store() { return store_; }
  ManualClock& clock() { return clock_; }
  IdGenerator& ids() { return ids_; }

  /// The settings, read anew after one of their documents was written. Throws as Configuration
  /// does.
  const Configuration& configuration();

  /// A write step: whole documents, `$merge` and `$remove` (conformance/FORMAT.md).
  void write(const CollectionDocuments& documents);

  /// Forgets what changed so far.
  void begin_step();
  /// {collection: {id: document now | null}} of documents that are not what they were when the step
  /// began. Blueprint documents are left out.
  JsonObject written() const;
  /// The same as others see it: with the ingest caches' documents that only show the time of a
  /// write.
  JsonObject changes() const;

 private:
  const Documents& scope(Collection collection) const;
  Change written_document(Collection collection, const Json& document) const;
  void note_changes(const std::vector<DocumentChange>& changes);
  template <class D>
  void show_write_times(JsonObject& out) const;

  StudioId studio_id_;
  MemoryStore store_;
  const Documents& studio_;
  ManualClock clock_;
  CountedIds ids_;
  std::unique_ptr<Configuration> configuration_;
  /// As the step found them.
  std::map<std::pair<Collection, std::string>, std::shared_ptr<const void>> before_;
};

}  // namespace takt::replay
