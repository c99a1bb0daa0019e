#include "playout/hooks/on_set_as_next.h"

#include "base/log.h"
#include "blueprints/blueprints.h"
#include "playout/adlib/part_actions.h"
#include "playout/hooks/hook_frame.h"
#include "playout/next/next_part.h"

namespace takt::playout {

namespace {

constexpr const char* kOnSetAsNext = "onSetAsNext";

double delta_arg(const JsonArray& args, size_t index, std::string_view name) {
  const auto delta = as_number(blueprints::arg(args, index));
  if (!delta) throw std::runtime_error(fmt::format("{} must be a number", name));
  return *delta;
}

/// Remembers where the blueprint wants to move; nothing moves yet.
class PendingMove {
 public:
  PendingMove(PlayoutModel& model, blueprints::ContextHost& host) {
    host.add("moveNextPart", [this, &model](const JsonArray& args) -> script::Reply {
      const MoveBy by{static_cast<int>(delta_arg(args, 0, "partDelta")),
                      static_cast<int>(delta_arg(args, 1, "segmentDelta")),
                      blueprints::truthy_arg(args, 2)};
      if (by.parts == 0 && by.segments == 0) {
        target_.reset();
        return Json(true);
      }
      target_ = part_at_offset(model, by);
      return Json(*target_ != nullptr);
    });
  }
  const std::optional<Doc<Part>>& target() const { return target_; }

 private:
  std::optional<Doc<Part>> target_;
};

}  // namespace

std::optional<Doc<Part>> run_on_set_as_next(PlayoutModel& model, PartInstanceModel& instance,
                                            bool manually) {
  JobContext& context = model.context();
  PlayoutRundown* rundown = model.find_rundown(instance->rundownId);
  if (rundown == nullptr) return std::nullopt;
  const auto base = context.configuration().show_style_base((*rundown)->showStyleBaseId);
  blueprints::Blueprint& blueprint = context.blueprints().show_style(context, *base);
  if (!blueprint.has(kOnSetAsNext)) return std::nullopt;
  const auto show_style = model.show_style(**rundown);
  const NotificationRelation about = about_part(rundown->id(), instance.id());

  PartActions actions(model, *show_style, blueprint);
  const blueprints::WatchedPackages no_packages;
  blueprints::HookContext hook(context, blueprint, "OnSetAsNextContext",
                               hook_info(model, **rundown));
  hook.use_show_style(*show_style);
  hook.use_packages(no_packages);
  hook.props()["manuallySelected"] = manually;
  actions.add_reading(hook.host());
  actions.add_changing(hook.host(), PartActions::Inserts::only_next);
  add_timers(hook.host(), model);
  add_trigger_ingest(hook.host(), model);
  const PendingMove move(model, hook.host());
  model.notifications().clear_all(kOnSetAsNext);
  try {
    const HookState state(model, blueprint);
    blueprint.call(context, kOnSetAsNext, {hook.arg(), state.arg()});
    actions.count_next_for_current();
    actions.apply_side_effects();
    state.save();
    notify(model, kOnSetAsNext, hook.notes(), blueprint.id(), about);
  } catch (const std::exception& error) {
    log::error("Error in showStyleBlueprint.onSetAsNext: {}", error.what());
    notify_error(model, kOnSetAsNext, "onSetNextError",
                 "An error while setting the next Part, playout may be impacted", about);
  }
  return move.target();
}

}  // namespace takt::playout
