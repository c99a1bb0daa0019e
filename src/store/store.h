#pragma once

// The store: documents in memory and one transaction log behind them (DESIGN section 5). SQLite
// (store/sqlite/) on disk, MemoryStore for replay and tests.
//
// commit() returns when the transaction is on disk and published to memory and subscribers. Any
// thread; concurrent commits share one sync (group commit).

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "store/documents.h"

namespace takt {

using JobId = Id<struct JobTag>;

/// A durable job as the store keeps it until it is done.
struct JobRecord {
  JobId id;
  StudioId studio;
  std::string queue;  // studio, ingest, events
  std::string name;
  Json payload;
  std::string partition;        // jobs of one partition run in order
  std::string idempotency_key;  // empty: none
  std::string merge_key;        // coalescing jobs: equal waiting ones are merged
  int priority = 0;             // lower runs first
  Time queued_at = 0;
  Time not_before = 0;
  int attempts = 0;
};

/// How a durable job ended; kept for a while so that a ticket can be asked for.
struct JobCompletion {
  JobId id;
  Json result;  // null when it failed
  Json error;   // a UserError's JSON, or null
  Time finished_at = 0;
};

/// In which order waiting commits are taken along: a take is never behind a bulk one.
enum class CommitClass : uint8_t { playout, normal, bulk };

/// The playlists and rundowns whose locks the writer holds; the store refuses changes that these
/// don't cover (DESIGN R3).
struct LockCoverage {
  std::vector<PlaylistId> playlists;
  std::vector<RundownId> rundowns;
  /// Settings and other documents written by the system itself, and replay's write steps.
  bool everything = false;
};

/// What becomes visible together, or not at all.
struct Transaction {
  StudioId studio;  // empty: only system documents
  ChangeSet changes;
  std::vector<JobRecord> queued;
  std::optional<JobCompletion> completed;
  std::vector<JobId> merged_away;  // waiting jobs that another replaced
  LockCoverage locks;
  CommitClass commit_class = CommitClass::normal;
};

/// Thrown when the transaction could not be written; nothing was published.
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// A change that the writer's locks don't cover: a defect.
class LockCoverageError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// One document before and after a commit; `before` or `after` is null when it wasn't there.
struct DocumentChange {
  Collection collection{};
  std::string id;
  std::shared_ptr<const void> before;
  std::shared_ptr<const void> after;
};
/// Called on the committing thread after a commit was published; must be quick and not commit.
using ChangeListener =
    std::function<void(const StudioId& studio, const std::vector<DocumentChange>& changes)>;

class Store {
 public:
  virtual ~Store() = default;

  /// Settings and system documents.
  virtual const Documents& system() const = 0;
  /// A studio's documents, loaded on first use. Valid as long as the store.
  virtual const Documents& studio(const StudioId& id) = 0;

  /// Throws StoreError (nothing published) or LockCoverageError.
  virtual void commit(Transaction transaction) = 0;

  /// Durable jobs that are not done, in the order in which they were queued.
  virtual std::vector<JobRecord> waiting_jobs(const StudioId& studio) = 0;
  /// The outcome of a durable job; nullopt when unknown or not done.
  virtual std::optional<JobCompletion> completion(const JobId& id) = 0;
  /// The job that carried this idempotency key, if its window is open.
  virtual std::optional<JobId> job_with_key(const StudioId& studio, const std::string& key) = 0;

  virtual void subscribe(ChangeListener listener) = 0;
};

}  // namespace takt
