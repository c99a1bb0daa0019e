#include "playout/adlib/queue_part.h"

#include <cmath>

#include "playout/adlib/orphan_ranks.h"
#include "playout/infinites.h"
#include "playout/model/quick_loop.h"
#include "playout/next/next_part.h"

namespace takt::playout {

namespace {

/// Planned parts stand at whole ranks: half the way to the next one is free.
double rank_after(double rank) {
  const double next = std::floor(rank + 1);
  return rank + (next - rank) / 2;
}

/// A loop that ends with the current part goes on to the queued one, for as long as that plays.
void extend_quick_loop(PlayoutModel& model, const PartId& current, const PartId& queued) {
  const auto& loop = model.playlist().quickLoop;
  if (!loop || !loop->end || loop->end->type != quick_loop::kPart) return;
  const QuickLoopMarker end = *loop->end;
  if (!(end.id == current.str()) && !(end.overridenId == current.str())) return;
  QuickLoopMarker marker;
  marker.type = quick_loop::kPart;
  marker.id = queued.str();
  marker.overridenId = end.overridenId ? end.overridenId : end.id;
  model.set_quick_loop_marker(false, std::move(marker));
}

}  // namespace

PartInstanceModel& insert_queued_part(PlayoutModel& model, PartInstanceModel& after,
                                      QueuedPart queued, const Opt<std::string>& adlib_id) {
  Part part = std::move(queued.part);
  part._rank = rank_after(after->part._rank);
  part.segmentId = after->segmentId;
  part.rundownId = after->rundownId;
  auto infinites = pieces_for_new_instance(model, &after, part);
  PartInstanceModel& instance = model.create_adlib_instance(
      std::move(part), std::move(queued.pieces), adlib_id, std::move(infinites));
  spread_orphan_ranks(model, instance->segmentId);
  NextTarget target;
  target.instance = &instance;
  set_next_part(model, target, Chosen::automatically);
  extend_quick_loop(model, after->part._id, instance->part._id);
  return instance;
}

}  // namespace takt::playout
