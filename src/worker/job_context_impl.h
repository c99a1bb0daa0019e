#pragma once

// The JobContext of one running job: documents, locks and queued jobs of that job, and its
// transactions. Made and ended by JobRunner, on its thread. A handler that throws leaves the
// context as it was; JobRunner then calls commit_failure().

#include "base/thread_priority.h"
#include "worker/progress.h"
#include "worker/seams.h"

namespace takt::worker {

class JobContextImpl final : public JobContext {
 public:
  struct World {
    Store& store;
    LockService& locks;
    DeviceCommands& devices;
    FollowUps& follow_ups;
    const Clock& clock;
    IdGenerator& ids;
    const BlueprintSource& blueprints;
    /// Null: nobody watches.
    Progress* progress = nullptr;
  };

  JobContextImpl(const World& world, const Configuration& configuration, const JobTask& task,
                 JobOutcome& outcome);
  ~JobContextImpl() override;

  const Configuration& configuration() const override { return configuration_; }
  Time now() const override;
  IdGenerator& ids() override { return world_.ids; }
  DocumentView& documents() override { return documents_; }
  blueprints::Blueprints& blueprints() override;
  void queue_job(QueuedJob job) override { queued_.push_back(std::move(job)); }
  void keep_on_failure() override;
  void after_commit(std::function<void()> action) override {
    after_commit_.push_back(std::move(action));
  }
  void commit_step(PlaylistLock lock) override;
  void commit_step(RundownLock lock) override;
  Json run_device_command(const PeripheralDeviceId& device, JsonObject command,
                          double timeout_ms) override;

  /// Commits what the handler did, with the job's completion. Throws what Store::commit throws.
  void commit_success();
  /// Commits what the handler marked as kept, and the failure in `outcome`.
  void commit_failure(bool keep);
  /// How long scripts ran for this job so far.
  double script_ms() const;
  /// What is to outlive the job's end.
  std::vector<std::shared_ptr<const void>> leftovers() { return take_kept(); }
  std::vector<std::function<void()>> idle_work() { return take_when_idle(); }
  /// Gives every lock back and sends on the committed jobs.
  void finish();

 protected:
  void acquire_rundown(const RundownId& id) override;
  void acquire_playlist(const PlaylistId& id) override;

 private:
  struct Kept {
    ChangeSet changes;
    size_t queued = 0;
    size_t after_commit = 0;
  };

  void acquire(const LockKey& key);
  void release(const LockKey& key);
  Transaction transaction() const;
  JobCompletion completion() const;
  void commit(bool completes);
  void commit_and_release(const LockKey& key);

  World world_;
  const Configuration& configuration_;
  const JobTask& task_;
  JobOutcome& outcome_;
  DocumentView documents_;
  std::vector<LockKey> held_;
  std::optional<RaisedPriority> raised_;  // from asking for a playlist till it is given back
  std::vector<QueuedJob> queued_;
  std::vector<JobRecord> sent_;
  std::optional<Kept> kept_;
  std::vector<std::function<void()>> after_commit_;
  /// Resolved at the first question, so that a wait for a lock before it doesn't make it stale.
  mutable std::optional<Time> now_;
  /// Null until the job asks for them; and the engine's script time then.
  blueprints::Blueprints* blueprints_ = nullptr;
  std::chrono::nanoseconds script_start_{};
};

}  // namespace takt::worker
