#include "events/event_hooks.h"

#include "blueprints/blueprints.h"
#include "blueprints/documents.h"
#include "blueprints/hook_context.h"
#include "events/timecode.h"

namespace takt::events {

using blueprints::Blueprint;
using blueprints::HookContext;

namespace {

constexpr double kDefaultFrameRate = 25;

/// One call: the context with what both hooks have.
class Event {
 public:
  Event(JobContext& job, const Rundown& rundown)
      : job_(job),
        rundown_(rundown),
        style_(job.configuration().show_style(rundown.showStyleVariantId, rundown.showStyleBaseId)),
        blueprint_(job.blueprints().show_style(job, *style_)) {}

  bool has(std::string_view hook) const { return blueprint_.has(hook); }

  /// `fill` adds what the one hook has besides.
  Json call(std::string_view hook, std::string_view context_class,
            const std::function<void(HookContext&)>& fill) {
    HookContext context(job_, blueprint_, context_class,
                        {rundown_.name, fmt::format("rundownId={},timestamp={}", rundown_._id,
                                                    number_text(job_.now()))});
    context.use_show_style(*style_);
    context.use_rundown(rundown_);
    add_messages(context);
    add_timecodes(context);
    fill(context);
    return blueprint_.call(job_, hook, {context.arg()}).value_or(nullptr);
  }

 private:
  void add_messages(HookContext& context) {
    context.host().add("getAllUnsentQueuedMessages", [this](const JsonArray&) -> Json {
      std::vector<Doc<ExternalMessage>> messages;
      for (auto& message :
           job_.documents().by<ExternalMessage>(Index::rundown, rundown_._id.str())) {
        if (!message->queueForLaterReason.absent()) messages.push_back(std::move(message));
      }
      std::stable_sort(messages.begin(), messages.end(), [](const auto& a, const auto& b) {
        return a->created.value_or(0.0) < b->created.value_or(0.0);
      });
      JsonArray out;
      for (const auto& message : messages) out.push_back(to_json(*message));
      return out;
    });
  }

  void add_timecodes(HookContext& context) {
    const double rate = job_.studio().settings.frameRate.value_or(kDefaultFrameRate);
    const auto add = [&](const char* name, std::string (*format)(double, double)) {
      context.host().add(name, [name, format, rate](const JsonArray& args) -> Json {
        const auto time = as_number(blueprints::arg(args, 0));
        if (!time) throw std::runtime_error(fmt::format("{}: time must be a number", name));
        return Json(format(*time, rate));
      });
    };
    add("formatDateAsTimecode", time_of_day_timecode);
    add("formatDurationAsTimecode", duration_timecode);
  }

  JobContext& job_;
  const Rundown& rundown_;
  const std::shared_ptr<const ShowStyle> style_;
  Blueprint& blueprint_;
};

/// The part instances of the same rundown and activation, in the order of their takes, and which of
/// them the blueprint was shown.
class PlayedParts {
 public:
  PlayedParts(JobContext& job, const PartInstance& current) : job_(job), current_(current) {
    for (auto& instance :
         job.documents().by<PartInstance>(Index::rundown, current.rundownId.str())) {
      if (instance->playlistActivationId == current.playlistActivationId) {
        instances_.push_back(std::move(instance));
      }
    }
    std::sort(instances_.begin(), instances_.end(), [](const auto& a, const auto& b) {
      return std::tie(a->takeCount, a->_id) < std::tie(b->takeCount, b->_id);
    });
  }

  void fill(HookContext& context) {
    context.props()["currentPart"] = shown(current_);
    for (const auto& instance : instances_) {
      if (instance->takeCount < current_.takeCount) {
        context.props()["previousPart"] = shown(*instance);
      } else if (instance->takeCount > current_.takeCount) {
        context.props()["nextPart"] = shown(*instance);
        break;
      }
    }
    context.host().add("getFirstPartInstanceInRundown", [this](const JsonArray& args) -> Json {
      return first(blueprints::truthy_arg(args, 0));
    });
    context.host().add("getPartInstancesInSegmentPlayoutId", [this](const JsonArray& args) -> Json {
      return of_same_segment(blueprints::text_arg(args, 0));
    });
    context.host().add("getPieceInstances",
                       [this](const JsonArray& args) -> Json { return pieces(args); });
    context.host().add("getSegment", [this](const JsonArray& args) -> script::Reply {
      return segment(SegmentId(blueprints::text_arg(args, 0)));
    });
  }

 private:
  Json shown(const PartInstance& instance) {
    shown_.insert(instance._id.str());
    return blueprints::part_instance_json(instance);
  }

  Json first(bool allow_untimed) {
    for (const auto& instance : instances_) {
      if (allow_untimed || !truthy(instance->part.untimed)) return shown(*instance);
    }
    throw std::runtime_error(
        fmt::format("No PartInstances found for Rundown \"{}\" (PlaylistActivationId \"{}\")",
                    current_.rundownId, current_.playlistActivationId));
  }

  Json of_same_segment(const std::string& id) {
    const auto reference = job_.documents().find<PartInstance>(PartInstanceId(id));
    if (!reference || !shown_.contains(id) || reference->segmentPlayoutId.empty()) {
      throw std::runtime_error("Missing partInstance to use a reference for the segment");
    }
    JsonArray out;
    for (const auto& instance : instances_) {
      if (instance->segmentId == reference->segmentId &&
          instance->segmentPlayoutId == reference->segmentPlayoutId) {
        out.push_back(shown(*instance));
      }
    }
    return out;
  }

  Json pieces(const JsonArray& ids) {
    std::set<std::string> wanted;
    for (const Json& id : ids) {
      if (const auto text = id.if_string()) wanted.insert(to_string(*text));
    }
    JsonArray out;
    for (const auto& piece :
         job_.documents().by<PieceInstance>(Index::rundown, current_.rundownId.str())) {
      if (piece->playlistActivationId == current_.playlistActivationId &&
          wanted.contains(piece->partInstanceId.str())) {
        out.push_back(blueprints::piece_instance_json(*piece));
      }
    }
    return out;
  }

  std::optional<Json> segment(const SegmentId& id) {
    const auto found = job_.documents().find<Segment>(id);
    if (!found || found->rundownId != current_.rundownId) return std::nullopt;
    return blueprints::segment_json(*found);
  }

  JobContext& job_;
  const PartInstance& current_;
  std::vector<Doc<PartInstance>> instances_;
  std::set<std::string> shown_;
};

}  // namespace

Json call_rundown_data_changed(JobContext& context, const Rundown& rundown) {
  Event event(context, rundown);
  constexpr std::string_view kHook = "onRundownDataChangedEvent";
  if (!event.has(kHook)) return nullptr;
  return event.call(kHook, "RundownDataChangedEventContext", [](HookContext&) {});
}

Json call_rundown_timing(JobContext& context, const Rundown& rundown, const PartInstance& current) {
  Event event(context, rundown);
  constexpr std::string_view kHook = "onRundownTimingEvent";
  if (!event.has(kHook)) return nullptr;
  PlayedParts parts(context, current);
  return event.call(kHook, "RundownTimingEventContext",
                    [&](HookContext& hook) { parts.fill(hook); });
}

}  // namespace takt::events
