#include "show_fixture.h"

#include <future>

#include "bench_settings.h"
#include "store/sqlite/sqlite_store.h"
#include "worker/handler_table.h"

namespace takt::bench {

namespace {

std::unique_ptr<Store> open_store(const std::filesystem::path& folder) {
  SqliteOptions options;
  options.folder = folder;
  return std::make_unique<SqliteStore>(std::move(options));
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
  Transaction transaction;
  transaction.locks.everything = true;
  transaction.changes = house_settings(show_code(options.timeline_hook, options.events_hook));
  transaction.changes.push_back(studio_settings(studio_.str(), show_mappings()));
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

void ShowFixture::push(QueueKind queue, const std::string& name, Json payload,
                       conductor::JobCallbacks callbacks) {
  conductor::JobRequest request;
  request.studio = studio_;
  request.queue = queue;
  request.name = name;
  request.payload = std::move(payload);
  request.deadline_ms = 60'000;
  conductor_->push(std::move(request), std::move(callbacks));
}

ShowFixture::Timed ShowFixture::timed(QueueKind queue, const std::string& name, Json payload) {
  using Steady = std::chrono::steady_clock;
  std::promise<Timed> ended;
  const Steady::time_point start = Steady::now();
  const auto answered = [&](const conductor::JobReport& report) {
    const std::chrono::duration<double, std::micro> took = Steady::now() - start;
    ended.set_value({report, took.count()});
  };
  push(queue, name, std::move(payload), {nullptr, answered});
  Timed done = ended.get_future().get();
  if (const auto& error = done.report.error) {
    throw std::runtime_error(fmt::format("{}: {} ({})", name, error->what(), error->raw_message()));
  }
  return done;
}

Doc<Playlist> ShowFixture::playlist() {
  const auto rundown = documents().find<Rundown>(rundown_);
  return rundown ? documents().find<Playlist>(rundown->playlistId) : nullptr;
}

void ShowFixture::activate() {
  const std::string id = playlist()->_id.str();
  clock_.step(10'000);
  run(QueueKind::studio, "deactivateRundownPlaylist", {{"playlistId", id}});
  run(QueueKind::studio, "resetRundownPlaylist", {{"playlistId", id}});
  run(QueueKind::studio, "activateRundownPlaylist", {{"playlistId", id}, {"rehearsal", false}});
}

ShowFixture::Timed ShowFixture::take() {
  const Doc<Playlist> show = playlist();
  clock_.step(10'000);
  JsonObject payload{{"playlistId", show->_id.str()}, {"fromPartInstanceId", nullptr}};
  if (show->currentPartInfo) {
    payload["fromPartInstanceId"] = show->currentPartInfo->partInstanceId.str();
  }
  return timed(QueueKind::studio, "takeNextPart", std::move(payload));
}

}  // namespace takt::bench
