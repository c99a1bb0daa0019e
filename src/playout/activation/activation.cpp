#include "playout/activation/activation.h"

#include "base/log.h"
#include "model/derived_ids.h"
#include "playout/hooks/show_style_hooks.h"
#include "playout/next/next_part.h"
#include "playout/playback/part_playback.h"
#include "playout/run_playout_job.h"

namespace takt::playout {

namespace {

constexpr const char* kTemporary = "temporary";

void check_is_only_one(PlayoutModel& model) {
  JsonArray others;
  for (const auto& playlist : active_playlists(model.context(), model.id())) {
    others.emplace_back(playlist->_id.str());
  }
  if (others.empty()) return;
  throw std::runtime_error(
      "Only one rundown can be active at the same time. Active rundown playlists: " + dump(others));
}

/// Adlib testing is for rehearsal: on air it ends.
void leave_adlib_testing(PlayoutModel& model, PartInstanceModel& current) {
  PlayoutRundown& rundown = model.rundown(current->rundownId);
  const SegmentPtr segment = model.find_segment(current->segmentId);
  if (!segment) {
    throw std::runtime_error(fmt::format("Could not find segment \"{}\"", current->segmentId));
  }
  if (!segment->is_adlib_testing()) return;
  current.mark_reset();
  model.remove_adlib_testing_segment(rundown);
}

/// Gives the rundown that will play first.
Doc<Rundown> begin_at_first_part(PlayoutModel& model) {
  model.clear_selected();
  const auto first = select_next(model, nullptr);
  set_next_part(model, NextTarget::of(first), Chosen::automatically);
  if (!first) return nullptr;
  const PlayoutRundown* rundown = model.find_rundown(first->part->rundownId);
  return rundown != nullptr ? rundown->document() : nullptr;
}

Doc<Rundown> go_on_in_new_mode(PlayoutModel& model) {
  for (PartInstanceModel* instance : model.selected()) {
    instance->set_activation(*model.playlist().activationId);
  }
  const PartInstanceModel* next = model.next();
  return next != nullptr ? model.rundown((*next)->rundownId).document() : nullptr;
}

void call_hook_at_save(PlayoutModel& model, ActivationHook hook, Doc<Rundown> rundown,
                       const ActivationState& before) {
  if (!rundown) return;
  const ActivationState after = ActivationState::of(model.playlist());
  model.before_save(
      [=](PlayoutModel& saved) { run_activation_hook(saved, hook, *rundown, before, after); });
}

/// Temporary values that the timeline so far doesn't use go with the show.
void clean_datastore(PlayoutModel& model) {
  DocumentView& documents = model.documents();
  const StudioId& studio = model.context().studio_id();
  const auto timeline = documents.find<TimelineDocument>(studio);
  if (!timeline) return;
  std::vector<TimelineDatastoreId> used;
  const Json objects = parse_json(timeline->timelineBlob);
  for (const Json& object : objects.as_array()) {
    const Json* content = member(object, "content");
    const Json* references = content != nullptr ? member(*content, "$references") : nullptr;
    if (references == nullptr || !references->is_object()) continue;
    for (const auto& reference : references->get_object()) {
      used.push_back(datastore_id(studio, string_member(reference.value(), "datastoreKey")));
    }
  }
  for (const auto& entry : documents.all<TimelineDatastoreEntry>()) {
    const bool is_used = std::find(used.begin(), used.end(), entry->_id) != used.end();
    if (entry->studioId == studio && entry->mode == kTemporary && !is_used) {
      documents.remove<TimelineDatastoreEntry>(entry->_id);
    }
  }
}

}  // namespace

void activate_playlist(PlayoutModel& model, bool rehearsal, Reset reset) {
  log::info("Activating rundown playlist {}{}", model.id(), rehearsal ? " (rehearsal)" : "");
  check_is_only_one(model);
  const ActivationState before = ActivationState::of(model.playlist());
  if (!model.active() || reset == Reset::always) reset_playlist(model);
  model.activate(rehearsal);
  PartInstanceModel* current = model.current();
  if (current != nullptr && !rehearsal) leave_adlib_testing(model, *current);
  Doc<Rundown> rundown = current == nullptr || truthy((*current)->reset)
                             ? begin_at_first_part(model)
                             : go_on_in_new_mode(model);
  model.update_timeline();
  call_hook_at_save(model, ActivationHook::activate, std::move(rundown), before);
}

void reset_playlist(PlayoutModel& model) {
  log::info("Resetting rundown playlist {}", model.id());
  model.reset_playlist();
  model.remove_rehearsal_instances();
  reset_instances(model);
  model.remove_adlib_testing_segments();
  if (model.active()) {
    select_and_set_next(model, nullptr);
  } else {
    set_next_part(model, NextTarget::nothing(), Chosen::automatically);
  }
}

void deactivate_playlist(PlayoutModel& model) {
  const ActivationState before = ActivationState::of(model.playlist());
  Doc<Rundown> rundown = deactivate_quietly(model);
  model.update_studio_timeline();
  clean_datastore(model);
  call_hook_at_save(model, ActivationHook::deactivate, std::move(rundown), before);
}

Doc<Rundown> deactivate_quietly(PlayoutModel& model) {
  log::info("Deactivating rundown playlist {}", model.id());
  PartInstanceModel* current = model.current();
  const PartInstanceModel* playing = current != nullptr ? current : model.next();
  const PlayoutRundown* rundown =
      playing != nullptr ? model.find_rundown((*playing)->rundownId) : nullptr;
  if (current != nullptr) tell_newsroom_off_air(model, *current);
  model.deactivate();
  set_next_part(model, NextTarget::nothing(), Chosen::automatically);
  if (current != nullptr) current->set_planned_stopped(model.now());
  return rundown != nullptr ? rundown->document() : nullptr;
}

}  // namespace takt::playout
