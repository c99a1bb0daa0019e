#include "store/sqlite/transaction_writer.h"

#include "base/fault.h"
#include "store/published.h"

namespace takt::sqlite {

void prepare(PreparedTransaction& prepared) {
  const Transaction& transaction = prepared.transaction;
  prepared.commit_class = transaction.commit_class;
  prepared.sync = transaction.sync;
  for (const Change& change : transaction.changes) {
    prepared.bodies.push_back(change_text(change));
    prepared.bytes += prepared.bodies.back().size();
  }
  for (const JobRecord& job : transaction.queued) {
    prepared.queued.push_back(dump(to_json(job)));
    prepared.bytes += prepared.queued.back().size();
  }
  if (transaction.completed) {
    prepared.result = dump(transaction.completed->result);
    if (!transaction.completed->error.is_null()) {
      prepared.failure = dump(transaction.completed->error);
    }
  }
  for (const JournalRow& row : prepared.journal) {
    prepared.journal_bodies.push_back(dump(row.body));
    prepared.bytes += prepared.journal_bodies.back().size();
  }
}

namespace {

std::string_view scope_of(const PreparedTransaction& prepared, const Change& change) {
  return is_system_collection(change.collection) ? std::string_view()
                                                 : prepared.transaction.studio.str();
}

}  // namespace

TransactionWriter::TransactionWriter(Database& database, JournalLimits journal_limits)
    : journal_limits_(journal_limits),
      // A replaced document keeps its place.
      put_document_(database,
                    "INSERT INTO documents(seq, scope, collection, id, body) VALUES(?, ?, ?, ?, ?) "
                    "ON CONFLICT(scope, collection, id) DO UPDATE SET body = excluded.body"),
      // By the key of the table alone, for a document that memory has.
      replace_document_(database, "UPDATE documents SET body = ? WHERE seq = ? AND id = ?"),
      remove_document_(database,
                       "DELETE FROM documents WHERE scope = ? AND collection = ? AND id = ?"),
      put_job_(database,
               "INSERT INTO jobs(id, studio, idempotency_key, body) VALUES(?, ?, ?, ?) "
               "ON CONFLICT(id) DO UPDATE SET body = excluded.body"),
      remove_job_(database, "DELETE FROM jobs WHERE id = ?"),
      put_completion_(database,
                      "INSERT INTO completions(id, finished_at, result, error) VALUES(?, ?, ?, ?)"),
      put_dead_letter_(database,
                       "INSERT INTO dead_letters(id, studio, failed_at, attempts, error, job) "
                       "SELECT id, studio, ?, attempts, ?, body FROM jobs WHERE id = ?"),
      prune_dead_letters_(database,
                          "DELETE FROM dead_letters WHERE seq <= "
                          "(SELECT max(seq) FROM dead_letters) - ?"),
      remove_dead_letter_(database, "DELETE FROM dead_letters WHERE id = ?"),
      mark_started_(database, "UPDATE jobs SET attempts = attempts + 1, running = 1 WHERE id = ?"),
      mark_interrupted_(database, "UPDATE jobs SET running = 0 WHERE id = ?"),
      mark_pardoned_(database, "UPDATE jobs SET crashes = 0, running = 0 WHERE id = ?"),
      mark_superseded_job_(database, "UPDATE jobs SET superseded = 1 WHERE id = ?"),
      mark_superseded_letter_(database, "UPDATE dead_letters SET superseded = 1 WHERE id = ?"),
      keep_job_(database,
                "UPDATE completions SET studio = jobs.studio, "
                "idempotency_key = jobs.idempotency_key, "
                "job = CASE WHEN completions.error IS NOT NULL THEN jobs.body END "
                "FROM jobs WHERE jobs.id = completions.id AND completions.id = ?"),
      remove_completion_(database, "DELETE FROM completions WHERE id = ?"),
      hold_lane_(database, "INSERT OR IGNORE INTO held_lanes(studio, queue, lane) VALUES(?, ?, ?)"),
      release_lane_(database, "DELETE FROM held_lanes WHERE studio = ? AND queue = ? AND lane = ?"),
      put_lease_(database, "INSERT OR REPLACE INTO leases(studio, epoch) VALUES(?, ?)"),
      put_journal_(database,
                   "INSERT INTO journal(studio, job, name, finished_at, body) "
                   "VALUES(?, ?, ?, ?, ?)"),
      prune_journal_by_count_(database,
                              "DELETE FROM journal WHERE seq <= "
                              "(SELECT max(seq) FROM journal) - ?"),
      prune_journal_by_age_(database,
                            "DELETE FROM journal WHERE seq IN "
                            "(SELECT seq FROM journal ORDER BY seq LIMIT 1000) AND finished_at < "
                            "(SELECT finished_at FROM journal ORDER BY seq DESC LIMIT 1) - ?"),
      restart_wal_(database, "INSERT OR REPLACE INTO meta(key, value) VALUES('checkpoint', 1)") {
  const std::string newest = database.value("SELECT max(seq) FROM documents");
  if (!newest.empty()) last_sequence_ = std::stoull(newest);
  Statement(database, "SELECT studio, epoch FROM leases").query([&](const Row& row) {
    epochs_[StudioId(row.text(0))] = static_cast<LeaseEpoch>(row.integer(1));
  });
}

bool TransactionWriter::write(PreparedTransaction& prepared,
                              const std::function<bool()>& must_stop) {
  const Transaction& transaction = prepared.transaction;
  if (!transaction.studio.empty()) check_lease(transaction, epochs_[transaction.studio]);
  TAKT_FAULT("store.commit.statement");
  if (!write_documents(prepared, must_stop)) return false;
  TAKT_FAULT("store.commit.documents_written");
  write_jobs(prepared);
  write_holds(transaction);
  if (prepared.acquired) {
    prepared.epoch = epochs_[*prepared.acquired] + 1;
    put_lease_.run(prepared.acquired->str(), prepared.epoch);
  }
  write_journal(prepared);
  write_upkeep(prepared.upkeep);
  return true;
}

void TransactionWriter::committed(const PreparedTransaction& prepared) {
  if (prepared.acquired) epochs_[*prepared.acquired] = prepared.epoch;
}

bool TransactionWriter::write_documents(PreparedTransaction& prepared,
                                        const std::function<bool()>& must_stop) {
  const ChangeSet& changes = prepared.transaction.changes;
  prepared.sequences.assign(changes.size(), 0);
  for (size_t i = 0; i < changes.size(); ++i) {
    if (i % kDocumentsBetweenStops == 0 && must_stop()) return false;
    const Change& change = changes[i];
    if (change.document) {
      prepared.sequences[i] = put_document(prepared, i);
    } else {
      remove_document_.run(scope_of(prepared, change), collection_name(change.collection), change.id);
    }
  }
  return true;
}

/// Gives the document's place in storage order.
uint64_t TransactionWriter::put_document(const PreparedTransaction& prepared, size_t index) {
  const Change& change = prepared.transaction.changes[index];
  const std::string& body = prepared.bodies[index];
  const bool is_known = prepared.studio != nullptr && !is_system_collection(change.collection);
  const uint64_t place = is_known ? prepared.studio->sequence(change.collection, change.id) : 0;
  if (place != 0) {
    replace_document_.run(body, place, change.id);
    // Otherwise another transaction of the group has removed it.
    if (replace_document_.changed_rows() != 0) return place;
  }
  put_document_.run(++last_sequence_, scope_of(prepared, change),
                    collection_name(change.collection), change.id, body);
  return last_sequence_;
}

void TransactionWriter::write_jobs(const PreparedTransaction& prepared) {
  const Transaction& transaction = prepared.transaction;
  for (const MarkedJob& marked : transaction.marks) write_mark(marked);
  for (size_t i = 0; i < transaction.queued.size(); ++i) {
    const JobRecord& job = transaction.queued[i];
    put_job_.run(job.id.str(), job.studio.str(), job.idempotency_key, prepared.queued[i]);
  }
  if (transaction.completed) write_completion(prepared);
}

void TransactionWriter::write_completion(const PreparedTransaction& prepared) {
  const JobCompletion& completed = *prepared.transaction.completed;
  const auto put = [&](const JobId& id) {
    put_completion_.run(id.str(), completed.finished_at, prepared.result, prepared.failure);
  };
  put(completed.id);
  for (const JobId& id : prepared.transaction.merged_away) put(id);
  if (!completed.dead_letter) return;
  put_dead_letter_.run(completed.finished_at, prepared.failure, completed.id.str());
  prune_dead_letters_.run(static_cast<int64_t>(kMaxDeadLetters));
}

void TransactionWriter::write_mark(const MarkedJob& marked) {
  const std::string& id = marked.id.str();
  switch (marked.mark) {
    case JobMark::started:
      mark_started_.run(id);
      break;
    case JobMark::interrupted:
      mark_interrupted_.run(id);
      break;
    case JobMark::pardoned:
      mark_pardoned_.run(id);
      break;
    case JobMark::superseded:
      mark_superseded_job_.run(id);
      mark_superseded_letter_.run(id);
      break;
    case JobMark::discarded:
      remove_dead_letter_.run(id);
      break;
  }
}

void TransactionWriter::write_holds(const Transaction& transaction) {
  const std::string& studio = transaction.studio.str();
  for (const HeldLane& held : transaction.held) {
    hold_lane_.run(studio, held.queue, static_cast<int64_t>(held.lane));
  }
  for (const HeldLane& held : transaction.released) {
    release_lane_.run(studio, held.queue, static_cast<int64_t>(held.lane));
  }
}

void TransactionWriter::write_journal(const PreparedTransaction& prepared) {
  for (size_t i = 0; i < prepared.journal.size(); ++i) {
    const JournalRow& row = prepared.journal[i];
    put_journal_.run(row.studio.str(), row.job.str(), row.name, row.finished_at,
                     prepared.journal_bodies[i]);
  }
}

void TransactionWriter::write_upkeep(const Upkeep& upkeep) {
  for (const JobId& id : upkeep.ended) {
    keep_job_.run(id.str());
    remove_job_.run(id.str());
  }
  for (const JobId& id : upkeep.forgotten) remove_completion_.run(id.str());
  if (upkeep.prune_journal) {
    prune_journal_by_count_.run(static_cast<int64_t>(journal_limits_.max_rows));
    prune_journal_by_age_.run(journal_limits_.max_age_ms);
  }
  if (upkeep.restart_wal) restart_wal_.run();
}

}  // namespace takt::sqlite
