#include "playout/handlers.h"
#include "playout/infinites.h"
#include "playout/next/next_part.h"
#include "playout/run_playout_job.h"

namespace takt::playout {

Json debug_regenerate_next_part_instance(JobContext& context, const PlaylistPayload& payload) {
  return run_playout_job(context, payload.playlistId, [](PlayoutModel& model) -> Json {
    const Opt<SelectedPartInstance> info = model.playlist().nextPartInfo;
    const PartInstanceModel* next = model.next();
    if (!model.active() || !info || next == nullptr) return nullptr;
    NextTarget target;
    target.part = model.find_part((*next)->part._id);
    if (!target.part) return nullptr;
    set_next_part(model, NextTarget::nothing(), Chosen::automatically);
    set_next_part(model, target,
                  info->manuallySelected ? Chosen::manually : Chosen::automatically);
    model.update_timeline();
    return nullptr;
  });
}

Json debug_sync_infinites_for_next_part_instance(JobContext& context,
                                                 const PlaylistPayload& payload) {
  return run_playout_job(context, payload.playlistId, [](PlayoutModel& model) -> Json {
    sync_playhead_infinites(model, model.current(), model.next());
    return nullptr;
  });
}

}  // namespace takt::playout
