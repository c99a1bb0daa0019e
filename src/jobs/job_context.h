#pragma once

// What a job's handler sees of the world: documents, settings, locks, clock, ids, and the jobs it
// queues. Made real by worker/ (threads) and by replay/. One job, one thread.
//
// All document writes go into documents() and all queue_* calls are kept until the job ends; then
// they are committed with the job's completion as one transaction (R4). A handler that throws leaves
// nothing, except what it had marked with keep_on_failure(). There is no way to wait for another job
// (R2).

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/id_generator.h"
#include "base/json.h"
#include "jobs/configuration.h"
#include "jobs/locks.h"
#include "jobs/queue_kind.h"
#include "store/document_view.h"

namespace takt {

namespace blueprints {
class Blueprints;  // blueprints/blueprints.h: the loaded plug-ins of this thread
}

/// How a queued job is to be run. Times ms.
struct QueueOptions {
  bool low_priority = false;
  /// >0: wait this long for equal jobs and run once.
  double debounce_ms = 0;
  bool operator==(const QueueOptions&) const = default;
};

struct QueuedJob {
  QueueKind queue{};
  std::string name;
  Json data;
  QueueOptions options;
};

/// Where a handler's time goes, in ms on the steady clock: for the flight recorder only, never seen
/// by documents. Models add to it; the time of scripts is measured by the engine.
struct JobPhases {
  double load_ms = 0;
};

class JobContext {
 public:
  virtual ~JobContext() = default;

  JobPhases& phases() { return phases_; }

  const StudioId& studio_id() const { return studio().id; }
  const JobStudio& studio() const { return configuration().studio(); }
  virtual const Configuration& configuration() const = 0;

  /// The one now of this job (R8), whole ms since the epoch.
  virtual Time now() const = 0;
  virtual IdGenerator& ids() = 0;

  /// Committed documents with this job's changes over them; writes go here.
  virtual DocumentView& documents() = 0;

  /// The thread's loaded blueprints.
  virtual blueprints::Blueprints& blueprints() = 0;

  /// Waits for the lock, at most to the job's deadline. Throws UserError LockTimedOut, or
  /// LockOrderError. A lock is held until the job's commit is done.
  RundownLock lock_rundown(const RundownId& id) {
    acquire_rundown(id);
    return RundownLock(id);
  }
  PlaylistLock lock_playlist(const PlaylistId& id) {
    acquire_playlist(id);
    return PlaylistLock(id);
  }
  /// Both playlist locks of a move, in id order; equal ids give one lock.
  std::pair<PlaylistLock, PlaylistLock> lock_playlists(const PlaylistId& a, const PlaylistId& b) {
    acquire_playlist(std::min(a, b));
    if (a != b) acquire_playlist(std::max(a, b));
    return {PlaylistLock(a), PlaylistLock(b)};
  }

  /// Sent only if the job commits.
  virtual void queue_job(QueuedJob job) = 0;
  void queue_studio_job(std::string name, Json data, QueueOptions options = {}) {
    queue_job({QueueKind::studio, std::move(name), std::move(data), options});
  }
  void queue_ingest_job(std::string name, Json data) {
    queue_job({QueueKind::ingest, std::move(name), std::move(data), {}});
  }
  void queue_events_job(std::string name, Json data, QueueOptions options = {}) {
    queue_job({QueueKind::events, std::move(name), std::move(data), options});
  }

  /// What is written and queued so far is committed with the failure if the handler throws from now
  /// on (R4): what the newsroom sent, and a refused removal's mark.
  virtual void keep_on_failure() = 0;

  /// Runs `action` once what is written so far is committed, while the locks are still held: for what
  /// is kept in memory beside the documents. It may read documents and must not throw. Not run when
  /// that is not committed.
  virtual void after_commit(std::function<void()> action) = 0;

  /// Commits what is written and queued so far on its own, and releases the lock: for jobs over
  /// several playlists, each step of which can be run again (R4).
  virtual void commit_step(PlaylistLock lock) = 0;
  /// The same for jobs over several rundowns.
  virtual void commit_step(RundownLock lock) = 0;

  /// Keeps what the handler is done with until the job has ended and its locks are given back: taking
  /// a large model apart is nothing that anybody should wait for.
  void keep_until_done(std::shared_ptr<const void> what) { kept_.push_back(std::move(what)); }
  /// Makes something that is kept so.
  template <class T, class... Args>
  T& make_kept(Args&&... args) {
    auto made = std::make_shared<T>(std::forward<Args>(args)...);
    T& out = *made;
    keep_until_done(std::move(made));
    return out;
  }
  /// Runs `action` on this thread when the job has been answered for and no other waits: for what the
  /// next job is likely to need. It has nothing of this context; what it throws is dropped.
  void when_idle(std::function<void()> action) { when_idle_.push_back(std::move(action)); }
  /// Texts of documents that the job is likely to write, made while it holds no playlist.
  void add_texts(const ChangeSet& changes) { texts_.add(changes); }

  /// Sends a command to a device and waits for its reply, at most `timeout_ms`. Commits on its own
  /// (R4): the device must see it before the job ends. Throws std::runtime_error with the device's
  /// error, or when no reply came.
  virtual Json run_device_command(const PeripheralDeviceId& device, JsonObject command,
                                  double timeout_ms) = 0;

 protected:
  virtual void acquire_rundown(const RundownId& id) = 0;
  virtual void acquire_playlist(const PlaylistId& id) = 0;
  std::vector<std::shared_ptr<const void>> take_kept() { return std::exchange(kept_, {}); }
  std::vector<std::function<void()>> take_when_idle() { return std::exchange(when_idle_, {}); }
  ChangeTexts take_texts() { return std::exchange(texts_, {}); }

 private:
  JobPhases phases_;
  std::vector<std::shared_ptr<const void>> kept_;
  std::vector<std::function<void()>> when_idle_;
  ChangeTexts texts_;
};

}  // namespace takt
