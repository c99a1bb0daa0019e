#include "playout/hooks/on_take.h"

#include "base/log.h"
#include "blueprints/blueprints.h"
#include "playout/adlib/part_actions.h"
#include "playout/hooks/hook_frame.h"

namespace takt::playout {

namespace {

constexpr const char* kOnTake = "onTake";

}  // namespace

OnTakeOutcome run_on_take(PlayoutModel& model, PlayoutRundown& rundown) {
  OnTakeOutcome outcome;
  JobContext& context = model.context();
  const auto show_style = model.show_style(*rundown);
  blueprints::Blueprint& blueprint = context.blueprints().show_style(context, *show_style);
  if (!blueprint.has(kOnTake)) return outcome;
  if (model.next() == nullptr) {
    throw std::runtime_error("Cannot call blueprint onTake when there is no next partInstance!");
  }
  const NotificationRelation about = about_part(rundown.id(), model.next()->id());
  model.notifications().clear_all(kOnTake);

  PartActions actions(model, *show_style, blueprint);
  const blueprints::WatchedPackages no_packages;
  blueprints::HookContext hook(context, blueprint, "OnTakeContext", hook_info(model, *rundown));
  hook.use_show_style(*show_style);
  hook.use_packages(no_packages);
  actions.add_reading(hook.host());
  actions.add_changing(hook.host());
  actions.add_stopping(hook.host(), PartActions::Blocks::next);
  add_timers(hook.host(), model);
  add_devices(hook.host(), model.context());
  add_trigger_ingest(hook.host(), model);
  bool aborted = false;
  std::optional<QueuedPart> queue_after;
  hook.host().add("abortTake", [&](const JsonArray&) -> script::Reply {
    aborted = true;
    return std::nullopt;
  });
  hook.host().add("queuePartAfterTake", [&](const JsonArray& args) -> script::Reply {
    const PartInstanceModel* current = model.current();
    if (current == nullptr) {
      throw std::runtime_error("Cannot queue part when no current partInstance");
    }
    queue_after =
        actions.part_to_queue(blueprints::arg(args, 0), blueprints::arg(args, 1), **current);
    return std::nullopt;
  });
  try {
    const HookState state(model, blueprint);
    blueprint.call(context, kOnTake, {hook.arg(), state.arg()});
    actions.apply_side_effects();
    outcome.aborted = aborted;
    outcome.queue_after = std::move(queue_after);
    state.save();
    notify(model, kOnTake, hook.notes(), blueprint.id(), about);
  } catch (const std::exception& error) {
    log::error("Error in showStyleBlueprint.onTake: {}", error.what());
    notify_error(model, kOnTake, "onTakeError",
                 "An error while performing the take, playout may be impacted", about);
  }
  return outcome;
}

}  // namespace takt::playout
