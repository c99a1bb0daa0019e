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
TAKT_JSON_IMPL(AdlibPieceStartPayload)
TAKT_JSON_IMPL(TakePieceAsAdlibPayload)
TAKT_JSON_IMPL(StickyPiecePayload)
TAKT_JSON_IMPL(StopPiecesPayload)
TAKT_JSON_IMPL(DisableNextPiecePayload)
TAKT_JSON_IMPL(ExecuteActionPayload)
TAKT_JSON_IMPL(ExecuteBucketItemPayload)
TAKT_JSON_IMPL(QuickLoopMarkerPayload)
TAKT_JSON_IMPL(TimerPayload)
TAKT_JSON_IMPL(TimerCountdownPayload)
TAKT_JSON_IMPL(TimerFreeRunPayload)
TAKT_JSON_IMPL(TimerAnchorPayload)
TAKT_JSON_IMPL(TimerTimePayload)
TAKT_JSON_IMPL(TimerDurationPayload)

}  // namespace takt
