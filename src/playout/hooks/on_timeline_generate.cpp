#include "playout/hooks/on_timeline_generate.h"

#include "base/log.h"
#include "base/reflect.h"
#include "blueprints/documents.h"
#include "blueprints/hook_context.h"
#include "playout/hooks/ab_playback.h"
#include "playout/hooks/hook_frame.h"

namespace takt::playout {

namespace {

constexpr const char* kOnTimelineGenerate = "onTimelineGenerate";
constexpr const char* kAbPlayback = "abPlayback";

Json objects_json(const std::vector<TimelineObject>& objects) {
  JsonArray array;
  array.reserve(objects.size());
  for (const TimelineObject& object : objects) array.push_back(to_json(object));
  return array;
}

std::vector<TimelineObject> objects_from(const Json& json) {
  std::vector<TimelineObject> objects;
  reflect::read(objects, json, reflect::Path("timeline"));
  for (TimelineObject& object : objects) object.objectType = "rundown";
  return objects;
}

std::string id_text(const TimelinePart* part) {
  return part != nullptr ? part->instance->_id.str() : "undefined";
}

class TimelineHook {
 public:
  TimelineHook(PlayoutModel& model, blueprints::Blueprint& blueprint, const ShowStyle& show_style,
               const Rundown& rundown)
      : model_(model), blueprint_(blueprint), show_style_(show_style), rundown_(rundown) {}

  void run(const GenerateCall& call) const {
    const Playlist& playlist = model_.playlist();
    AbSessions sessions(selected_instances(call.parts),
                        playlist.trackedAbSessions.value_or(std::vector<AbSessionInfo>{}),
                        model_.ids());
    AbResult ab = run_ab_playback({model_, blueprint_, show_style_}, call, sessions);
    model_.notifications().clear_all(kAbPlayback);
    for (NewNotification& notification : ab.notifications) {
      model_.notifications().set(kAbPlayback, std::move(notification));
    }
    if (blueprint_.has(kOnTimelineGenerate)) call_hook(call, sessions);
    model_.set_ab_state(std::move(ab.assigned), sessions.kept());
  }

 private:
  static std::vector<const PartInstance*> selected_instances(const TimelineParts& parts) {
    std::vector<const PartInstance*> instances;
    for (const TimelinePart& part : parts.previous) instances.push_back(part.instance);
    if (parts.current) instances.push_back(parts.current->instance);
    if (parts.next) instances.push_back(parts.next->instance);
    return instances;
  }

  /// Session ids for blueprints that assign players themselves.
  static void add_sessions(blueprints::ContextHost& host, const GenerateCall& call,
                           AbSessions& sessions) {
    host.add("getPieceABSessionId", [&](const JsonArray& args) -> script::Reply {
      const std::string id = blueprints::text_arg(args, 0);
      const auto piece = std::ranges::find_if(call.resolved_pieces, [&](const ResolvedPiece& each) {
        return each.instance->_id.str() == id;
      });
      if (piece == call.resolved_pieces.end()) {
        throw std::runtime_error("Missing partInstanceId in call to getPieceABSessionId");
      }
      return Json(sessions.of_piece(*piece->instance, blueprints::text_arg(args, 1)));
    });
    host.add("getTimelineObjectAbSessionId", [&](const JsonArray& args) -> script::Reply {
      TimelineObject object;
      from_json(object, blueprints::arg(args, 0), reflect::Path("timeline object"));
      const auto id = sessions.of_object(object, blueprints::text_arg(args, 1));
      return id ? script::Reply(Json(*id)) : script::Reply();
    });
  }

  Doc<PartInstance> share(const PartInstance& instance) const {
    return model_.find_instance(instance._id)->share();
  }

  void call_hook(const GenerateCall& call, AbSessions& sessions) const {
    const TimelineParts& parts = call.parts;
    const TimelinePart* previous = parts.previous.empty() ? nullptr : &parts.previous.front();
    const TimelinePart* current = parts.current ? &*parts.current : nullptr;
    const TimelinePart* next = parts.next ? &*parts.next : nullptr;
    blueprints::HookContext hook(
        model_.context(), blueprint_, "OnTimelineGenerateContext",
        {model_.playlist().name,
         fmt::format("playlistId={},previousPartInstance={},currentPartInstance={},"
                     "nextPartInstance={}",
                     model_.id(), id_text(previous), id_text(current), id_text(next))});
    hook.use_show_style(show_style_);
    hook.use_rundown(rundown_, model_.playlist().startedPlayback);
    const auto show = [&](const char* name, const TimelinePart* part) {
      if (part == nullptr) return;
      hook.show(name, blueprints::lazy_part_instance(share(*part->instance)));
    };
    show("previousPartInstance", previous);
    show("currentPartInstance", current);
    show("nextPartInstance", next);
    add_sessions(hook.host(), call, sessions);
    hook.props()["quickLoopInfo"] = blueprints::quick_loop_json(model_.playlist());

    std::vector<script::LazyObject> resolved;
    for (const ResolvedPiece& piece : call.resolved_pieces) {
      resolved.push_back(blueprints::lazy_resolved_piece_instance(
          model_.find_piece_instance(piece.instance->_id).piece->share(), piece.start,
          piece.duration));
    }
    std::optional<Json> end_state;
    if (current != nullptr) end_state = current->instance->previousPartEndState.as_optional();
    const HookState state(model_, blueprint_);
    // The blueprint may also change the objects in place.
    const script::Value objects = blueprint_.make(objects_json(call.objects));
    try {
      const Json result = blueprint_
                              .call(model_.context(), kOnTimelineGenerate,
                                    {hook.arg(), objects, state.arg(), end_state, std::move(resolved)})
                              .value_or(Json());
      const Json* timeline = member(result, "timeline");
      call.objects = objects_from(timeline != nullptr ? *timeline : Json());
      state.save();
    } catch (...) {
      call.objects = objects_from(blueprint_.json(objects).value_or(JsonArray{}));
      throw;
    }
  }

  PlayoutModel& model_;
  blueprints::Blueprint& blueprint_;
  const ShowStyle& show_style_;
  const Rundown& rundown_;
};

}  // namespace

std::function<void(const GenerateCall&)> timeline_hook(PlayoutModel& model,
                                                       blueprints::Blueprint& blueprint,
                                                       const ShowStyle& show_style,
                                                       const Rundown& rundown) {
  if (!blueprint.has(kOnTimelineGenerate) && !blueprint.has("getAbResolverConfiguration")) return {};
  return [hook = TimelineHook(model, blueprint, show_style, rundown)](const GenerateCall& call) {
    try {
      hook.run(call);
    } catch (const std::exception& error) {
      log::error("Error in showStyleBlueprint.onTimelineGenerate: {}", error.what());
    }
  };
}

}  // namespace takt::playout
