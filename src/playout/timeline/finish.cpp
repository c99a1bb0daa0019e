#include "playout/timeline/finish.h"

#include <cstring>

#include "base/reflect.h"

namespace takt::playout {

namespace {

void take_children_out(TimelineObject& group, std::vector<TimelineObject>& out) {
  if (!truthy(group.isGroup) || !group.children || !group.children->is_array()) return;
  const JsonArray children = std::move(group.children->get_array());
  group.children = Json(JsonArray{});
  for (const Json& child : children) {
    TimelineObject object;
    from_json(object, child, reflect::Path("child of " + group.id));
    object.objectType = group.objectType;
    object.inGroup = group.id;
    object.priority = group.priority.value_or(0);
    const size_t place = out.size();
    out.push_back(std::move(object));
    TimelineObject member = out[place];
    take_children_out(member, out);
    out[place] = std::move(member);
  }
}

/// std::string::find stops at every quote of the blob, which is slow.
bool contains(const std::string& text, std::string_view wanted) {
  return memmem(text.data(), text.size(), wanted.data(), wanted.size()) != nullptr;
}

bool is_now(const Json& enable) {
  return string_member(enable, "start") == "now";
}

/// Calls `visit` with an enable, or with each of an array of enables.
template <class J, class F>
void for_each_enable(J& enable, F visit) {
  if (enable.is_array()) {
    for (auto& item : enable.get_array()) visit(item);
  } else {
    visit(enable);
  }
}

bool has_now(const TimelineObject& object) {
  bool found = false;
  for_each_enable(object.enable, [&](const Json& enable) { found = found || is_now(enable); });
  return found;
}

}  // namespace

void flatten_children(std::vector<TimelineObject>& objects) {
  std::vector<TimelineObject> children;
  for (TimelineObject& object : objects) take_children_out(object, children);
  std::ranges::move(children, std::back_inserter(objects));
}

void strip_worker_members(std::vector<TimelineObject>& objects) {
  for (TimelineObject& object : objects) {
    object.pieceInstanceId.reset();
    object.infinitePieceInstanceId.reset();
    object.partInstanceId.reset();
    object.originalId.reset();
    object.objectType = "rundown";
  }
}

void keep_former_now_times(std::vector<TimelineObject>& objects, const TimelineDocument* before) {
  if (before == nullptr || std::ranges::none_of(objects, has_now)) return;
  if (!contains(before->timelineBlob, "\"setFromNow\"")) return;

  const Json blob = parse_json(before->timelineBlob);
  std::unordered_map<std::string, Json> former;
  for (const Json& object : blob.as_array()) {
    const Json* enable = member(object, "enable");
    if (enable == nullptr) continue;
    for_each_enable(*enable, [&](const Json& item) {
      const Json* start = member(item, "start");
      if (truthy(member(item, "setFromNow")) && start) former[string_member(object, "id")] = *start;
    });
  }
  for (TimelineObject& object : objects) {
    const auto found = former.find(object.id);
    if (found == former.end()) continue;
    for_each_enable(object.enable, [&](Json& enable) {
      if (!is_now(enable)) return;
      enable.get_object()["start"] = found->second;
      enable.get_object()["setFromNow"] = true;
    });
  }
}

}  // namespace takt::playout
