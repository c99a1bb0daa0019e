#include "jobs/ingest_jobs.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(RundownPayload)
TAKT_JSON_IMPL(RemoveRundownPayload)
TAKT_JSON_IMPL(UpdateRundownPayload)
TAKT_JSON_IMPL(SegmentPayload)
TAKT_JSON_IMPL(UpdateSegmentPayload)
TAKT_JSON_IMPL(SegmentRanksPayload)
TAKT_JSON_IMPL(RemovePartPayload)
TAKT_JSON_IMPL(UpdatePartPayload)
TAKT_JSON_IMPL(RemoveOrphanedSegmentsPayload)
TAKT_JSON_IMPL(PackageInfosUpdatedPayload)
TAKT_JSON_IMPL(UserRundownPayload)
TAKT_JSON_IMPL(UserOperationPayload)
TAKT_JSON_IMPL(PlayoutOperationPayload)
TAKT_JSON_IMPL(AdlibTestingRundownPayload)

}  // namespace takt
