// The builder against the recorded scenarios, without any job: the documents that a recorded step
// leaves are fed into generate_timeline, and its objects are compared with the recorded timeline's.
// What takes a job to know (a quick loop's overrides, what a blueprint's hook adds) is left to
// replay.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/reflect.h"
#include "conformance_folder.h"
#include "jobs/configuration.h"
#include "playout/timeline/generate.h"

namespace takt::playout {
namespace {

Json read_json(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return parse_json(text.str());
}

/// Recordings show members of JSON text decoded; documents hold the text.
void encode_texts(Json& value) {
  if (JsonArray* array = value.if_array()) {
    for (Json& item : *array) encode_texts(item);
  } else if (JsonObject* object = value.if_object()) {
    for (auto& entry : *object) {
      const bool is_text = entry.key() == "timelineObjectsString" || entry.key() == "timelineBlob";
      if (is_text && !entry.value().is_string()) {
        entry.value() = dump(entry.value());
      } else {
        encode_texts(entry.value());
      }
    }
  }
}

class World {
 public:
  explicit World(const Json& scenario) {
    for (const auto& collection : scenario.at("documents").as_object()) {
      for (const Json& document : collection.value().as_array()) {
        put(collection.key(), string_member(document, "_id"), document);
      }
    }
  }

  void apply(const Json& changes) {
    for (const auto& collection : changes.as_object()) {
      for (const auto& entry : collection.value().as_object()) {
        put(collection.key(), entry.key(), entry.value());
      }
    }
  }

  /// The timeline's objects by id, as the documents would have it; nullopt without an active
  /// playlist.
  std::optional<GeneratedTimeline> generate(Time now, const TimelineDocument* before) {
    const auto playlists = studio_.all<Playlist>();
    const auto active = std::ranges::find_if(playlists, [](const Doc<Playlist>& playlist) {
      return playlist->activationId.has_value();
    });
    if (active == playlists.end()) return std::nullopt;
    const Playlist& playlist = **active;
    const Configuration configuration(system_, playlist.studioId);

    SelectedParts parts;
    const auto next = select(playlist.nextPartInfo);
    const auto current = select(playlist.currentPartInfo);
    if (next) parts.next = *next;
    if (current) parts.current = *current;
    for (const SelectedPartInstance& info : playlist.previousPartsInfo) {
      if (const auto part = select(info)) parts.previous.push_back(*part);
    }
    const SelectedPart* first = current ? &*parts.current : next ? &*parts.next : nullptr;
    Doc<Rundown> rundown =
        first ? studio_.find<Rundown>(first->instance->rundownId) : Doc<Rundown>();
    std::shared_ptr<const ShowStyle> style;
    if (rundown)
      style = configuration.show_style(rundown->showStyleVariantId, rundown->showStyleBaseId);

    TimelineInput input{.playlist = playlist, .studio = configuration.studio()};
    input.show_style = style.get();
    input.parts = parts;
    if (rundown) {
      input.baseline = studio_.by<RundownBaselineObj>(Index::rundown, rundown->_id.str());
    }
    const PartInstance* last = parts.next      ? parts.next->instance
                               : parts.current ? parts.current->instance
                                               : nullptr;
    input.future.after_playhead = [&, last](size_t count) {
      return parts_after(playlist, last, count);
    };
    input.future.pieces_of_part = [&](const PartId& id) {
      return studio_.by<Piece>(Index::part, id.str());
    };
    input.now = now;
    input.multi_gateway = truthy(configuration.studio().settings.forceMultiGatewayMode);
    input.now_in_playout = now + (input.multi_gateway ? 30 : 0);
    input.before = before;
    CountedIds ids;
    return generate_timeline(input, ids);
  }

  const Documents& studio() const { return studio_; }

 private:
  void put(std::string_view collection_name, std::string_view id, Json document) {
    const auto collection = collection_by_name(collection_name);
    if (!collection) return;
    Documents& target = is_system_collection(*collection) ? system_ : studio_;
    if (document.is_null()) {
      target.apply({{*collection, std::string(id), nullptr}});
    } else {
      encode_texts(document);
      target.apply({json_change(*collection, document)});
    }
  }

  std::optional<SelectedPart> select(const Opt<SelectedPartInstance>& info) {
    if (!info) return std::nullopt;
    const auto instance = studio_.find<PartInstance>(info->partInstanceId);
    if (!instance) return std::nullopt;
    SelectedPart part{instance.get(), &instance->part, {}};
    for (const auto& piece : studio_.by<PieceInstance>(Index::part_instance, instance->_id.str())) {
      part.pieces.push_back(piece.get());
    }
    return part;
  }

