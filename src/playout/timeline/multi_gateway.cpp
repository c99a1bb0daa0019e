#include "playout/timeline/multi_gateway.h"

#include "base/log.h"
#include "playout/timeline/object_ids.h"

namespace takt::playout {

namespace {

const Json* start_of(const TimelineObject& object) {
  return member(object.enable, "start");
}
bool starts_now(const TimelineObject& object) {
  return string_member(object.enable, "start") == "now";
}
std::optional<double> start_number(const TimelineObject& object) {
  const Json* start = start_of(object);
  return start ? as_number(*start) : std::nullopt;
}
void set_start(TimelineObject& object, double ms) {
  object.enable.get_object()["start"] = number(ms);
}

/// A piece instance as the changes made so far leave it.
struct PieceTimes {
  const PieceInstance& instance;
  std::optional<double> start;  // nullopt: "now"
  double planned_started = 0;   // 0: none
};

class DeNow {
 public:
  DeNow(std::vector<TimelineObject>& objects, const DeNowInput& input)
      : objects_(objects), input_(input), target_(input.now_in_playout) {
    for (TimelineObject& object : objects) by_id_.insert_or_assign(object.id, &object);
  }

  std::vector<PlannedTimeChange> run() {
    plan_parts();
    std::vector<PieceTimes> current = piece_times(*input_.parts.current);
    plan_now_pieces(current);
    const std::vector<TimelineObject*> left = fix_piece_objects();
    plan_pieces(current);
    for (TimelineObject* object : left) fix_in_group(*object);
    for (const TimelineObject& object : objects_) {
      if (starts_now(object)) log::error("Timeline object \"{}\" still starts \"now\"", object.id);
    }
    return std::move(changes_);
  }

