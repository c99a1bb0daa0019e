#include "store/write_time.h"

#include <algorithm>
#include <unordered_map>

namespace takt {

namespace {

using Times = std::unordered_map<RundownId, Time>;

}  // namespace

void share_write_time(std::vector<Doc<NrcsIngestCacheDoc>>& documents) {
  Times times;
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

void share_write_time(std::vector<Doc<SofieIngestCacheDoc>>& documents) {
  Times times;
  for (const auto& doc : documents) {
    if (doc->allModified) times[doc->rundownId] = *doc->allModified;
  }
  for (auto& doc : documents) {
    const auto time = times.find(doc->rundownId);
    if (time == times.end() || (doc->modified >= time->second && !doc->allModified)) continue;
    SofieIngestCacheDoc shown = *doc;
    shown.modified = std::max(shown.modified, time->second);
    shown.allModified.reset();
    doc = std::make_shared<const SofieIngestCacheDoc>(std::move(shown));
  }
}

}  // namespace takt
