#pragma once

// The store: documents in memory and one transaction log behind them (DESIGN section 5).
// SqliteStore (store/sqlite/) on disk, MemoryStore for replay and tests.
//
// commit() returns when the transaction is on disk and published to memory and subscribers. Any
// thread; concurrent commits share one sync (group commit).
//
//   const LeaseEpoch epoch = store.acquire_studio(studio);
//   Transaction transaction;
//   transaction.studio = studio;
//   transaction.changes = view.take_changes();
//   transaction.locks.playlists = {playlist_id};
//   transaction.epoch = epoch;
//   store.commit(std::move(transaction));

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "store/documents.h"

namespace takt {

using JobId = Id<struct JobTag>;

/// Counts the owners of a studio: a commit by an earlier owner is refused (DESIGN R5).
using LeaseEpoch = uint64_t;

/// A durable job as the store keeps it until it is done. Times are ms since the epoch.
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
  // Kept by the store beside the record, by marks (JobMark):
  int attempts = 0;         // how often it was started
  int crashes = 0;          // starts that ended with the process
  bool superseded = false;  // later data has made it pointless
  bool operator==(const JobRecord&) const = default;
};
BOOST_DESCRIBE_STRUCT(JobRecord, (),
                      (id, studio, queue, name, payload, partition, idempotency_key, merge_key,
                       priority, queued_at, not_before))
TAKT_JSON(JobRecord)

/// How a durable job ended; kept for a while so that a ticket can be asked for.
struct JobCompletion {
  JobId id;
  Json result;  // null when it failed
  Json error;   // a UserError's JSON, or null
  Time finished_at = 0;
  /// It failed by a defect: its record goes to the dead letters.
  bool dead_letter = false;
  bool operator==(const JobCompletion&) const = default;
};

/// A durable job that failed by a defect, kept until somebody retries or discards it.
struct DeadLetter {
  JobRecord job;
  Json error;
  Time failed_at = 0;
};
/// The oldest dead letters beyond this many are dropped.
constexpr size_t kMaxDeadLetters = 500;

/// What happens to a known job beside its end.
enum class JobMark : uint8_t {
  /// A waiting job starts: when the process ends before it does, that is one of its crashes.
  started,
  /// A started job ended without a result, and the process lives.
  interrupted,
  /// A waiting job's crashes are forgotten.
  pardoned,
  /// Later data has made a waiting job or a dead letter pointless.
  superseded,
  /// A dead letter goes.
  discarded,
};
struct MarkedJob {
  JobId id;
  JobMark mark{};
};

/// A queue of a studio that an operator holds, or one lane of it.
struct HeldLane {
  std::string queue;  // studio, ingest, events
  int lane = 0;       // 0: all
  auto operator<=>(const HeldLane&) const = default;
};

/// How long ended jobs are remembered, and with them their idempotency keys. Ages are counted from
/// the newest end.
struct CompletionRetention {
  double max_age_ms = 24 * 3600 * 1000.0;
  size_t max_count = 20'000;
};

/// One line of the flight recorder (DESIGN section 4); `body` is what the conductor noted.
struct JournalRow {
  StudioId studio;
  JobId job;
  std::string name;
  Time finished_at = 0;
  Json body;
  bool operator==(const JournalRow&) const = default;
};

struct JournalQuery {
  StudioId studio;
  Time from = 0;
  Time to = 1e18;
  size_t limit = 1000;  // the newest ones
  JobId job{};          // empty: of any job
};

/// All documents of a studio, and the settings, as one commit left them.
struct StudioMoment {
  /// The number of that commit among the studio's since the store was opened.
  uint64_t commits = 0;
  /// Store::system_commits() then.
  uint64_t system_commits = 0;
  /// In insertion order within a collection.
  ChangeSet documents;
};

