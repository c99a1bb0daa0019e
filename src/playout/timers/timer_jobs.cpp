#include "playout/handlers.h"
#include "playout/run_playout_job.h"
#include "playout/timers/t_timers.h"

namespace takt::playout {

Json recalculate_t_timer_projections_job(JobContext& context, const NoPayload&) {
  for (const auto& playlist : active_playlists(context)) {
    run_playout_step(context, playlist->_id, [](PlayoutModel& model) -> Json {
      recalculate_t_timer_projections(model);
      return nullptr;
    });
  }
  return nullptr;
}

}  // namespace takt::playout
