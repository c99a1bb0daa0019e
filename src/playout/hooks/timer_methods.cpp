// The T-timer methods of contexts. A context works on its own copy of each timer from when it was
// made, as the reference's does: what is projected meanwhile is overwritten by the next change.

#include "playout/hooks/hook_frame.h"
#include "playout/timers/t_timers.h"

namespace takt::playout {

namespace {

using blueprints::arg;
using blueprints::number_arg;
using blueprints::truthy_arg;
using script::Reply;

class TimerMethods {
 public:
  explicit TimerMethods(PlayoutModel& model)
      : model_(model), timers_(model.playlist().tTimers) {}

  RundownTTimer& timer(const JsonArray& args) {
    const double index = number_arg(args, 0);
    for (RundownTTimer& timer : timers_) {
      if (static_cast<double>(timer.index) == index) return timer;
    }
    throw std::runtime_error(fmt::format("T-timer index out of range: {}", number_text(index)));
  }

  /// Stores the timer.
  Reply put(RundownTTimer changed) {
    for (RundownTTimer& timer : timers_) {
      if (timer.index == changed.index) timer = changed;
    }
    model_.set_t_timer(std::move(changed));
    return std::nullopt;
  }
  Reply put_if(std::optional<RundownTTimer> changed) {
    if (!changed) return Json(false);
    put(std::move(*changed));
    return Json(true);
  }

  Reply anchor(RundownTTimer timer, const std::string& part) {
    timer.anchorPartId = PartId(part);
    timer.projectedState.reset();
    put(std::move(timer));
    recalculate_t_timer_projections(model_);
    return std::nullopt;
  }
  Reply anchor_by_external_id(const RundownTTimer& timer, const std::string& id) {
    for (const Doc<Part>& part : model_.ordered_parts()) {
      if (part->externalId == id) return anchor(timer, part->_id.str());
    }
    return std::nullopt;
  }
  Reply project(RundownTTimer timer, TTimerState state) {
    timer.anchorPartId.reset();
    timer.projectedState = std::move(state);
    return put(std::move(timer));
  }

  Time now() const { return model_.now(); }
  JobContext& context() { return model_.context(); }

 private:
  PlayoutModel& model_;
  std::vector<RundownTTimer> timers_;
};

using Shared = std::shared_ptr<TimerMethods>;

bool option(const JsonArray& args, std::string_view name, bool fallback) {
  const Json* value = member(arg(args, 2), name);
  return value != nullptr && !value->is_null() ? truthy(value) : fallback;
}

Json number_or_null(const std::optional<double>& value) {
  return value ? number(*value) : Json(nullptr);
}

Json shown(const RundownTTimer& timer) {
  const Json whole = to_json(timer);
  JsonObject out;
  for (const char* name : {"index", "label", "mode", "state"}) {
    if (const Json* value = member(whole, name)) out[name] = *value;
  }
  return out;
}

void add_changes(blueprints::ContextHost& host, const Shared& timers) {
  const auto add = [&](const char* name, auto change) {
    host.add(std::string("timer.") + name, [timers, change](const JsonArray& args) -> Reply {
      return change(*timers, timers->timer(args), args);
    });
  };
  using Methods = TimerMethods;
  add("get", [](Methods&, const RundownTTimer& timer, const JsonArray&) -> Reply {
    return shown(timer);
  });
  add("setLabel", [](Methods& all, RundownTTimer timer, const JsonArray& args) {
    timer.label = blueprints::text_arg(args, 1);
    return all.put(std::move(timer));
  });
  add("clearTimer", [](Methods& all, RundownTTimer timer, const JsonArray&) {
    timer.mode = null;
    timer.state = null;
    return all.put(std::move(timer));
  });
  add("startCountdown", [](Methods& all, RundownTTimer timer, const JsonArray& args) {
    return all.put(with_countdown(std::move(timer), number_arg(args, 1),
                                  option(args, "stopAtZero", true),
                                  option(args, "startPaused", false), all.now()));
  });
  add("startTimeOfDay", [](Methods& all, RundownTTimer timer, const JsonArray& args) {
    return all.put(with_time_of_day(std::move(timer), arg(args, 1),
                                    option(args, "stopAtZero", true), all.context()));
  });
  add("startFreeRun", [](Methods& all, RundownTTimer timer, const JsonArray& args) {
    const Json* paused = member(arg(args, 1), "startPaused");
    return all.put(with_free_run(std::move(timer), truthy(paused), all.now()));
  });
  add("pause", [](Methods& all, RundownTTimer timer, const JsonArray&) {
    return all.put_if(paused_timer(std::move(timer), all.now()));
  });
  add("resume", [](Methods& all, RundownTTimer timer, const JsonArray&) {
    return all.put_if(resumed_timer(std::move(timer), all.now()));
  });
  add("restart", [](Methods& all, RundownTTimer timer, const JsonArray&) {
    return all.put_if(restarted_timer(std::move(timer), all.context()));
  });
  add("setDuration", [](Methods& all, RundownTTimer timer, const JsonArray& args) {
    return all.put(with_duration(std::move(timer), arg(args, 1), all.now()));
  });
}

void add_projections(blueprints::ContextHost& host, const Shared& timers) {
  const auto add = [&](const char* name, auto change) {
    host.add(std::string("timer.") + name, [timers, change](const JsonArray& args) -> Reply {
      return change(*timers, timers->timer(args), args);
    });
  };
  using Methods = TimerMethods;
  add("clearProjected", [](Methods& all, RundownTTimer timer, const JsonArray&) {
    timer.anchorPartId.reset();
    timer.projectedState.reset();
    return all.put(std::move(timer));
  });
  add("setProjectedAnchorPart", [](Methods& all, RundownTTimer timer, const JsonArray& args) {
    return all.anchor(std::move(timer), blueprints::text_arg(args, 1));
  });
  add("setProjectedAnchorPartByExternalId",
      [](Methods& all, RundownTTimer timer, const JsonArray& args) {
        return all.anchor_by_external_id(timer, blueprints::text_arg(args, 1));
      });
  add("setProjectedTime", [](Methods& all, RundownTTimer timer, const JsonArray& args) {
    const double time = number_arg(args, 1);
    return all.project(std::move(timer), truthy_arg(args, 2) ? paused_state(time - all.now())
                                                             : running_state(time));
  });
  add("setProjectedDuration", [](Methods& all, RundownTTimer timer, const JsonArray& args) {
    const double duration = number_arg(args, 1);
    return all.project(std::move(timer), truthy_arg(args, 2)
                                             ? paused_state(duration)
                                             : running_state(all.now() + duration));
  });
  add("getDuration", [](Methods& all, const RundownTTimer& timer, const JsonArray&) -> Reply {
    return number_or_null(duration_of(timer.state, all.now()));
  });
  add("getZeroTime", [](Methods& all, const RundownTTimer& timer, const JsonArray&) -> Reply {
    return number_or_null(zero_time_of(timer.state, all.now()));
  });
  add("getProjectedDuration",
      [](Methods& all, const RundownTTimer& timer, const JsonArray&) -> Reply {
        return number_or_null(duration_of(timer.projectedState, all.now()));
      });
  add("getProjectedZeroTime",
      [](Methods& all, const RundownTTimer& timer, const JsonArray&) -> Reply {
        return number_or_null(zero_time_of(timer.projectedState, all.now()));
      });
}

}  // namespace

void add_timers(blueprints::ContextHost& host, PlayoutModel& model) {
  const auto timers = std::make_shared<TimerMethods>(model);
  add_changes(host, timers);
  add_projections(host, timers);
}

}  // namespace takt::playout
