#include "jobs/bucket_jobs.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(BucketItemImportPayload)
TAKT_JSON_IMPL(BucketItemPayload)
TAKT_JSON_IMPL(BucketPayload)
TAKT_JSON_IMPL(BucketPiecePayload)
TAKT_JSON_IMPL(BucketActionPayload)
TAKT_JSON_IMPL(BucketPieceModifyPayload)
TAKT_JSON_IMPL(BucketActionModifyPayload)

}  // namespace takt
