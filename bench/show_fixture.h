#pragma once

// A studio with a rundown of any size, run by a real conductor over a real SQLite store in a
// temporary folder: what the benchmarks of the whole path measure. Jobs are pushed and waited for
// one at a time.

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "base/clock.h"
#include "conductor/conductor.h"
#include "jobs/job_spec.h"
#include "model/derived_ids.h"
#include "store/store.h"

namespace takt::bench {

/// Moves only when told, so that a take is never refused for coming too soon.
class SteppedClock final : public Clock {
 public:
  Time now() const override { return now_.load(); }
  void step(double ms) { now_.store(now_.load() + ms); }

 private:
  std::atomic<double> now_{1'700'000'000'000.0};
};

struct ShowOptions {
  int parts = 10;
  int pieces_per_part = 5;
  bool timeline_hook = false;
  /// Hooks of the events thread that work for about half a millisecond.
  bool events_hook = false;
};

inline constexpr int kPartsPerSegment = 10;

/// A segment as the newsroom has it.
JsonObject bench_segment(int index, const ShowOptions& options);
/// Payload of `updateRundown` for a whole rundown; "bench" is the one that the fixture starts with.
JsonObject bench_rundown(const std::string& external_id, const ShowOptions& options);

class ShowFixture {
 public:
  ShowFixture(const std::filesystem::path& folder, const ShowOptions& options);
  ~ShowFixture();

  struct Timed {
    conductor::JobReport report;
    /// From the push to the program's answer: until a waiting thread has woken up is that thread's.
    double us = 0;
  };
  /// Pushes a job and waits for its end. Throws when it failed.
  Timed timed(QueueKind queue, const std::string& name, Json payload);
  conductor::JobReport run(QueueKind queue, const std::string& name, Json payload) {
    return timed(queue, name, std::move(payload)).report;
  }
  /// Pushes one without waiting for it.
  void push(QueueKind queue, const std::string& name, Json payload,
            conductor::JobCallbacks callbacks);
  /// Puts the show on air from the top.
  void activate();
  /// One take; moves the clock on first.
  Timed take();

  const Documents& documents() { return store_->studio(studio_); }
  Store& store() { return *store_; }
  Doc<Playlist> playlist();

 private:
  void write_settings(const ShowOptions& options);

  const StudioId studio_{"studio0"};
  /// Hashed once: whoever takes knows what is on air.
  const RundownId rundown_ = rundown_id(studio_, "bench");
  SteppedClock clock_;
  std::unique_ptr<Store> store_;
  JobTable table_;
  std::unique_ptr<conductor::Conductor> conductor_;
  std::thread loop_;
};

}  // namespace takt::bench
