#include "fuzz/ingest_input.h"

#include <boost/system/system_error.hpp>
#include <optional>
#include <variant>

#include "door/ingest_check.h"
#include "fuzz/fuzz_blueprints.h"
#include "model/derived_ids.h"

namespace takt::fuzz {

namespace {

constexpr size_t kMostJobs = 24;
constexpr double kLongestWait = 3'600'000;

[[noreturn]] void broken(const std::string& what) { throw std::logic_error(what); }

class Input {
 public:
  explicit Input(ingest::Newsroom& newsroom) : newsroom_(newsroom) {}

  void run(std::string_view text) {
    newsroom_.reset();
    put_studio(text.starts_with("plain\n"));
    put_bucket();
    size_t jobs = 0;
    while (!text.empty() && jobs < kMostJobs) {
      const size_t end = std::min(text.find('\n'), text.size());
      if (run_line(text.substr(0, end))) ++jobs;
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    expect_plain_rundown_works();
  }

 private:
  void put_studio(bool plain) {
    const BlueprintId wanted(plain ? "studio_plain" : "studio_bp");
    if (!newsroom_.settings().find<BlueprintDocument>(wanted)) {
      BlueprintDocument blueprint;
      blueprint._id = wanted;
      blueprint.blueprintType = "studio";
      blueprint.code = kPlainStudio;
      newsroom_.put(std::move(blueprint));
    }
    Studio studio = *newsroom_.settings().find<Studio>(newsroom_.studio());
    if (studio.blueprintId == wanted) return;
    studio.blueprintId = wanted;
    newsroom_.put(std::move(studio));
  }
  void put_bucket() {
    newsroom_.put(parse<Bucket>(JsonObject{{"_id", "bucket0"},
                                           {"studioId", newsroom_.studio().str()},
                                           {"name", "Bucket"},
                                           {"_rank", 0}}));
  }

  /// False when it is no job.
  bool run_line(std::string_view line) {
    const size_t space = line.find(' ');
    if (space == std::string_view::npos) return false;
    std::string name(line.substr(0, space));
    std::optional<Json> payload;
    try {
      payload = parse_json(line.substr(space + 1));
    } catch (const JsonError&) {
      return false;
    }
    if (name == "wait") {
      const double wait = as_number(*payload).value_or(0);
      if (wait > 0 && wait < kLongestWait) newsroom_.clock.set(newsroom_.clock.now() + wait);
      return false;
    }
    fill_ids(*payload);
    if (name == "POST") return post(std::move(*payload));
    QueueKind queue = QueueKind::ingest;
    if (name.starts_with("studio:")) {
      queue = QueueKind::studio;
      name.erase(0, name.find(':') + 1);
    }
    if (newsroom_.jobs().find(queue, name) == nullptr) return false;
    if (JsonObject* object = payload->if_object()) fill_defaults(queue, *object);
    check(newsroom_.run(queue, name, *payload), name);
    return true;
  }

  /// As the door takes it.
  bool post(Json rundown) {
    try {
      door::check_ingest_rundown(rundown);
    } catch (const UserError&) {
      return false;
    }
    JsonObject payload{{"rundownExternalId", rundown.at("externalId")},
                       {"isCreateAction", true},
                       {"rundownSource", {{"type", "http"}}}};
    payload["ingestRundown"] = std::move(rundown);
    check(newsroom_.run("updateRundown", std::move(payload)), "POST");
    return true;
  }

  void fill_defaults(QueueKind queue, JsonObject& payload) {
    if (queue == QueueKind::ingest) {
      payload.emplace("rundownExternalId", "rd");
      return;
    }
    const auto playlists = newsroom_.documents().all<Playlist>();
    if (playlists.empty()) return;
    payload.emplace("playlistId", playlists.front()->_id.str());
    const auto& current = playlists.front()->currentPartInfo;
    payload.emplace("fromPartInstanceId",
                    current ? Json(current->partInstanceId.str()) : Json(nullptr));
  }

  /// "$part:p0" and the like.
  void fill_ids(Json& value) {
    if (JsonArray* array = value.if_array()) {
      for (Json& item : *array) fill_ids(item);
    } else if (JsonObject* object = value.if_object()) {
      for (auto& entry : *object) fill_ids(entry.value());
    } else if (const auto* text = value.if_string(); text != nullptr && text->starts_with('$')) {
      if (auto id = filled_id(to_string(*text))) value = std::move(*id);
    }
  }
  std::optional<std::string> filled_id(const std::string& text) {
    const size_t colon = text.find(':');
    if (colon == std::string::npos) return std::nullopt;
    const std::string kind = text.substr(0, colon);
    const std::string external_id = text.substr(colon + 1);
    const RundownId rundown = rundown_id(newsroom_.studio(), "rd");
    if (kind == "$rundown") return rundown_id(newsroom_.studio(), external_id).str();
    if (kind == "$segment") return segment_id(rundown, external_id).str();
    if (kind == "$part") return part_id(rundown, external_id).str();
    if (kind == "$playlist") {
      const auto found = newsroom_.rundown(external_id);
      return found ? found->playlistId.str() : "none";
    }
    return std::nullopt;
  }

  /// Errors of the kinds that only a mistake in the program throws, and documents that don't fit.
  void check(const ingest::Newsroom::Outcome& outcome, const std::string& job) {
    if (outcome.thrown) check_thrown(outcome.thrown, job);
    const Documents& all = newsroom_.documents();
    for (const auto& rundown : all.all<Rundown>()) {
      if (!all.find<Playlist>(rundown->playlistId)) broken(job + ": a rundown without playlist");
    }
    for (const auto& segment : all.all<Segment>()) {
      if (!all.find<Rundown>(segment->rundownId)) broken(job + ": a segment without rundown");
    }
    for (const auto& part : all.all<Part>()) {
      const auto segment = all.find<Segment>(part->segmentId);
      if (!segment) broken(job + ": a part without segment");
      if (segment->rundownId != part->rundownId) broken(job + ": a part of another rundown");
    }
    for (const auto& piece : all.all<Piece>()) {
      if (piece->startPartId && !all.find<Part>(*piece->startPartId)) {
        broken(job + ": a piece without part");
      }
    }
    for (const auto& adlib : all.all<AdLibPiece>()) {
      if (adlib->partId && !all.find<Part>(*adlib->partId)) broken(job + ": an adlib without part");
    }
  }

  static void check_thrown(const std::exception_ptr& thrown, const std::string& job) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::logic_error& error) {
      broken(job + ": " + error.what());
    } catch (const std::bad_alloc& error) {
      broken(job + ": " + error.what());
    } catch (const std::bad_optional_access& error) {
      broken(job + ": " + error.what());
    } catch (const std::bad_variant_access& error) {
      broken(job + ": " + error.what());
    } catch (const boost::system::system_error& error) {
      broken(job + ": " + error.what());
    } catch (const std::exception&) {
      // The answer to what was wrong.
    }
  }

