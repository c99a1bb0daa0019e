#include <unistd.h>

#include <fstream>

#include "door/house_view.h"
#include "door/message_view.h"
#include "door/metrics.h"

namespace takt::door {

namespace {

using Kind = MetricsWriter::Kind;

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
  family("takt_queue_paused", Kind::gauge, "1 when a person holds it or one of its lanes",
         [](const auto& queue) { return queue.paused || !queue.paused_lanes.empty() ? 1.0 : 0.0; });
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
  const auto of_threads = [&](const char* name, const char* help, auto value) {
    writer.family(name, Kind::counter, help);
    for (const auto& studio : snapshot.studios) {
      for (const auto& thread : studio.threads) {
        writer.value(static_cast<double>(value(thread)), {{"thread", thread.name}});
      }
    }
  };
  of_threads("takt_thread_jobs_total", "Jobs that a thread (a lane) ended",
             [](const auto& thread) { return thread.jobs_done; });
  of_threads("takt_thread_busy_seconds_total", "Time that a thread (a lane) spent in jobs",
             [](const auto& thread) { return thread.busy_ms / 1000; });
  writer.family("takt_thread_running_seconds", Kind::gauge, "How long the running job has run");
  for (const auto& studio : snapshot.studios) {
    for (const auto& thread : studio.threads) {
      writer.value(thread.running_ms / 1000, {{"thread", thread.name}});
    }
  }
}

/// Times with upper bounds in ms, each counted in one of `counts`; the last has no bound.
template <class Bounds, class Counts>
void write_times(MetricsWriter& writer, const Bounds& bounds_ms, const Counts& counts,
                 double total_ms, MetricsWriter::Labels labels) {
  uint64_t below = 0;
  labels.emplace_back("le", "");
  for (size_t i = 0; i < counts.size(); ++i) {
    below += counts[i];
    labels.back().second = i < bounds_ms.size() ? number_text(bounds_ms[i] / 1000) : "+Inf";
    writer.sample("_bucket", static_cast<double>(below), labels);
  }
  labels.pop_back();
  writer.sample("_sum", total_ms / 1000, labels);
  writer.sample("_count", static_cast<double>(below), labels);
}

/// Of each studio, by kind of lock.
void write_locks(MetricsWriter& writer, const conductor::StatusSnapshot& snapshot) {
  const auto each = [&](auto visit) {
    for (const auto& studio : snapshot.studios) {
      for (size_t i = 0; i < conductor::kLockKinds.size(); ++i) {
        visit(studio.lock_totals[i], MetricsWriter::Labels{{"studio", studio.id.str()},
                                                           {"kind", conductor::kLockKinds[i]}});
      }
    }
  };
  const auto family = [&](const char* name, Kind kind, const char* help, auto value) {
    writer.family(name, kind, help);
    each([&](const conductor::LockTotals& totals, const MetricsWriter::Labels& labels) {
      writer.value(static_cast<double>(value(totals)), labels);
    });
  };
  family("takt_locks_acquired_total", Kind::counter, "Locks acquired",
         [](const auto& totals) { return totals.acquired; });
  family("takt_locks_waited_total", Kind::counter, "Locks that had to be waited for",
         [](const auto& totals) { return totals.waited; });
  family("takt_locks_parked_total", Kind::counter, "Waited for by jobs that gave their thread up",
         [](const auto& totals) { return totals.parked; });
  family("takt_locks_timed_out_total", Kind::counter, "Waits for a lock that were given up",
         [](const auto& totals) { return totals.timed_out; });
  family("takt_locks_held", Kind::gauge, "Locks that are held now",
         [](const auto& totals) { return totals.held_now; });
  family("takt_locks_waiting", Kind::gauge, "Threads and jobs that wait for a lock now",
         [](const auto& totals) { return totals.waiting_now; });
  family("takt_lock_longest_wait_seconds", Kind::gauge, "Longest wait for a lock",
         [](const auto& totals) { return totals.waits.longest_ms / 1000; });
  family("takt_lock_longest_hold_seconds", Kind::gauge, "Longest time that a lock was held",
         [](const auto& totals) { return totals.holds.longest_ms / 1000; });
  const auto times = [&](const char* name, const char* help, auto which) {
    writer.family(name, Kind::histogram, help);
    each([&](const conductor::LockTotals& totals, const MetricsWriter::Labels& labels) {
      const conductor::TimeCounts& counts = which(totals);
      write_times(writer, conductor::TimeCounts::kUpToMs, counts.counts, counts.total_ms, labels);
    });
  };
  times(
      "takt_lock_wait_seconds", "Waits for locks that were not free at once",
      [](const auto& totals) -> const auto& { return totals.waits; });
  times(
      "takt_lock_hold_seconds", "How long locks were held",
      [](const auto& totals) -> const auto& { return totals.holds; });
}

/// The locks that are held at this moment.
void write_held_locks(MetricsWriter& writer, const conductor::StatusSnapshot& snapshot) {
  const auto family = [&](const char* name, const char* help, auto value) {
    writer.family(name, Kind::gauge, help);
    for (const auto& studio : snapshot.studios) {
      for (const auto& lock : studio.locks) {
        writer.value(value(lock), {{"studio", studio.id.str()}, {"lock", lock.name}});
      }
    }
  };
  family("takt_lock_held_seconds", "How long a lock has been held",
         [](const auto& lock) { return lock.held_ms / 1000; });
  family("takt_lock_waiters", "Threads that wait for a lock",
         [](const auto& lock) { return static_cast<double>(lock.waiters.size()); });
}

void write_jobs(MetricsWriter& writer, const conductor::StatusSnapshot& snapshot) {
  const auto each_queue = [&](auto visit) {
    for (const auto& studio : snapshot.studios) {
      for (const auto& queue : studio.queues) visit(queue);
    }
  };
  writer.family("takt_job_phase_seconds", Kind::histogram, "Where the time of jobs went");
  each_queue([&](const conductor::QueueStatus& queue) {
    for (size_t i = 0; i < conductor::kPhases.size(); ++i) {
      const conductor::Histogram& phase = queue.jobs.phases[i];
      write_times(writer, conductor::kBucketsMs, phase.counts, phase.sum_ms,
                  {{"queue", queue.name}, {"phase", conductor::kPhases[i]}});
    }
  });
  const auto family = [&](const char* name, Kind kind, const char* help, auto value) {
    writer.family(name, kind, help);
    each_queue([&](const conductor::QueueStatus& queue) {
      for (const auto& [job, totals] : queue.jobs.jobs) {
        writer.value(static_cast<double>(value(totals)), {{"queue", queue.name}, {"job", job}});
      }
    });
  };
  family("takt_job_done_total", Kind::counter, "Jobs that ended with a result, by name",
         [](const auto& totals) { return totals.done; });
  family("takt_job_failed_total", Kind::counter, "Jobs that ended with an error, by name",
         [](const auto& totals) { return totals.failed; });
  family("takt_job_seconds_total", Kind::counter, "Time of jobs from push to answer, by name",
         [](const auto& totals) { return totals.sum_ms / 1000; });
  family("takt_job_longest_seconds", Kind::gauge, "The longest job of a name",
         [](const auto& totals) { return totals.longest_ms / 1000; });
}

void write_store(MetricsWriter& writer, const conductor::StatusSnapshot& snapshot) {
  const auto one = [&](const char* name, Kind kind, const char* help, auto value) {
    writer.family(name, kind, help);
    writer.value(static_cast<double>(value));
  };
  const StoreStatistics& store = snapshot.store;
  one("takt_store_commits_total", Kind::counter, "Transactions committed", store.commits);
  one("takt_store_syncs_total", Kind::counter, "Groups of transactions written together",
      store.groups);
  one("takt_store_failed_groups_total", Kind::counter, "Groups in which a transaction failed",
      store.failed_groups);
  one("takt_store_commit_seconds_total", Kind::counter, "Time of writing groups",
      store.commit_seconds);
  one("takt_store_longest_commit_seconds", Kind::gauge, "The longest group",
      store.longest_commit_seconds);
  one("takt_store_unapplied_bytes", Kind::gauge, "Committed, not yet moved into the database",
      store.unapplied_bytes);
  one("takt_store_wal_pages", Kind::gauge, "Pages of 4 kB in the write-ahead log", store.wal_pages);
  one("takt_journal_backlog", Kind::gauge, "Journal rows that wait", snapshot.journal_backlog);
  one("takt_journal_lost_total", Kind::counter, "Journal rows that were lost",
      snapshot.journal_lost);
}

void write_process(MetricsWriter& writer) {
  size_t total = 0;
  size_t resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  writer.family("takt_resident_memory_bytes", Kind::gauge, "Resident memory");
  writer.value(static_cast<double>(resident * static_cast<size_t>(sysconf(_SC_PAGESIZE))));
}

}  // namespace

std::string metrics_text(const conductor::StatusSnapshot& snapshot,
                         const net::ServerCounters& counters,
                         const events::MessagesStatus& messages) {
  MetricsWriter writer;
  writer.family("takt_ready", Kind::gauge, "1 when every studio runs");
  writer.value(snapshot.ready ? 1 : 0);
  writer.family("takt_uptime_seconds", Kind::gauge, "Since the start");
  writer.value(snapshot.uptime_ms / 1000);
  writer.family("takt_conductor_longest_handler_seconds", Kind::gauge,
                "Longest handler of the main thread");
  writer.value(snapshot.longest_handler_ms / 1000);
  writer.family("takt_conductor_longest_handler_cpu_seconds", Kind::gauge,
                "Most work of one handler of the main thread");
  writer.value(snapshot.longest_handler_cpu_ms / 1000);
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
  write_held_locks(writer, snapshot);
  write_jobs(writer, snapshot);
  write_store(writer, snapshot);
  write_message_metrics(writer, messages);
  write_process(writer);
  return writer.take();
}

}  // namespace takt::door
