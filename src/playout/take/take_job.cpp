#include <cmath>

#include "base/log.h"
#include "base/user_error.h"
#include "playout/handlers.h"
#include "playout/run_playout_job.h"
#include "playout/take/take.h"

namespace takt::playout {

namespace {

constexpr int kPreconditionFailed = 412;
constexpr int kTooMany = 429;

void check_request(const Playlist& playlist, const TakeNextPartPayload& payload) {
  if (!playlist.activationId) {
    throw UserError(UserErrorKey::InactiveRundown, {}, kPreconditionFailed);
  }
  if (!playlist.nextPartInfo && !(playlist.holdState == HoldState::ACTIVE)) {
    throw UserError(UserErrorKey::TakeNoNextPart, {}, kPreconditionFailed);
  }
  const auto& from = payload.fromPartInstanceId;
  const bool same = playlist.currentPartInfo
                        ? from == playlist.currentPartInfo->partInstanceId
                        : from.is_null();
  if (!same) throw UserError(UserErrorKey::TakeFromIncorrectPart, {}, kPreconditionFailed);
}

void check_rate(PlayoutModel& model, double span_ms) {
  Time last = model.playlist().lastTakeTime.value_or(0);
  if (model.playlist().currentPartInfo) {
    const PartInstanceModel* current = model.current();
    if (current != nullptr && (*current)->timings &&
        truthy((*current)->timings->plannedStartedPlayback)) {
      last = std::max(last, *(*current)->timings->plannedStartedPlayback);
    }
  }
  if (last == 0 || model.now() - last >= span_ms) return;
  throw UserError(
      UserErrorKey::TakeRateLimit,
      {{"duration", number(span_ms)}, {"nextAllowedTakeTime", number(last + span_ms)}}, kTooMany);
}

}  // namespace

Json take_next_part(JobContext& context, const TakeNextPartPayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    check_request(model.playlist(), payload);
    const double span_ms =
        model.studio().settings.minimumTakeSpan.value_or(kDefaultMinimumTakeSpanMs);
    check_rate(model, span_ms);
    perform_take(model);
    return JsonObject{{"nextTakeTime", number(model.now() + span_ms)}};
  });
}

}  // namespace takt::playout
