#include "store/write_time.h"

#include <unordered_map>

namespace takt {

void share_write_time(std::vector<Doc<NrcsIngestCacheDoc>>& documents) {
  std::unordered_map<RundownId, Time> times;
  for (const auto& doc : documents) {
    if (doc->type == "rundown") times[doc->rundownId] = doc->modified;
  }
  for (auto& doc : documents) {
    const auto time = times.find(doc->rundownId);
    if (time == times.end() || doc->modified == time->second) continue;
    NrcsIngestCacheDoc shown = *doc;
    shown.modified = time->second;
    doc = std::make_shared<const NrcsIngestCacheDoc>(std::move(shown));
  }
}

}  // namespace takt
