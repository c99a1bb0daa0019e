#pragma once

// JobContext without threads: one job runs at a time, so that every lock is free; the rules of their
// order are checked all the same. A stand-in device answers every command at once. One job.

#include <set>
#include <vector>

#include "jobs/job_context.h"
#include "replay/world.h"

namespace takt::replay {

class ReplayContext final : public JobContext {
 public:
  /// `blueprints` may be null when no job uses them. Commands to devices are added to `device_commands`.
  ReplayContext(World& world, blueprints::Blueprints* blueprints, JsonArray& device_commands);

  /// The job succeeded: commits, and gives what it queued.
  std::vector<QueuedJob> finish();
  /// The job failed: commits what it wanted kept, and gives what it had queued by then.
  std::vector<QueuedJob> fail();

  const Configuration& configuration() const override { return configuration_; }
  Time now() const override { return world_.clock().now(); }
  IdGenerator& ids() override { return world_.ids(); }
  DocumentView& documents() override { return documents_; }
  blueprints::Blueprints& blueprints() override { return *blueprints_; }
  void queue_job(QueuedJob job) override { queued_.push_back(std::move(job)); }
  void keep_on_failure() override;
  void commit_step(PlaylistLock lock) override;
  Json run_device_command(const PeripheralDeviceId& device, JsonObject command,
                          double timeout_ms) override;

 protected:
  void acquire_rundown(const RundownId& id) override;
  void acquire_playlist(const PlaylistId& id) override;

 private:
  World& world_;
  blueprints::Blueprints* blueprints_;
  JsonArray& device_commands_;
  const Configuration& configuration_;
  DocumentView documents_;
  std::vector<QueuedJob> queued_;
  /// What a failure leaves: the changes, and how many of queued_.
  ChangeSet kept_changes_;
  size_t kept_queued_ = 0;
  std::set<RundownId> rundowns_;
  std::set<PlaylistId> playlists_;
};

}  // namespace takt::replay
