#include "show_fixture.h"

#include <fstream>
#include <future>
#include <sstream>

#include "model/derived_ids.h"
#include "store/sqlite/sqlite_store.h"
#include "worker/handler_table.h"

namespace takt::bench {

namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("can't read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Change blueprint(std::string_view id, std::string_view type, std::string code) {
  JsonObject document{{"_id", id}, {"name", id}, {"blueprintType", type}, {"hasCode", true}};
  document["blueprintHash"] = id;
  document["code"] = std::move(code);
  return json_change(Collection::blueprints, document);
}

std::unique_ptr<Store> open_store(const std::filesystem::path& folder) {
  SqliteOptions options;
  options.folder = folder;
  return std::make_unique<SqliteStore>(std::move(options));
}

JsonObject with_overrides(JsonObject defaults) {
  return {{"defaults", std::move(defaults)}, {"overrides", JsonArray{}}};
}

JsonObject layers(std::initializer_list<std::string_view> names) {
  JsonObject out;
  for (const std::string_view name : names) {
    out[name] = JsonObject{{"_id", name}, {"_rank", out.size()}, {"name", name}, {"type", 0}};
  }
  return out;
}

JsonObject mappings() {
  JsonObject out;
  for (const char* name :
       {"L_camera", "L_clip", "L_lower_third", "L_logo", "L_audio", "L_script"}) {
    out[name] = JsonObject{
        {"device", 0}, {"deviceId", "device0"}, {"lookahead", 0}, {"options", JsonObject{}}};
  }
  return out;
}

}  // namespace

ShowFixture::ShowFixture(const std::filesystem::path& folder, const ShowOptions& options)
    : store_(open_store(folder)), table_(worker::make_job_table()) {
  write_settings(options);
  conductor_ =
      std::make_unique<conductor::Conductor>(*store_, table_, clock_, conductor::Options{});
  loop_ = std::thread([this] { conductor_->run(); });
  while (!conductor_->status().ready) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  run(QueueKind::ingest, "updateRundown", bench_rundown("bench", options));
}

ShowFixture::~ShowFixture() {
  conductor_->request_stop();
  loop_.join();
}

void ShowFixture::write_settings(const ShowOptions& options) {
  const std::filesystem::path sources = std::filesystem::path(TAKT_SOURCE_DIR) / "bench/blueprints";
  std::string show = read_text(sources / "show.js");
  const std::string mark = "__TIMELINE_HOOK__";
  show.replace(show.rfind(mark), mark.size(), options.timeline_hook ? "true" : "false");

  Transaction transaction;
  transaction.locks.everything = true;
  transaction.changes = {
      blueprint("bench-studio", "studio", read_text(sources / "studio.js")),
      blueprint("bench-show", "showstyle", std::move(show)),
      json_change(Collection::studios,
                  JsonObject{{"_id", studio_.str()},
                             {"name", "Bench"},
                             {"blueprintId", "bench-studio"},
                             {"supportedShowStyleBase", {"show0"}},
                             {"mappingsHash", "1"},
                             {"mappingsWithOverrides", with_overrides(mappings())},
                             {"settingsWithOverrides",
                              with_overrides({{"frameRate", 25}, {"minimumTakeSpan", 0}})}}),
      json_change(Collection::showStyleBases,
                  JsonObject{{"_id", "show0"},
                             {"name", "Show"},
                             {"blueprintId", "bench-show"},
                             {"sourceLayersWithOverrides",
                              with_overrides(layers(
                                  {"camera", "clip", "lower_third", "logo", "audio", "script"}))},
                             {"outputLayersWithOverrides", with_overrides(layers({"pgm"}))}}),
      json_change(Collection::showStyleVariants, JsonObject{{"_id", "variant0"},
                                                            {"_rank", 0},
                                                            {"name", "Variant"},
                                                            {"showStyleBaseId", "show0"}})};
  store_->commit(std::move(transaction));
}

JsonObject bench_segment(int index, const ShowOptions& options) {
  const int first = index * kPartsPerSegment;
  JsonArray parts;
  for (int i = first; i < std::min(first + kPartsPerSegment, options.parts); ++i) {
    const std::string id = fmt::format("part{}", i);
    parts.push_back(JsonObject{{"externalId", id},
                               {"name", id},
                               {"rank", i - first},
                               {"payload", {{"pieces", options.pieces_per_part}}}});
  }
  const std::string id = fmt::format("segment{}", index);
  return {{"externalId", id},
          {"name", id},
          {"rank", first},
          {"payload", JsonObject{}},
          {"parts", std::move(parts)}};
}

JsonObject bench_rundown(const std::string& external_id, const ShowOptions& options) {
  JsonArray segments;
  for (int index = 0; index * kPartsPerSegment < options.parts; ++index) {
    segments.push_back(bench_segment(index, options));
  }
  return {{"rundownExternalId", external_id},
          {"isCreateAction", true},
          {"rundownSource", {{"type", "http"}}},
          {"ingestRundown", JsonObject{{"externalId", external_id},
                                       {"name", "Bench"},
                                       {"type", "bench"},
                                       {"payload", JsonObject{}},
                                       {"segments", std::move(segments)}}}};
}

conductor::JobReport ShowFixture::run(QueueKind queue, const std::string& name, Json payload) {
  std::promise<conductor::JobReport> ended;
  conductor::JobRequest request;
  request.studio = studio_;
  request.queue = queue;
  request.name = name;
  request.payload = std::move(payload);
  request.deadline_ms = 60'000;
  conductor_->push(std::move(request), {nullptr, [&ended](const conductor::JobReport& report) {
                                          ended.set_value(report);
                                        }});
  conductor::JobReport report = ended.get_future().get();
  if (report.error) {
    throw std::runtime_error(
        fmt::format("{}: {} ({})", name, report.error->what(), report.error->raw_message()));
  }
  return report;
}

Doc<Playlist> ShowFixture::playlist() {
  const auto rundown = documents().find<Rundown>(rundown_id(studio_, "bench"));
  return rundown ? documents().find<Playlist>(rundown->playlistId) : nullptr;
}

void ShowFixture::activate() {
  const std::string id = playlist()->_id.str();
  clock_.step(10'000);
  run(QueueKind::studio, "deactivateRundownPlaylist", {{"playlistId", id}});
  run(QueueKind::studio, "resetRundownPlaylist", {{"playlistId", id}});
  run(QueueKind::studio, "activateRundownPlaylist", {{"playlistId", id}, {"rehearsal", false}});
}

conductor::JobReport ShowFixture::take() {
  const Doc<Playlist> show = playlist();
  clock_.step(10'000);
  JsonObject payload{{"playlistId", show->_id.str()}, {"fromPartInstanceId", nullptr}};
  if (show->currentPartInfo) {
    payload["fromPartInstanceId"] = show->currentPartInfo->partInstanceId.str();
  }
  return run(QueueKind::studio, "takeNextPart", std::move(payload));
}

}  // namespace takt::bench
