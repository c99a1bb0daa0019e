#include "playout/timeline/object_cache.h"

namespace takt::playout {

namespace {

/// Two generations: what was used since the last turn-over, and what was used before. When the
/// younger is full it becomes the older one, so unused entries go in the end.
class ObjectCache {
 public:
  SharedObjects get(const std::string& text) {
    if (const auto found = young_.find(text); found != young_.end()) return found->second;
    SharedObjects objects;
    if (const auto found = old_.find(text); found != old_.end()) {
      objects = found->second;
    } else {
      objects = std::make_shared<const std::vector<TimelineObject>>(parse_timeline_objects(text));
    }
    if (bytes_ + text.size() > kMaxBytes) {
      old_ = std::exchange(young_, {});
      bytes_ = 0;
    }
    bytes_ += text.size();
    young_.emplace(text, objects);
    return objects;
  }

 private:
  /// Of JSON text per generation; the parsed objects take several times that.
  static constexpr size_t kMaxBytes = 4 * 1024 * 1024;
  using Map = std::unordered_map<std::string, SharedObjects>;
  Map young_;
  Map old_;
  size_t bytes_ = 0;
};

}  // namespace

SharedObjects cached_timeline_objects(const std::string& json_text) {
  static thread_local ObjectCache cache;
  static const SharedObjects kNone = std::make_shared<const std::vector<TimelineObject>>();
  return json_text == "[]" ? kNone : cache.get(json_text);
}

}  // namespace takt::playout
