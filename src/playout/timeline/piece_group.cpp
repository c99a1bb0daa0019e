#include "playout/timeline/piece_group.h"

#include "playout/timeline/object_cache.h"
#include "playout/timeline/object_ids.h"
#include "playout/timeline/prefix_ids.h"

namespace takt::playout {

namespace {

void belong_to(TimelineObject& object, const PieceInstance& instance) {
  object.pieceInstanceId = instance._id;
  if (instance.infinite) {
    object.infinitePieceInstanceId = PieceId(instance.infinite->infiniteInstanceId.str());
  }
  object.partInstanceId = instance.partInstanceId;
}

TimelineObject control_object(const PieceInstance& instance, double priority,
                              const PieceSurroundings& around) {
  TimelineObject object = plain_object(
      piece_control_id(instance._id), {},
      callback_content("piecePlaybackStarted",
                       {{"rundownPlaylistId", around.playlist.str()},
                        {"partInstanceId", instance.partInstanceId.str()},
                        {"pieceInstanceId", instance._id.str()},
                        {"dynamicallyInserted", instance.dynamicallyInserted.has_value()}},
                       "piecePlaybackStopped"));
  belong_to(object, instance);
  object.layer = instance.piece.sourceLayerId;
  object.priority = priority;
  object.classes = around.classes;
  object.inGroup = around.group.id;
  object.metaData = piece_timeline_metadata();
  return object;
}

TimelineObject content_group(const PieceInstance& instance, const std::string& control_id,
                             const PieceSurroundings& around) {
  const double preroll = instance.piece.prerollDuration.value_or(0);
  const double postroll = instance.piece.postrollDuration.value_or(0);
  const PartGroup group{piece_group_id(instance._id),
                        instance.partInstanceId,
                        {.start = expression(control_id, ".start", '-', preroll),
                         .end = expression(control_id, ".end", '+', postroll)}};
  TimelineObject object = group_object(group, 0);
  belong_to(object, instance);
  object.inGroup = around.group.id;
  object.metaData->get_object()["pieceInstanceGroupId"] = instance._id.str();
  return object;
}

/// Stands for a point in time that is "now" until a gateway or the de-now step fixes it.
TimelineObject now_object(std::string id, const PieceInstance& instance) {
  TimelineObject object = plain_object(std::move(id), {.start = Moment::now()});
  object.partInstanceId = instance.partInstanceId;
  object.metaData = piece_timeline_metadata();
  return object;
}

/// Works out a piece's control object and the objects it needs besides.
class PieceGroup {
 public:
  PieceGroup(const PieceOnTimeline& piece, const PieceSurroundings& around)
      : piece_(piece),
        instance_(*piece.piece.instance),
        around_(around),
        control_(control_object(instance_, piece.piece.priority, around)),
        enable_(piece.enable) {}

  void add_to(std::vector<TimelineObject>& objects) {
    TimelineObject group = content_group(instance_, control_.id, around_);
    delay_start_by_preroll();
    apply_end_cap(resolve_end_cap());
    control_.enable = enable_.to_json();
    objects.push_back(std::move(control_));
    objects.push_back(std::move(group));
    std::ranges::move(helpers_, std::back_inserter(objects));
  }

 private:
  /// A piece that starts now can't have its preroll before now: its control object waits for it.
  void delay_start_by_preroll() {
    const double preroll = instance_.piece.prerollDuration.value_or(0);
    if (!enable_.start.is_now() || preroll <= 0) {
      control_.metaData->get_object()["triggerPieceInstanceId"] = instance_._id.str();
      return;
    }
    TimelineObject now = now_object(control_.id + "_start_now", instance_);
    now.inGroup = around_.group.id;
    now.metaData->get_object()["triggerPieceInstanceId"] = instance_._id.str();
    enable_.start = expression(now.id, "", '+', preroll);
    helpers_.push_back(std::move(now));
  }

