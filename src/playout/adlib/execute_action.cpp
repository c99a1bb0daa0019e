#include "playout/adlib/execute_action.h"

#include <cmath>

#include "base/log.h"
#include "base/user_error.h"
#include "blueprints/blueprints.h"
#include "blueprints/documents.h"
#include "model/derived_ids.h"
#include "playout/adlib/part_actions.h"
#include "playout/hooks/hook_frame.h"
#include "playout/next/next_part.h"
#include "playout/studio/route_sets.h"
#include "playout/take/autonext.h"
#include "playout/take/take.h"

namespace takt::playout {

namespace {

using blueprints::arg;
using script::Reply;

constexpr const char* kAction = "executeAction";
constexpr const char* kExternalEvent = "onExternalEvent";
constexpr const char* kDatastoreAction = "executeDataStoreAction";
constexpr double kDefaultRefusal = 409;

blueprints::ContextInfo context_info(PlayoutModel& model, const Rundown& rundown) {
  const auto& current = model.playlist().currentPartInfo;
  return {fmt::format("{}({})", rundown.name, model.playlist().name),
          fmt::format("playlist={},rundown={},currentPartInstance={},execution={}", model.id(),
                      rundown._id, current ? current->partInstanceId.str() : "undefined",
                      model.ids().next())};
}

NotificationRelation about_playing(const Playlist& playlist) {
  const auto& info = playlist.currentPartInfo ? playlist.currentPartInfo : playlist.nextPartInfo;
  if (info) return about_part(info->rundownId, info->partInstanceId);
  NotificationRelation related;
  related.type = "playlist";
  return related;
}

/// A blueprint refuses an action by giving a message.
void check_refusal(const std::optional<Json>& result) {
  const Json* message = result ? member(*result, "message") : nullptr;
  if (!truthy(message)) return;
  const Json* args = member(*message, "args");
  const std::string text =
      interpolate(string_member(*message, "key"), args != nullptr ? *args : Json());
  const Json* given_code = member(*result, "errorCode");
  const auto code = given_code != nullptr ? as_number(*given_code) : std::nullopt;
  JsonObject details{{"message", text}, {"rawMessage", *message}};
  if (const Json* given = member(*result, "details")) details["details"] = *given;
  const double status = std::clamp(std::floor(code.value_or(kDefaultRefusal) + 0.5), 400.0, 499.0);
  throw UserError(UserErrorKey::ValidationFailed, std::move(details), static_cast<int>(status));
}

/// What an action asked for besides its changes.
struct Wishes {
  bool take = false;
  bool timeline = false;
  std::optional<QueuedPart> queue_after_take;
  Opt<PartInstanceId> queued;
};

Json queue_part(PlayoutModel& model, PartActions& actions, const JsonArray& args, Wishes& wishes) {
  PartInstanceModel* current = model.current();
  if (current == nullptr) {
    throw std::runtime_error("Cannot queue part when no current partInstance");
  }
  if (actions.changed_next()) {
    throw std::runtime_error("Cannot queue part when next part has already been modified");
  }
  if (is_too_close_to_autonext(model, *current, CloseTo::take)) {
    throw std::runtime_error("Too close to an autonext to queue a part");
  }
  PartInstanceModel& queued = insert_queued_part(
      model, *current, actions.part_to_queue(arg(args, 0), arg(args, 1), **current));
  actions.mark_next_changed();
  wishes.queued = queued.id();
  return blueprints::part_instance_json(*queued);
}

Json move_next(PlayoutModel& model, const JsonArray& args) {
  NextTarget target;
  target.part = part_at_offset(model, {static_cast<int>(blueprints::number_arg(args, 0)),
                                       static_cast<int>(blueprints::number_arg(args, 1)),
                                       blueprints::truthy_arg(args, 2)});
  if (!target.part) return false;
  set_next_by_operator(model, target, Chosen::manually);
  return true;
}

void add_playout_methods(blueprints::ContextHost& host, PlayoutModel& model, PartActions& actions,
                         Wishes& wishes) {
  host.add("queuePart", [&](const JsonArray& args) -> Reply {
    return queue_part(model, actions, args, wishes);
  });
  host.add("queuePartAfterTake", [&](const JsonArray& args) -> Reply {
    const PartInstanceModel* current = model.current();
    if (current == nullptr) {
      throw std::runtime_error("Cannot queue part when no current partInstance");
    }
    wishes.queue_after_take = actions.part_to_queue(arg(args, 0), arg(args, 1), **current);
    return std::nullopt;
  });
  host.add("moveNextPart",
           [&](const JsonArray& args) -> Reply { return move_next(model, args); });
  host.add("listRouteSets", [&](const JsonArray&) -> Reply {
    JsonObject sets;
    for (const auto& [id, set] : route_sets(model.context())) sets[id] = to_json(set);
    return Json(std::move(sets));
  });
  host.add("switchRouteSet", [&](const JsonArray& args) -> Reply {
    const auto effect =
        switch_route_set(model.context(), blueprints::text_arg(args, 0), arg(args, 1));
    wishes.timeline = wishes.timeline || effect == RouteSetEffect::ab_players;
    return std::nullopt;
  });
  host.add("takeAfterExecuteAction", [&](const JsonArray& args) -> Reply {
    wishes.take = blueprints::truthy_arg(args, 0);
    return arg(args, 0);
  });
}

void apply_wishes(PlayoutModel& model, PartActions& actions, Wishes& wishes) {
  actions.apply_side_effects();
  if (wishes.take) {
    perform_take(model, std::move(wishes.queue_after_take));
  } else if (wishes.timeline || actions.changed_current() || actions.changed_next()) {
    model.update_timeline();
  }
}

/// The context of an action, and what follows from it.
struct ActionFrame {
  ActionFrame(PlayoutModel& owner, const ShowStyle& show_style, blueprints::Blueprint& with,
              blueprints::ContextInfo info)
      : model(owner),
        blueprint(with),
        actions(owner, show_style, with),
        hook(owner.context(), with, "ActionExecutionContext", std::move(info)) {
    hook.use_show_style(show_style);
    hook.use_packages(no_packages);
    actions.add_reading(hook.host());
    actions.add_changing(hook.host());
    actions.add_stopping(hook.host(), PartActions::Blocks::current);
    add_playout_methods(hook.host(), model, actions, wishes);
    add_timers(hook.host(), model);
    add_devices(hook.host(), model.context());
    add_datastore(hook.host(), model);
    add_trigger_ingest(hook.host(), model);
  }