 private:
  TimelineObject* find(std::string_view id) {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

  void change_part(const SelectedPart& part, PlannedPartTime::What what,
                   std::optional<double> time) {
    changes_.push_back(PlannedPartTime{part.instance->_id, what, time});
  }
  void change_piece(const PieceTimes& piece, PlannedPieceTime::What what,
                    std::optional<double> time) {
    changes_.push_back(PlannedPieceTime{piece.instance._id, what, time});
  }
  void start_piece(PieceTimes& piece, double time) {
    piece.planned_started = time;
    change_piece(piece, PlannedPieceTime::What::started, time);
  }

  void plan_parts() {
    const SelectedPart& current = *input_.parts.current;
    current_start_ = PartTimes::of(0, *current.instance).part_start.value_or(0);
    if (current_start_ == 0) {
      current_start_ = target_;
      change_part(current, PlannedPartTime::What::started, target_);
      TimelineObject* group = find(input_.timings.current_group);
      if (group != nullptr) set_start(*group, target_);
    }
    if (!input_.parts.previous.empty()) {
      change_part(input_.parts.previous.front(), PlannedPartTime::What::stopped,
                  current_start_ + input_.timings.previous_overlap.value_or(0));
    }
    const double duration = input_.timings.current_duration.value_or(0);
    if (duration != 0) current_end_ = current_start_ + duration;
    if (!input_.parts.next) return;
    if (input_.timings.next_group && current_end_) {
      next_start_ = *current_end_ - input_.timings.next_overlap;
      TimelineObject* group = find(*input_.timings.next_group);
      if (group != nullptr) set_start(*group, *next_start_);
    }
    change_part(*input_.parts.next, PlannedPartTime::What::started, next_start_);
  }

  static std::vector<PieceTimes> piece_times(const SelectedPart& part) {
    std::vector<PieceTimes> pieces;
    for (const PieceInstance* instance : part.pieces) {
      pieces.push_back({*instance, instance->piece.enable.start_number(),
                        instance->plannedStartedPlayback.value_or(0)});
    }
    return pieces;
  }

  void plan_now_pieces(std::vector<PieceTimes>& pieces) {
    const auto& timings = input_.parts.current->instance->partPlayoutTimings;
    const double now_in_part = target_ - current_start_ - (timings ? timings->toPartDelay : 0);
    for (PieceTimes& piece : pieces) {
      if (piece.start) continue;
      piece.start = now_in_part;
      change_piece(piece, PlannedPieceTime::What::start, now_in_part);
    }
  }

  /// Gives those that are left: objects in other groups than the current part's.
  std::vector<TimelineObject*> fix_piece_objects() {
    std::vector<TimelineObject*> left;
    for (TimelineObject& object : objects_) {
      if (!starts_now(object) || !object.metaData) continue;
      if (!truthy(member(*object.metaData, "isPieceTimeline"))) continue;
      if (!object.inGroup) {
        set_start(object, target_);
      } else if (*object.inGroup == input_.timings.current_group) {
        set_start(object, target_ - current_start_);
      } else {
        left.push_back(&object);
      }
    }
    return left;
  }

  void plan_pieces(std::vector<PieceTimes>& current) {
    if (!input_.parts.previous.empty()) {
      for (const PieceInstance* piece : input_.parts.previous.front().pieces) {
        const Time started = piece->plannedStartedPlayback.value_or(0);
        if (piece->infinite && started != 0) {
          infinites_[piece->infinite->infiniteInstanceId.str()] = started;
        }
      }
    }
    for (PieceTimes& piece : current) {
      plan_piece(piece, current_start_, current_end_);
      plan_infinite(piece);
    }
    if (!input_.parts.next || !next_start_) return;
    for (PieceTimes& piece : piece_times(*input_.parts.next)) {
      plan_piece(piece, *next_start_, std::nullopt);
      plan_infinite(piece);
    }
  }

  void plan_piece(PieceTimes& piece, Time part_start, std::optional<Time> part_end) {
    const PieceInstance& instance = piece.instance;
    // Times of a later piece of an infinite come from the one before it.
    const bool is_continued = instance.infinite && instance.infinite->infiniteInstanceIndex > 0 &&
                              piece.planned_started != 0;
    if (is_continued || !piece.start) return;
    const PieceEnable& enable = instance.piece.enable;
    const bool is_absolute = truthy(enable.isAbsolute);
    start_piece(piece, (is_absolute ? 0 : part_start) + *piece.start);

    std::optional<Time> end;
    if (instance.userDuration && instance.userDuration->endRelativeToPart) {
      end = part_start + *instance.userDuration->endRelativeToPart;
    } else if (enable.duration) {
      end = piece.planned_started + *enable.duration;
    } else if (!is_absolute) {
      end = part_end;
    }
    change_piece(piece, PlannedPieceTime::What::stopped, end);
  }

  void plan_infinite(PieceTimes& piece) {
    if (!piece.instance.infinite) return;
    const std::string& infinite = piece.instance.infinite->infiniteInstanceId.str();
    if (const auto known = infinites_.find(infinite); known != infinites_.end()) {
      start_piece(piece, known->second);
    } else if (piece.planned_started != 0) {
      infinites_[infinite] = piece.planned_started;
    }
    if (piece.planned_started == 0) return;
    TimelineObject* group = find(infinite_group_id(piece.instance._id));
    const Json* start = group ? start_of(*group) : nullptr;
    if (start == nullptr || !start->is_string()) return;
    TimelineObject* control = find(piece_control_id(piece.instance._id));
    const double offset = control ? start_number(*control).value_or(0) : 0;
    set_start(*group, piece.planned_started - offset);
  }

  void fix_in_group(TimelineObject& object) {
    const auto parent = start_time(find(*object.inGroup));
    if (parent) set_start(object, target_ - *parent);
  }

  /// Absolute start through all groups; nullopt when one of them has no number for a start.
  std::optional<double> start_time(TimelineObject* object, int depth = 0) {
    static constexpr int kMaxDepth = 100;
    if (object == nullptr || depth > kMaxDepth) return std::nullopt;
    const auto own = start_number(*object);
    if (!own || !object->inGroup) return own;
    const auto parent = start_time(find(*object->inGroup), depth + 1);
    return parent ? std::optional(*parent + *own) : std::nullopt;
  }

  std::vector<TimelineObject>& objects_;
  const DeNowInput& input_;
  const Time target_;
  std::unordered_map<std::string_view, TimelineObject*> by_id_;
  std::unordered_map<std::string_view, Time> infinites_;  // planned start by infinite instance
  std::vector<PlannedTimeChange> changes_;
  Time current_start_ = 0;
  std::optional<Time> current_end_;
  std::optional<Time> next_start_;
};

}  // namespace

std::vector<PlannedTimeChange> fix_now_times(std::vector<TimelineObject>& objects,
                                             const DeNowInput& input) {
  if (!input.parts.current) return {};
  return DeNow(objects, input).run();
}

}  // namespace takt::playout