  Moment resolve_end_cap() {
    const std::optional<EndCap>& cap = piece_.piece.end_cap;
    if (cap && !cap->from_now) return cap->ms + piece_.start_offset;
    if (!cap && !enable_.end.is_now()) return {};
    helpers_.push_back(now_object(control_.id + "_cap_now", instance_));
    if (enable_.end.is_now()) enable_.end = {};
    return expression(helpers_.back().id, ".start", '+', cap ? cap->ms : 0);
  }

  void apply_end_cap(const Moment& cap) {
    if (!enable_.has_end()) {
      enable_.end = cap;
      return;
    }
    if (!cap.is_set()) return;
    if (cap.ms() && enable_.end.ms()) {
      enable_.end = std::min(*enable_.end.ms(), *cap.ms());
    } else if (cap.ms() && enable_.start.ms() && enable_.duration) {
      enable_.end = std::min(*enable_.start.ms() + *enable_.duration, *cap.ms());
      enable_.duration.reset();
    } else {
      wrap_in_cap_group(cap);
    }
  }

  /// An end of its own and a cap that can't be compared by value: the group ends with the cap.
  void wrap_in_cap_group(const Moment& cap) {
    const PartGroup group{
        control_.id + "_cap", instance_.partInstanceId, {.start = 0.0, .end = cap}};
    TimelineObject object = group_object(group, 0);
    object.inGroup = around_.group.id;
    helpers_.push_back(std::move(object));
    control_.inGroup = group.id;
  }

  const PieceOnTimeline& piece_;
  const PieceInstance& instance_;
  const PieceSurroundings& around_;
  TimelineObject control_;
  Enable enable_;
  std::vector<TimelineObject> helpers_;
};

void add_content(std::vector<TimelineObject>& objects, const PieceInstance& instance,
                 const PieceSurroundings& around) {
  const SharedObjects content = cached_timeline_objects(instance.piece.timelineObjectsString);
  const size_t first = objects.size();
  const std::string group = piece_group_id(instance._id);
  for (const TimelineObject& object : *content) {
    if (!belongs_on_timeline(object, around.state)) continue;
    TimelineObject& copy = objects.emplace_back(object);
    belong_to(copy, instance);
    copy.objectType = "rundown";
    copy.inGroup = group;
    copy.partInstanceId = around.group.part_instance;
  }
  prefix_ids(std::span(objects).subspan(first), instance._id.str());
}

}  // namespace

void add_piece(std::vector<TimelineObject>& objects, const PieceOnTimeline& piece,
               const PieceSurroundings& around) {
  const PieceInstance& instance = *piece.piece.instance;
  PieceGroup(piece, around).add_to(objects);
  // Whether it is over is only known when the group's time is.
  const bool is_over = around.group.enable.start.ms() != nullptr &&
                       is_definitely_over(piece.piece, piece.now_in_group);
  if (!truthy(instance.piece.virtual_) && !is_over) add_content(objects, instance, around);
}

Enable enable_inside_part(const PieceInstance& instance, const PartPlayoutTimings& timings,
                          const PartGroup& group) {
  const PieceEnable& planned = instance.piece.enable;
  Enable enable;
  enable.others = planned.extra;
  if (planned.isAbsolute) enable.others["isAbsolute"] = *planned.isAbsolute;
  enable.duration = planned.duration.as_optional();
  if (const auto start = planned.start_number()) {
    enable.start = *start + timings.toPartDelay;
  } else {
    enable.start = Moment::now();
  }
  // The postroll is the end of the part group; the piece itself ends before it.
  if (group.enable.has_end() && timings.toPartPostroll != 0 && !enable.duration) {
    enable.end = expression(group.id, "", '-', timings.toPartPostroll);
  }
  if (instance.userDuration) {
    enable.duration.reset();
    const auto& end = instance.userDuration->endRelativeToPart;
    enable.end = end ? Moment(*end) : Moment::now();
  }
  return enable;
}

}  // namespace takt::playout
