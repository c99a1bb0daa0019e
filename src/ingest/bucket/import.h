#pragma once

// A bucket's item made from what the newsroom has about it: the show style's getAdlibItem gives an
// adlib or an action for each variant of the show style. spec/ingest.md section 14. On the ingest
// thread; buckets have no lock, their jobs run one after another.

#include "jobs/job_context.h"

namespace takt::ingest {

struct BucketItemOrigin {
  BucketId bucket;
  ShowStyleBaseId show_style_base;
  /// {payload: {externalId, ...}, limitToShowStyleVariantIds?}; kept with the item.
  JsonObject ingest_info;
  /// What is kept of an item that is made again; an item's first rank is after all others'.
  std::optional<double> rank;
  std::optional<std::string> name;
};

/// Replaces the item, of whichever kind, with its packages. Throws std::runtime_error when the show
/// style isn't the studio's, or has none of the variants.
void import_bucket_item(JobContext& job, BucketItemOrigin origin);

}  // namespace takt::ingest