  void expect_plain_rundown_works() {
    const auto last = newsroom_.ingest(
        ingest::rundown_json({ingest::segment_json("s0", 0, {"p0", "p1"}),
                              ingest::segment_json("s1", 1, {"p2"})}));
    check(last, "last update");
    const auto rundown = newsroom_.rundown();
    if (rundown && rundown->orphaned && !last.error.empty()) return;
    if (!last.error.empty()) broken("last update: " + last.error + " " + last.message);
    const std::string outline = newsroom_.outline();
    for (const char* segment : {"s0[p0 p1]", "s1[p2]"}) {
      if (outline.find(segment) == std::string::npos) broken("last update: " + outline);
    }
  }

  ingest::Newsroom& newsroom_;
};

}  // namespace

namespace {

/// A fuzzer runs slowly, and behind everything else.
script::Limits patient() {
  script::Limits limits;
  limits.time = std::chrono::minutes(10);
  return limits;
}

}  // namespace

InputRunner::InputRunner()
    : newsroom_(ingest::NewsroomSetup{.studio_hooks = kStudioHooks,
                                      .show_hooks = kShowHooks,
                                      .studio_code = {},
                                      .show_code = {},
                                      .variants = 2,
                                      .limits = patient()}) {}

void InputRunner::run(std::string_view input) { Input(newsroom_).run(input); }

}  // namespace takt::fuzz