  std::vector<Doc<Part>> parts_after(const Playlist& playlist, const PartInstance* last,
                                     size_t count) {
    std::vector<Doc<Part>> parts;
    for (const RundownId& rundown : playlist.rundownIdsInOrder) {
      auto segments = studio_.by<Segment>(Index::rundown, rundown.str());
      std::ranges::stable_sort(segments, {}, [](const auto& segment) { return segment->_rank; });
      for (const auto& segment : segments) {
        auto own = studio_.by<Part>(Index::segment, segment->_id.str());
        std::ranges::stable_sort(own, {}, [](const auto& part) { return part->_rank; });
        std::ranges::copy(own, std::back_inserter(parts));
      }
    }
    // The last one's part may be gone, or inserted: what counts is its place in the segment.
    const auto at = std::find_if(parts.rbegin(), parts.rend(), [&](const Doc<Part>& part) {
      return last != nullptr && part->segmentId == last->segmentId &&
             part->_rank <= last->part._rank;
    });
    parts.erase(parts.begin(), at.base());
    std::erase_if(parts, [](const Doc<Part>& part) { return !part->playable(); });
    if (parts.size() > count) parts.resize(count);
    return parts;
  }

  Documents studio_;
  Documents system_;
};

std::map<std::string, Json> by_id(const Json& blob) {
  std::map<std::string, Json> objects;
  for (const Json& object : blob.as_array()) objects[string_member(object, "id")] = object;
  return objects;
}

void expect_same(const Json& expected, const Json& actual, const std::string& what) {
  const auto wanted = by_id(expected);
  const auto made = by_id(actual);
  for (const auto& [id, object] : wanted) {
    const auto found = made.find(id);
    if (found == made.end()) {
      ADD_FAILURE() << what << ": no object " << id << " " << dump(object);
    } else if (found->second != object) {
      ADD_FAILURE() << what << ": " << id << "\n  expected " << dump(object) << "\n  made     "
                    << dump(found->second);
    }
  }
  for (const auto& [id, object] : made) {
    if (!wanted.contains(id)) ADD_FAILURE() << what << ": one too many: " << dump(object);
  }
}

/// Their blueprints change the timeline, which only replay does.
bool changed_by_blueprint(std::string_view name) {
  return name == "timeline/26-blueprint-changes" || name == "playout-basic/41-end-state";
}

void check(const std::filesystem::path& file) {
  const Json vector = read_json(file);
  const Json& scenario = vector.at("scenario");
  const std::string name = string_member(scenario, "name");
  if (changed_by_blueprint(name)) return;
  World world(scenario);
  const JsonArray& steps = scenario.at("steps").as_array();
  const JsonArray& expected = vector.at("expected").at("steps").as_array();
  for (size_t i = 0; i < steps.size(); ++i) {
    const auto timelines = world.studio().all<TimelineDocument>();
    const TimelineDocument* before = timelines.empty() ? nullptr : timelines.front().get();
    const Json* changes = member(expected[i], "changes");
    if (changes == nullptr) continue;
    world.apply(*changes);
    const Json* timeline = member(*changes, "timeline");
    const bool is_generated = timeline != nullptr &&
                              string_member(expected[i], "name") != "write" &&
                              string_member(expected[i], "name") != "onTimelineTriggerTime";
    if (!is_generated) continue;
    const auto made = world.generate(*as_number(steps[i].at("at")), before);
    if (!made) continue;
    const Json& document = timeline->as_object().begin()->value();
    expect_same(document.at("timelineBlob"), parse_json(made->document.timelineBlob),
                fmt::format("{} step {} {}", name, i, string_member(expected[i], "name")));
  }
}

class TimelineVectors : public testing::TestWithParam<std::string> {};

TEST_P(TimelineVectors, HaveTheRecordedObjects) {
  const auto folder = conformance_folder();
  if (!folder) GTEST_SKIP() << "no recorded scenarios; set TAKT_VECTORS";
  for (const auto& entry : std::filesystem::directory_iterator(*folder / "vectors" / GetParam())) {
    if (entry.path().extension() == ".json") check(entry.path());
  }
}

INSTANTIATE_TEST_SUITE_P(Areas, TimelineVectors,
                         testing::Values("timeline", "playout-basic", "playout-timing",
                                         "pieces-infinites", "sync-ingest", "studio-ops",
                                         "playlist-ops", "adlibs"),
                         [](const auto& area) {
                           std::string name = area.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace takt::playout