  /// Notes become notifications of a category of their own.
  void finish(const std::string& category) {
    notify(model, category + model.ids().next(), hook.notes(), blueprint.id(),
           about_playing(model.playlist()));
    apply_wishes(model, actions, wishes);
  }

  PlayoutModel& model;
  blueprints::Blueprint& blueprint;
  PartActions actions;
  Wishes wishes;
  blueprints::WatchedPackages no_packages;
  blueprints::HookContext hook;
};

void write_datastore_value(PlayoutModel& model, const JsonArray& args) {
  TimelineDatastoreEntry entry;
  entry.studioId = model.context().studio_id();
  entry.key = blueprints::text_arg(args, 0);
  entry._id = datastore_id(entry.studioId, entry.key);
  entry.value = arg(args, 1);
  entry.mode = blueprints::text_arg(args, 2);
  entry.modified = model.now();
  model.documents().put(std::move(entry));
}

}  // namespace

Json run_execute_action(PlayoutModel& model, PlayoutRundown& rundown, const ActionCall& call) {
  JobContext& context = model.context();
  const auto show_style = model.show_style(*rundown);
  blueprints::Blueprint& blueprint = context.blueprints().show_style(context, *show_style);
  if (!blueprint.has(kAction)) throw UserError(UserErrorKey::ActionsNotSupported);
  log::info("Executing AdlibAction \"{}\"", call.action_id);

  ActionFrame frame(model, *show_style, blueprint, context_info(model, *rundown));
  const HookState state(model, blueprint);
  std::optional<Json> mode;
  if (call.trigger_mode) mode = Json(*call.trigger_mode);
  const std::optional<Json> result = blueprint.call(
      context, kAction,
      {frame.hook.arg(), state.arg(), call.action_id, call.user_data, mode,
       call.private_data.as_optional(), call.public_data.as_optional(),
       call.options.value_or(Json(JsonObject{}))});
  state.save();
  check_refusal(result);
  frame.finish("adlibAction:");
  JsonObject done{{"taken", frame.wishes.take}};
  if (frame.wishes.queued) done["queuedPartInstanceId"] = frame.wishes.queued->str();
  return done;
}

void run_on_external_event(PlayoutModel& model, const std::vector<Json>& events) {
  const Playlist& playlist = model.playlist();
  const auto& playing = playlist.currentPartInfo ? playlist.currentPartInfo : playlist.nextPartInfo;
  PlayoutRundown* rundown = playing ? model.find_rundown(playing->rundownId) : nullptr;
  if (rundown == nullptr) {
    log::error("{} external events are lost: playlist \"{}\" has neither a current nor a next part",
               events.size(), model.id());
    return;
  }
  const auto show_style = model.show_style(**rundown);
  blueprints::Blueprint& blueprint =
      model.context().blueprints().show_style(model.context(), *show_style);
  if (!blueprint.has(kExternalEvent)) return;
  ActionFrame frame(
      model, *show_style, blueprint,
      {fmt::format("{}({})", (*rundown)->name, playlist.name),
       fmt::format("playlist={},rundown={},activePartInstance={},execution={}", model.id(),
                   rundown->id(), playing->partInstanceId, model.ids().next())});
  const HookState state(model, blueprint);
  const Json events_json = JsonArray(events.begin(), events.end());
  blueprint.call(model.context(), kExternalEvent, {frame.hook.arg(), state.arg(), events_json});
  state.save();
  frame.finish("externalEvent:");
}

void run_datastore_action(PlayoutModel& model, PlayoutRundown& rundown, const ActionCall& call) {
  JobContext& context = model.context();
  const auto show_style = model.show_style(*rundown);
  blueprints::Blueprint& blueprint = context.blueprints().show_style(context, *show_style);
  if (!blueprint.has(kDatastoreAction)) return;
  const blueprints::WatchedPackages no_packages;
  blueprints::HookContext hook(context, blueprint, "DataStoreActionContext",
                               context_info(model, *rundown));
  hook.use_show_style(*show_style);
  hook.use_packages(no_packages);
  hook.host().add("setTimelineDatastoreValue", [&](const JsonArray& args) -> Reply {
    write_datastore_value(model, args);
    return std::nullopt;
  });
  hook.host().add("removeTimelineDatastoreValue", [&](const JsonArray& args) -> Reply {
    const auto id = datastore_id(context.studio_id(), blueprints::text_arg(args, 0));
    if (model.documents().find<TimelineDatastoreEntry>(id)) {
      model.documents().remove<TimelineDatastoreEntry>(id);
    }
    return std::nullopt;
  });
  try {
    std::optional<Json> mode;
    if (call.trigger_mode) mode = Json(*call.trigger_mode);
    blueprint.call(context, kDatastoreAction, {hook.arg(), call.action_id, call.user_data, mode});
    NotificationChanges notes(context.studio_id(), "playout:" + model.id().str(), model.id());
    notify(notes, "dataStoreAction:" + model.ids().next(), hook.notes(), blueprint.id(),
           about_playing(model.playlist()));
    notes.save(model.documents(), model.now());
  } catch (const std::exception& error) {
    log::error("Error in showStyleBlueprint.executeDataStoreAction: {}", error.what());
  }
}

}  // namespace takt::playout
