#pragma once

// When the newsroom's data was written, as others see it. An update writes only the documents that it
// changes, and the rundown's own; that one's `modified` counts for all documents of the rundown (in the
// reference every update writes all of them).

#include <vector>

#include "model/all_documents.h"

namespace takt {

/// Gives every document the time of its rundown's; those without a rundown's here stay as they are.
void share_write_time(std::vector<Doc<NrcsIngestCacheDoc>>& documents);

}  // namespace takt
