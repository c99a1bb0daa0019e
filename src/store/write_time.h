#pragma once

// When the documents of the ingest caches were written, as others see it. An update writes only the
// documents that it changes, and the rundown's own; in the reference it also writes those that stay
// as they are, with their new time. Everything that leaves the store as an ingest cache (HTTP,
// snapshots, replay's results) goes through here; the database and the journal keep what was
// written.

#include <vector>

#include "model/all_documents.h"

namespace takt {

/// The newsroom's: every update writes all of them, so each gets the time of its rundown's
/// document. Those without a rundown's here stay as they are.
void share_write_time(std::vector<Doc<NrcsIngestCacheDoc>>& documents);

/// The studio blueprint's: an update writes some of them, each with its own time, or all. Each gets
/// the later of its own and of `allModified` of its rundown's document; that isn't shown.
void share_write_time(std::vector<Doc<SofieIngestCacheDoc>>& documents);

}  // namespace takt
