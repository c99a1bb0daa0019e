#include "model/timeline.h"

#include "base/reflect_text.h"

namespace takt {

TAKT_VALUE_TYPE_IMPL(TimelineObject)

TAKT_JSON_IMPL(TimelineObject)
TAKT_JSON_IMPL(TimelineDocument)
TAKT_JSON_TEXT_IMPL(TimelineDocument)
TAKT_JSON_IMPL(TimelineDatastoreEntry)
TAKT_JSON_IMPL(RundownBaselineObj)

std::vector<TimelineObject> parse_timeline_objects(std::string_view json_text) {
  std::vector<TimelineObject> objects;
  reflect::read(objects, parse_json(json_text), reflect::Path("timelineObjects"));
  return objects;
}

std::string dump_timeline_objects(const std::vector<TimelineObject>& objects) {
  constexpr size_t kUsualObject = 512;
  std::string text;
  text.reserve(kUsualObject * objects.size());
  reflect::write_text(text, objects);
  return text;
}

}  // namespace takt
