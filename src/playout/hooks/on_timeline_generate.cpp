#include "playout/hooks/on_timeline_generate.h"

#include "base/log.h"
#include "base/reflect.h"
#include "blueprints/documents.h"
#include "blueprints/hook_context.h"
#include "playout/hooks/hook_frame.h"

namespace takt::playout {

namespace {

constexpr const char* kHook = "onTimelineGenerate";
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
    model_.notifications().clear_all(kAbPlayback);
    if (blueprint_.has(kHook)) call_hook(call);
    const Playlist& playlist = model_.playlist();
    model_.set_ab_state(JsonObject{},
                        playlist.trackedAbSessions.value_or(std::vector<AbSessionInfo>{}));
  }

 private:
  void call_hook(const GenerateCall& call) const {
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
      if (part != nullptr) hook.props()[name] = blueprints::part_instance_json(*part->instance);
    };
    show("previousPartInstance", previous);
    show("currentPartInstance", current);
    show("nextPartInstance", next);
    hook.props()["quickLoopInfo"] = blueprints::quick_loop_json(model_.playlist());

    JsonArray resolved;
    for (const ResolvedPiece& piece : call.resolved_pieces) {
      resolved.push_back(
          blueprints::resolved_piece_instance_json(*piece.instance, piece.start, piece.duration));
    }
    std::optional<Json> end_state;
    if (current != nullptr) end_state = current->instance->previousPartEndState.as_optional();
    const HookState state(model_, blueprint_);
    const Json resolved_json = std::move(resolved);
    // The blueprint may also change the objects in place.
    const script::Value objects = blueprint_.make(objects_json(call.objects));
    try {
      const Json result =
          blueprint_
              .call(model_.context(), kHook,
                    {hook.arg(), objects, state.arg(), end_state, resolved_json})
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
  if (!blueprint.has(kHook) && !blueprint.has("getAbResolverConfiguration")) return {};
  return [hook = TimelineHook(model, blueprint, show_style, rundown)](const GenerateCall& call) {
    try {
      hook.run(call);
    } catch (const std::exception& error) {
      log::error("Error in showStyleBlueprint.onTimelineGenerate: {}", error.what());
    }
  };
}

}  // namespace takt::playout
