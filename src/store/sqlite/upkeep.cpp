#include "store/sqlite/upkeep.h"

namespace takt::sqlite {

namespace {

void append(std::vector<JobId>& to, std::vector<JobId>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

std::vector<JobId> take_first(std::vector<JobId>& ids, size_t count) {
  const auto end = ids.begin() + static_cast<ptrdiff_t>(std::min(ids.size(), count));
  std::vector<JobId> taken(std::make_move_iterator(ids.begin()), std::make_move_iterator(end));
  ids.erase(ids.begin(), end);
  return taken;
}

}  // namespace

void UpkeepQueue::add(Upkeep upkeep) {
  const MutexLock lock(mutex_);
  append(waiting_.ended, std::move(upkeep.ended));
  append(waiting_.forgotten, std::move(upkeep.forgotten));
  waiting_.prune_journal = waiting_.prune_journal || upkeep.prune_journal;
}

Upkeep UpkeepQueue::next() {
  const MutexLock lock(mutex_);
  Upkeep next;
  next.ended = take_first(waiting_.ended, kBatch);
  // A forgotten job is dropped after it was moved.
  if (waiting_.ended.empty()) next.forgotten = take_first(waiting_.forgotten, kBatch);
  next.prune_journal = std::exchange(waiting_.prune_journal, false);
  return next;
}

UpkeepWriter::UpkeepWriter(Database& database, JournalLimits limits)
    : limits_(limits),
      keep_job_(database,
                "UPDATE completions SET studio = jobs.studio, "
                "idempotency_key = jobs.idempotency_key, "
                "job = CASE WHEN completions.error IS NOT NULL THEN jobs.body END "
                "FROM jobs WHERE jobs.id = completions.id AND completions.id = ?"),
      remove_job_(database, "DELETE FROM jobs WHERE id = ?"),
      remove_completion_(database, "DELETE FROM completions WHERE id = ?"),
      prune_journal_by_count_(database,
                              "DELETE FROM journal WHERE seq <= "
                              "(SELECT max(seq) FROM journal) - ?"),
      prune_journal_by_age_(database,
                            "DELETE FROM journal WHERE seq IN "
                            "(SELECT seq FROM journal ORDER BY seq LIMIT 1000) AND finished_at < "
                            "(SELECT finished_at FROM journal ORDER BY seq DESC LIMIT 1) - ?") {}

void UpkeepWriter::run(const Upkeep& upkeep) {
  for (const JobId& id : upkeep.ended) {
    keep_job_.run(id.str());
    remove_job_.run(id.str());
  }
  for (const JobId& id : upkeep.forgotten) remove_completion_.run(id.str());
  if (!upkeep.prune_journal) return;
  prune_journal_by_count_.run(static_cast<int64_t>(limits_.max_rows));
  prune_journal_by_age_.run(limits_.max_age_ms);
}

}  // namespace takt::sqlite
