#include "playout/hooks/show_style_hooks.h"
#include "playout/next/next_part.h"
#include "playout/take/autonext.h"

namespace takt::playout {

namespace {

bool was_chosen_and_stands(PlayoutModel& model, PartInstanceModel* next) {
  const auto& info = model.playlist().nextPartInfo;
  return info && info->manuallySelected && next != nullptr && (*next)->part.playable() &&
         !((*next)->orphaned == kOrphanedDeleted);
}

}  // namespace

bool ensure_next_part_is_valid(PlayoutModel& model) {
  if (!model.active()) return false;
  PartInstanceModel* current = model.current();
  PartInstanceModel* next = model.next();
  if (was_chosen_and_stands(model, next)) return false;
  // Too late to change anything without a glitch.
  if (current != nullptr && next != nullptr &&
      is_too_close_to_autonext(model, *current, CloseTo::update)) {
    return false;
  }
  const bool is_deleted = next != nullptr && (*next)->orphaned == kOrphanedDeleted;
  // Such a blueprint decides itself what becomes of it.
  if (is_deleted && show_style_syncs_ingest(model, **next)) return false;

  if (next == nullptr || is_deleted) {
    const auto selected = select_next(model, current);
    if (!selected && !model.playlist().nextPartInfo) return false;
    set_next_part(model, NextTarget::of(selected), Chosen::automatically);
    return true;
  }
  if (current == nullptr) return false;
  const auto selected = select_next(model, current, next);
  if (selected && selected->part->_id == (*next)->part._id && (*next)->part.playable()) return false;
  set_next_part(model, NextTarget::of(selected), Chosen::automatically);
  return true;
}

}  // namespace takt::playout