/// What the store did since it was opened, for metrics.
struct StoreStatistics {
  uint64_t commits = 0;
  uint64_t groups = 0;
  uint64_t failed_groups = 0;
  double commit_seconds = 0;  // of groups, with their syncs
  double longest_commit_seconds = 0;
  uint64_t wal_pages = 0;
  uint64_t unapplied_bytes = 0;  // committed, and not yet moved into the database
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

/// What commit() tells about it.
struct CommitReceipt {
  /// Its number among the studio's (StudioMoment::commits); 0 when it changed no document of the
  /// studio.
  uint64_t place = 0;
  /// How long it took to show it to readers and subscribers.
  double publish_ms = 0;
  /// What was there before: to be let go of when nobody waits for that.
  std::vector<AnyDoc> replaced;
};

/// What becomes visible together, or not at all.
struct Transaction {
  StudioId studio;  // empty: only system documents
  ChangeSet changes;
  /// Of some of the changes, where there was time to make them beforehand.
  ChangeTexts texts;
  /// New jobs; one with the id of a waiting job replaces that record and keeps its place.
  std::vector<JobRecord> queued;
  std::optional<JobCompletion> completed;
  std::vector<JobId> merged_away;  // waiting jobs that end as the completed one does
  std::vector<MarkedJob> marks;
  std::vector<HeldLane> held;
  std::vector<HeldLane> released;
  LockCoverage locks;
  /// What acquire_studio() gave; 0 while nobody owns the studio (replay, tests).
  LeaseEpoch epoch = 0;
  CommitClass commit_class = CommitClass::normal;
  /// False: outlives the process but not a power failure; spares the sync (attempt counts).
  bool sync = true;
  /// May be null.
  CommitReceipt* receipt = nullptr;
};

/// Thrown when the transaction could not be written; nothing was published.
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// The outcome of this or an earlier commit is unknown; every later commit fails too. The store has
/// to be opened anew from disk.
class StorePoisonedError : public StoreError {
 public:
  using StoreError::StoreError;
};
/// The studio has another owner by now.
class LeaseLostError : public StoreError {
 public:
  using StoreError::StoreError;
};
/// A queued job carries an idempotency key whose window is open.
class IdempotencyKeyTakenError : public StoreError {
 public:
  IdempotencyKeyTakenError(const std::string& message, JobId holder)
      : StoreError(message), holder_(std::move(holder)) {}
  /// The job that the key belongs to.
  const JobId& holder() const { return holder_; }

 private:
  JobId holder_;
};
/// A job that the transaction completes or queues has ended already: it must not happen twice.
class JobAlreadyDoneError : public StoreError {
 public:
  using StoreError::StoreError;
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
/// Called after a commit was published, in the order of the commits, on a committing thread (which
/// may be that of another commit of the same group); must be quick and not commit.
using ChangeListener =
    std::function<void(const StudioId& studio, const std::vector<DocumentChange>& changes)>;

class Store {
 public:
  virtual ~Store() = default;

  /// Settings and system documents.
  virtual const Documents& system() const = 0;
  /// A studio's documents, loaded on first use. Valid as long as the store.
  virtual const Documents& studio(const StudioId& id) = 0;

  /// Makes the caller the studio's owner: commits with an earlier epoch fail with LeaseLostError.
  virtual LeaseEpoch acquire_studio(const StudioId& id) = 0;

  /// Throws StoreError or one of its kinds (nothing published), or LockCoverageError.
  virtual void commit(Transaction transaction) = 0;

  /// Durable jobs that are not done, in the order in which they were queued.
  virtual std::vector<JobRecord> waiting_jobs(const StudioId& studio) = 0;
  /// The record of one of them.
  virtual std::optional<JobRecord> waiting_job(const JobId& id) = 0;
  /// The outcome of a durable job; nullopt when unknown or not done.
  virtual std::optional<JobCompletion> completion(const JobId& id) = 0;
  /// Oldest first.
  virtual std::vector<DeadLetter> dead_letters(const StudioId& studio) = 0;
  /// What operators hold of it.
  virtual std::vector<HeldLane> held_lanes(const StudioId& studio) = 0;
  /// The job that carried this idempotency key, if its window is open.
  virtual std::optional<JobId> job_with_key(const StudioId& studio, const std::string& key) = 0;

  /// Off the take's path, and beside the commits: on disk some milliseconds later.
  virtual void append_journal(std::vector<JournalRow> rows) = 0;
  /// Oldest first.
  virtual std::vector<JournalRow> journal(const JournalQuery& query) = 0;

  virtual void subscribe(ChangeListener listener) = 0;

  /// What a reader sees now, all of it of one moment. Quick: documents are shared.
  virtual StudioMoment moment(const StudioId& studio) = 0;
  /// How many commits changed settings or system documents since the store was opened.
  virtual uint64_t system_commits() const = 0;
  virtual StoreStatistics statistics() const { return {}; }

  /// It takes no more commits (StorePoisonedError): whoever runs it opens it anew.
  virtual bool is_lost() const { return false; }
};

}  // namespace takt
