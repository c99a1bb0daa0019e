#include "playout/hooks/show_style_hooks.h"

#include "base/log.h"
#include "blueprints/blueprints.h"
#include "blueprints/documents.h"
#include "playout/hooks/hook_frame.h"
#include "playout/pieces/resolved.h"

namespace takt::playout {

namespace {

/// Calls a part hook with its context; `use(hook, blueprint)` makes the call.
template <class Use>
void run_part_hook(PlayoutModel& model, const Rundown& rundown, const PartInstance& instance,
                   const char* name, Use use) {
  JobContext& context = model.context();
  const auto show_style = model.show_style(rundown);
  blueprints::Blueprint& blueprint = context.blueprints().show_style(context, *show_style);
  if (!blueprint.has(name)) return;
  try {
    blueprints::HookContext hook(
        context, blueprint, "PartEventContext",
        {fmt::format("Event: {}", name),
         fmt::format("rundownId={},blueprintId={}", rundown._id, blueprint.id())});
    hook.use_show_style(*show_style);
    hook.use_rundown(rundown, model.playlist().startedPlayback);
    hook.show("part", blueprints::lazy_part_instance(std::make_shared<PartInstance>(instance)));
    add_timers(hook.host(), model);
    use(hook, blueprint);
  } catch (const std::exception& error) {
    log::error("Error in showStyleBlueprint.{}: {}", name, error.what());
  }
}

Json state_json(const ActivationState& state) {
  JsonObject json{{"active", state.active}, {"rehearsal", state.rehearsal}};
  if (state.reset_time) json["resetTime"] = number(*state.reset_time);
  return json;
}

}  // namespace

void run_on_pre_take(PlayoutModel& model, const Rundown& rundown, const PartInstance& instance) {
  run_part_hook(model, rundown, instance, "onPreTake", [&](auto& hook, auto& blueprint) {
    blueprint.call(model.context(), "onPreTake", {hook.arg()});
  });
}

void run_on_rundown_first_take(PlayoutModel& model, const Rundown& rundown,
                               const PartInstance& instance) {
  run_part_hook(model, rundown, instance, "onRundownFirstTake", [&](auto& hook, auto& blueprint) {
    blueprint.call(model.context(), "onRundownFirstTake", {hook.arg()});
  });
}

void run_on_post_take(PlayoutModel& model, const Rundown& rundown, const PartInstance& instance) {
  run_part_hook(model, rundown, instance, "onPostTake", [&](auto& hook, auto& blueprint) {
    const HookState state(model, blueprint);
    blueprint.call(model.context(), "onPostTake", {hook.arg(), state.arg()});
    state.save();
  });
}

Opt<Json> end_state_of(PlayoutModel& model, const ShowStyle& show_style,
                       const Rundown& take_rundown, PartInstanceModel& instance) {
  JobContext& context = model.context();
  blueprints::Blueprint& blueprint = context.blueprints().show_style(context, show_style);
  if (!blueprint.has("getEndStateForPart")) return {};
  try {
    const auto documents = instance.piece_documents();
    std::vector<script::LazyObject> pieces;
    for (const ResolvedPiece& piece : resolved_pieces_of_part(
             show_style.source_layers, documents, PartTimes::of(model.now(), *instance))) {
      pieces.push_back(blueprints::lazy_resolved_piece_instance(
          instance.find_piece(piece.instance->_id)->share(), piece.start, piece.duration));
    }
    blueprints::HookContext hook(
        context, blueprint, "RundownContext",
        {model.playlist().name, fmt::format("playlist={},currentPartInstance={},execution={}",
                                            model.id(), instance.id(), model.ids().next())});
    hook.use_show_style(show_style);
    hook.use_rundown(take_rundown);
    const HookState state(model, blueprint);
    const std::optional<Json> end_state = blueprint.call(
        context, "getEndStateForPart",
        {hook.arg(), state.arg(), blueprints::lazy_part_instance(instance.share()),
         std::move(pieces), number(model.now())});
    state.save();
    if (end_state && end_state->is_null()) return null;
    return end_state ? Opt<Json>(*end_state) : Opt<Json>();
  } catch (const std::exception& error) {
    log::error("Error in showStyleBlueprint.getEndStateForPart: {}", error.what());
    return {};
  }
}

ActivationState ActivationState::of(const Playlist& playlist) {
  return {playlist.activationId.has_value(), truthy(playlist.rehearsal), playlist.resetTime};
}

void run_activation_hook(PlayoutModel& model, ActivationHook which, const Rundown& rundown,
                         const ActivationState& before, const ActivationState& after) {
  const char* name =
      which == ActivationHook::activate ? "onRundownActivate" : "onRundownDeActivate";
  JobContext& context = model.context();
  const auto show_style = model.show_style(rundown);
  blueprints::Blueprint& blueprint = context.blueprints().show_style(context, *show_style);
  if (!blueprint.has(name)) return;
  try {
    blueprints::HookContext hook(
        context, blueprint, "RundownActivationContext",
        {rundown.name, fmt::format("rundownId={},blueprintId={}", rundown._id, blueprint.id())});
    hook.use_show_style(*show_style);
    hook.use_rundown(rundown, model.playlist().startedPlayback);
    hook.props()["previousState"] = state_json(before);
    hook.props()["currentState"] = state_json(after);
    add_timers(hook.host(), model);
    add_devices(hook.host(), context);
    add_datastore(hook.host(), model);
    blueprint.call(context, name, {hook.arg()});
  } catch (const std::exception& error) {
    log::error("Error in showStyleBlueprint.{}: {}", name, error.what());
  }
}

bool show_style_syncs_ingest(PlayoutModel& model, const PartInstance& instance) {
  const PlayoutRundown* rundown = model.find_rundown(instance.part.rundownId);
  if (rundown == nullptr || (*rundown)->showStyleVariantId.empty()) return false;
  try {
    JobContext& context = model.context();
    const auto show_style = model.show_style(**rundown);
    return context.blueprints()
        .show_style(context, *show_style)
        .has("syncIngestUpdateToPartInstance");
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace takt::playout
