#include "door/house_view.h"

#include "base/user_error.h"
#include "door/metrics.h"
#include "door/show_view.h"

namespace takt::door {

namespace {

using Kind = MetricsWriter::Kind;

/// Empty while the studio's documents are not there to be read.
JsonArray playlists_of(const conductor::StudioStatus& studio, Store& store) {
  if (studio.state == "starting") return {};
  try {
    return show_view(store.studio(studio.id));
  } catch (const StoreError&) {
    return {};
  }
}

void write_queues(MetricsWriter& writer, const conductor::StatusSnapshot& snapshot) {
  using Value = double (*)(const conductor::QueueStatus&);
  const auto family = [&](const char* name, Kind kind, const char* help, Value value) {
    writer.family(name, kind, help);
    for (const auto& studio : snapshot.studios) {
      for (const auto& queue : studio.queues) writer.value(value(queue), {{"queue", queue.name}});
    }
  };
  family("takt_queue_waiting", Kind::gauge, "Jobs that wait in a queue",
         [](const auto& queue) { return static_cast<double>(queue.waiting); });
  family("takt_queue_limit", Kind::gauge, "Waiting jobs beyond which pushes are refused",
         [](const auto& queue) { return static_cast<double>(queue.limit); });
  family("takt_jobs_pushed_total", Kind::counter, "Jobs pushed",
         [](const auto& queue) { return static_cast<double>(queue.pushed); });
  family("takt_jobs_merged_total", Kind::counter, "Jobs merged with an equal waiting one",
         [](const auto& queue) { return static_cast<double>(queue.merged); });
  family("takt_jobs_refused_total", Kind::counter, "Jobs refused because a queue was full",
         [](const auto& queue) { return static_cast<double>(queue.refused); });
  family("takt_jobs_succeeded_total", Kind::counter, "Jobs that ended with a result",
         [](const auto& queue) { return static_cast<double>(queue.succeeded); });
  family("takt_jobs_failed_total", Kind::counter, "Jobs that ended with an error",
         [](const auto& queue) { return static_cast<double>(queue.failed); });
}

void write_threads(MetricsWriter& writer, const conductor::StatusSnapshot& snapshot) {
  writer.family("takt_thread_status", Kind::gauge, "1 good, 2 slow, 4 bad");
  for (const auto& studio : snapshot.studios) {
    for (const auto& thread : studio.threads) {
      writer.value(thread.status_code, {{"thread", thread.name}});
    }
  }
  writer.family("takt_thread_running_seconds", Kind::gauge, "How long the running job has run");
  for (const auto& studio : snapshot.studios) {
    for (const auto& thread : studio.threads) {
      writer.value(thread.running_ms / 1000, {{"thread", thread.name}});
    }
  }
}

void write_locks(MetricsWriter& writer, const conductor::StatusSnapshot& snapshot) {
  const auto family = [&](const char* name, Kind kind, const char* help, auto value) {
    writer.family(name, kind, help);
    for (const auto& studio : snapshot.studios) {
      writer.value(static_cast<double>(value(studio.lock_totals)), {{"studio", studio.id.str()}});
    }
  };
  family("takt_locks_acquired_total", Kind::counter, "Locks acquired",
         [](const auto& totals) { return totals.acquired; });
  family("takt_locks_waited_total", Kind::counter, "Locks that had to be waited for",
         [](const auto& totals) { return totals.waited; });
  family("takt_locks_timed_out_total", Kind::counter, "Waits for a lock that were given up",
         [](const auto& totals) { return totals.timed_out; });
  family("takt_lock_longest_wait_seconds", Kind::gauge, "Longest wait for a lock",
         [](const auto& totals) { return totals.longest_wait_ms / 1000; });
}

}  // namespace

JsonObject house_view(const conductor::StatusSnapshot& snapshot, Store& store) {
  JsonObject out = conductor::to_json(snapshot).as_object();
  JsonArray& studios = out["studios"].as_array();
  for (size_t i = 0; i < studios.size(); ++i) {
    studios[i].as_object()["playlists"] = playlists_of(snapshot.studios[i], store);
  }
  for (Json& refusal : out["refusals"].as_array()) {
    const Json* error_json = member(refusal, "error");
    const auto error = error_json ? UserError::from_json(*error_json) : std::nullopt;
    if (!error) continue;
    JsonObject& row = refusal.as_object();
    row["keyName"] = key_name(error->key());
    row["message"] = error->what();
  }
  return out;
}

std::string metrics_text(const conductor::StatusSnapshot& snapshot,
                         const net::ServerCounters& counters) {
  MetricsWriter writer;
  writer.family("takt_ready", Kind::gauge, "1 when every studio runs");
  writer.value(snapshot.ready ? 1 : 0);
  writer.family("takt_uptime_seconds", Kind::gauge, "Since the start");
  writer.value(snapshot.uptime_ms / 1000);
  writer.family("takt_conductor_longest_handler_seconds", Kind::gauge,
                "Longest handler of the main thread");
  writer.value(snapshot.longest_handler_ms / 1000);
  writer.family("takt_system_backlog", Kind::gauge, "Settings writes that wait");
  writer.value(static_cast<double>(snapshot.system_backlog));
  writer.family("takt_http_requests_total", Kind::counter, "HTTP requests handled");
  writer.value(static_cast<double>(counters.requests));
  writer.family("takt_http_connections", Kind::gauge, "Open HTTP connections");
  writer.value(static_cast<double>(counters.open_connections));
  writer.family("takt_http_connections_refused_total", Kind::counter,
                "HTTP connections beyond the limit");
  writer.value(static_cast<double>(counters.connections_refused));
  write_queues(writer, snapshot);
  write_threads(writer, snapshot);
  write_locks(writer, snapshot);
  return writer.take();
}

}  // namespace takt::door
