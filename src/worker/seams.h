#pragma once

// What a running job needs of the world outside its thread. The conductor makes these real; replay
// and tests bring their own. Each is used by one worker thread at a time.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "worker/job_task.h"

namespace takt::worker {

enum class LockKind : uint8_t { rundown, playlist };

struct LockKey {
  LockKind kind{};
  std::string id;
  auto operator<=>(const LockKey&) const = default;
};
/// "rundown:<id>", "playlist:<id>".
std::string lock_name(const LockKey& key);

/// Thrown by acquire() for a playout job that would have to wait for a rundown: its thread does
/// other work until the lock is the job's, and then runs it anew.
class LockPending : public std::exception {
 public:
  const char* what() const noexcept override { return "the job waits for a lock"; }
};

/// Waits for and gives back the locks of one thread. Order and double locks are checked by the
/// job's context before it gets here.
class LockService {
 public:
  virtual ~LockService() = default;
  /// Returns when the lock is held. Throws UserError LockTimedOut, or JobDeadlinePassed when the
  /// task's deadline is over at the grant (the lock is then given back); or LockPending.
  virtual void acquire(const LockKey& key, const JobTask& task) = 0;
  virtual void release(const LockKey& key) = 0;
};

/// Grants everything at once: one thread alone.
class SoleLocks final : public LockService {
 public:
  void acquire(const LockKey&, const JobTask&) override {}
  void release(const LockKey&) override {}
};

/// Sends a command to a device and waits for the reply.
class DeviceCommands {
 public:
  virtual ~DeviceCommands() = default;
  /// Throws std::runtime_error with the device's error, or when no reply came in time.
  virtual Json run(const StudioId& studio, PeripheralDeviceCommand command, double timeout_ms) = 0;
};

/// Where the jobs go that a job queued.
class FollowUps {
 public:
  virtual ~FollowUps() = default;
  /// The records to be committed with the job that queued them.
  virtual std::vector<JobRecord> records(const std::vector<QueuedJob>& jobs) = 0;
  /// The records are on disk: they may run.
  virtual void committed(std::vector<JobRecord> records) = 0;
};

/// Drops them: replay runs what it reads in the outcome.
class NoFollowUps final : public FollowUps {
 public:
  std::vector<JobRecord> records(const std::vector<QueuedJob>&) override { return {}; }
  void committed(std::vector<JobRecord>) override {}
};

/// The thread's loaded blueprints, made on first use.
using BlueprintSource = std::function<blueprints::Blueprints&()>;

}  // namespace takt::worker
