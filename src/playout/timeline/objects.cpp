#include "playout/timeline/objects.h"

#include "playout/timeline/object_ids.h"

namespace takt::playout {

TimelineObject plain_object(std::string id, const Enable& enable, JsonObject content) {
  TimelineObject object;
  object.id = std::move(id);
  object.objectType = "rundown";
  object.enable = enable.to_json();
  object.priority = 0;
  object.content = std::move(content);
  return object;
}

JsonObject piece_timeline_metadata() {
  JsonObject data;
  data.reserve(2);  // most get one more
  data.emplace("isPieceTimeline", true);
  return data;
}

JsonObject abstract_content(std::string_view type) {
  JsonObject content;
  content.reserve(2);
  content.emplace("deviceType", "ABSTRACT");
  content.emplace("type", type);
  return content;
}

JsonObject callback_content(std::string_view started, JsonObject data, std::string_view stopped) {
  JsonObject content;
  content.reserve(5);
  content.emplace("deviceType", "ABSTRACT");
  content.emplace("type", "callback");
  content.emplace("callBack", started);
  content.emplace("callBackData", std::move(data));
  if (!stopped.empty()) content.emplace("callBackStopped", stopped);
  return content;
}

TimelineObject group_object(const PartGroup& group, double priority) {
  TimelineObject object = plain_object(group.id, group.enable, abstract_content("group"));
  object.priority = priority;
  object.isGroup = true;
  object.children = JsonArray{};
  object.partInstanceId = group.part_instance;
  object.metaData = piece_timeline_metadata();
  return object;
}

TimelineObject first_object(const PlaylistId& playlist, const PartGroup& group, const Part& part,
                            const Part* previous_part) {
  TimelineObject object = plain_object(
      part_first_object_id(group.part_instance), {.start = 0.0},
      callback_content("partPlaybackStarted",
                       {{"rundownPlaylistId", playlist.str()},
                        {"partInstanceId", group.part_instance.str()}},
                       "partPlaybackStopped"));
  object.layer = "group_first_object";
  object.inGroup = group.id;
  object.partInstanceId = group.part_instance;
  std::vector<std::string> classes = part.classes.value_or(std::vector<std::string>{});
  if (previous_part != nullptr && previous_part->classesForNext) {
    std::ranges::copy(*previous_part->classesForNext, std::back_inserter(classes));
  }
  object.classes = std::move(classes);
  return object;
}

PartGroup no_keepalive_group(const PartGroup& group, const PartPlayoutTimings* next) {
  const double keepalive = next ? next->fromPartKeepalive : 0;
  return {group.id + "_no_keepalive",
          group.part_instance,
          {.start = 0.0, .end = expression(group.id, ".end", '-', keepalive)}};
}

}  // namespace takt::playout
