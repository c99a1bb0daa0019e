#pragma once

// The flight recorder (DESIGN section 4): a row for every job that ended, written in batches on a
// thread of its own, off every job's path. So that a stretch of rows can be replayed, it also keeps
// the documents that the stretch began with: a base, taken when a studio starts and now and then,
// and written once a row follows it; and every change of settings.
//
// A row's body: {queue, run, place, now, seed, settings, end, payload, timings, changed, hashes,
// error, merged, deviceReplies}. `run` is this life of the store, `place` the number of the job's
// last commit among the studio's in it, `settings` Store::system_commits() of what it ran with,
// `hashes` those of the documents in `changed` (null: removed). Any thread may call.

#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "store/store.h"

namespace takt::conductor {

/// Where a studio's bases are kept in the journal; and changes of settings, which concern all.
StudioId base_scope(const StudioId& studio);
StudioId settings_scope();
/// {collection: [documents]}; a removed one is {_id, $remove: true}.
JsonObject changes_json(const ChangeSet& changes);

class JournalWriter {
 public:
  /// Rows are written when so many wait, or after so long.
  static constexpr size_t kBatch = 200;
  static constexpr double kDelayMs = 250;
  /// Rows beyond these are dropped.
  static constexpr size_t kMaxBacklog = 20'000;
  /// A new base after so many rows, or so long.
  static constexpr size_t kRowsPerBase = 500;
  static constexpr double kBaseMs = 15 * 60'000.0;

  /// A row and what only the journal's thread turns into text.
  struct Entry {
    JournalRow row;
    uint64_t place = 0;
    ChangeSet changes;
  };

  JournalWriter(Store& store, const Clock& clock);
  ~JournalWriter();

  void start();
  /// Writes what waits, then ends the thread.
  void stop();

  void add(Entry entry);
  /// A studio starts, with these documents.
  void begin(const StudioId& studio, StudioMoment moment);
  /// Settings were committed, as the `version`th commit of system documents.
  void settings_changed(uint64_t version, ChangeSet changes);
  size_t backlog() const;
  /// Rows that were dropped or could not be written.
  uint64_t lost() const;

 private:
  struct Pending {
    StudioMoment moment;
    Time taken_at = 0;
  };
  struct Base {
    /// To be written before the next row.
    std::optional<Pending> pending;
    Time written_at = 0;
    size_t rows = 0;
  };

  void run();
  void write(std::vector<Entry> entries);
  /// The base to be written before this row, if any.
  std::optional<Pending> take_base(const Entry& entry);
  void add_base(const Entry& entry, std::vector<JournalRow>& rows);

  Store& store_;
  const Clock& clock_;
  const std::string run_;
  std::thread thread_;
  mutable Mutex mutex_;
  Condition changed_;
  std::vector<Entry> entries_ TAKT_GUARDED_BY(mutex_);
  std::map<StudioId, Base> bases_ TAKT_GUARDED_BY(mutex_);
  bool stopping_ TAKT_GUARDED_BY(mutex_) = false;
  uint64_t lost_ TAKT_GUARDED_BY(mutex_) = 0;
};

}  // namespace takt::conductor
