#include "base/log.h"
#include "base/user_error.h"
#include "playout/hooks/on_set_as_next.h"
#include "playout/infinites.h"
#include "playout/next/cleanup.h"
#include "playout/next/next_part.h"
#include "playout/timers/t_timers.h"

namespace takt::playout {

namespace {

void require_playable_here(PlayoutModel& model, const Part& part) {
  if (truthy(part.invalid)) {
    throw std::runtime_error("Part is marked as invalid, cannot set as next.");
  }
  if (model.find_rundown(part.rundownId) == nullptr) {
    throw std::runtime_error(
        fmt::format("Part \"{}\" of rundown \"{}\" not part of RundownPlaylist \"{}\"", part._id,
                    part.rundownId, model.id()));
  }
}

PartInstanceModel& instance_for(PlayoutModel& model, const NextTarget& target) {
  if (target.instance != nullptr) {
    require_playable_here(model, (*target.instance)->part);
    if (!target.keep_pieces) sync_playhead_infinites(model, model.current(), target.instance);
    return *target.instance;
  }
  require_playable_here(model, *target.part);
  PartInstanceModel* next = model.next();
  if (next != nullptr && (*next)->part._id == target.part->_id) {
    sync_playhead_infinites(model, model.current(), next);
    return *next;
  }
  return model.create_instance(*target.part,
                               pieces_for_new_instance(model, model.current(), *target.part));
}

/// One round; gives the part (or nothing) that the blueprint wants next instead.
std::optional<Doc<Part>> set_once(PlayoutModel& model, const NextTarget& target, Chosen chosen,
                                  std::optional<double> offset_ms) {
  if (!target.part && target.instance == nullptr) {
    model.set_next(nullptr, chosen == Chosen::manually, false, offset_ms);
    return std::nullopt;
  }
  if (!model.active()) {
    throw std::runtime_error(fmt::format("RundownPlaylist \"{}\" is not active", model.id()));
  }
  PartInstanceModel& instance = instance_for(model, target);
  ResetSelector others;
  others.part = (*instance).part._id;
  others.except.push_back(instance.id());
  if (PartInstanceModel* current = model.current()) others.except.push_back(current->id());
  for (const auto& info : model.playlist().previousPartsInfo) {
    others.except.push_back(info.partInstanceId);
  }
  reset_instances(model, others);
  model.set_next(&instance, chosen == Chosen::manually, target.consumes_queued_segment, offset_ms);
  return run_on_set_as_next(model, instance, chosen == Chosen::manually);
}

bool part_uses_up_queued_segment(PlayoutModel& model, const Part& part) {
  const PartInstanceModel* current = model.current();
  return current != nullptr && (*current)->segmentId != part.segmentId &&
         model.playlist().queuedSegmentId == part.segmentId;
}

}  // namespace

void set_next_part(PlayoutModel& model, const NextTarget& target, Chosen chosen,
                   std::optional<double> offset_ms) {
  // A blueprint may move what is next, once per part: a second time would go on for ever.
  std::vector<PartId> tried;
  if (target.part) tried.push_back(target.part->_id);
  auto move = set_once(model, target, chosen, offset_ms);
  while (move) {
    const PartId wanted = *move ? (*move)->_id : PartId();
    if (std::find(tried.begin(), tried.end(), wanted) != tried.end()) {
      log::error("Blueprint onSetAsNext callback moved the next part \"{}\", forming a loop",
                 wanted);
      break;
    }
    tried.push_back(wanted);
    NextTarget next;
    next.part = *move;
    move = set_once(model, next, Chosen::manually, std::nullopt);
  }
  model.remove_untaken_instances();
  reset_passed_instances(model);
  model.update_quick_loop();
  cleanup_orphaned(model);
  recalculate_t_timer_projections(model);
}

void set_next_by_operator(PlayoutModel& model, NextTarget target, Chosen chosen,
                          std::optional<double> offset_ms) {
  if (!model.active()) throw UserError(UserErrorKey::InactiveRundown);
  if (model.in_hold()) throw UserError(UserErrorKey::DuringHold);
  if (target.part) {
    target.consumes_queued_segment = part_uses_up_queued_segment(model, *target.part);
  }
  set_next_part(model, target, chosen, offset_ms);
}

std::optional<NextPart> select_next(PlayoutModel& model, PartInstanceModel* previous,
                                    PartInstanceModel* selected) {
  SelectNextInput input;
  input.queued_segment = model.playlist().queuedSegmentId;
  input.quick_loop = model.playlist().quickLoop;
  input.previous = previous != nullptr ? &**previous : nullptr;
  if (selected != nullptr) input.selected = selected->share();
  input.segments = model.ordered_segments();
  input.parts = model.ordered_parts();
  input.loop_needs_duration = loop_needs_duration(model);
  return select_next_part(input);
}

void select_and_set_next(PlayoutModel& model, PartInstanceModel* previous) {
  set_next_part(model, NextTarget::of(select_next(model, previous)), Chosen::automatically);
}

}  // namespace takt::playout
