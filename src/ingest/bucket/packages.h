#pragma once

// The expectedPackages documents of a bucket: one for each package and bucket, with the items that
// need it as its sources. spec/ingest.md sections 13 and 14.

#include <set>

#include "jobs/job_context.h"

namespace takt::ingest {

/// Makes the bucket's packages name these as what the item needs, and only these.
void update_item_packages(JobContext& job, const BucketAdLib& item);
void update_item_packages(JobContext& job, const BucketAdLibAction& item);

/// Items that are gone need nothing any more. `items`: ids of adlibs and actions.
void drop_item_packages(JobContext& job, const BucketId& bucket,
                        const std::set<std::string>& items);

}  // namespace takt::ingest
