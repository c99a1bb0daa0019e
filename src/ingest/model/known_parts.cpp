#include "ingest/model/known_parts.h"

#include "ingest/rundown_cache.h"
#include "model/ingest_cache.h"

namespace takt::ingest {

namespace {

/// By the version of the Sofie cache: whatever stores a rundown anew writes that.
RundownCache<KnownParts>& all() {
  static RundownCache<KnownParts> cache;
  return cache;
}

std::optional<uint64_t> version_of(const DocumentView& documents, const RundownId& id) {
  const auto version = documents.version<SofieIngestCacheDoc>(Index::rundown, id.str());
  return version && *version != 0 ? version : std::nullopt;
}

}  // namespace

std::shared_ptr<KnownParts> take_known_parts(const DocumentView& documents, const RundownId& id) {
  const auto version = version_of(documents, id);
  auto parts = version ? all().take(id, *version) : nullptr;
  return parts ? parts : std::make_shared<KnownParts>();
}

void keep_known_parts(JobContext& job, const RundownId& id, std::shared_ptr<KnownParts> parts) {
  job.after_commit([&job, id, parts = std::move(parts)] {
    if (const auto version = version_of(job.documents(), id)) all().put(id, *version, parts);
  });
}

}  // namespace takt::ingest
