#include "jobs/studio_jobs.h"

#include "base/reflect.h"

namespace takt {

void from_json(NoPayload&, const Json&, const reflect::Path&) {}

TAKT_JSON_IMPL(PlaylistPayload)
TAKT_JSON_IMPL(ActivatePayload)
TAKT_JSON_IMPL(ResetPayload)
TAKT_JSON_IMPL(SetNextPartPayload)
TAKT_JSON_IMPL(SetNextSegmentPayload)
TAKT_JSON_IMPL(QueueNextSegmentPayload)
TAKT_JSON_IMPL(MoveNextPartPayload)
TAKT_JSON_IMPL(TakeNextPartPayload)
TAKT_JSON_IMPL(PlaybackChangedPayload)
TAKT_JSON_IMPL(TriggerTimePayload)
TAKT_JSON_IMPL(AdlibTestingPayload)

}  // namespace takt
