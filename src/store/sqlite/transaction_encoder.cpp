#include "store/sqlite/transaction_encoder.h"

#include "base/fault.h"
#include "store/published.h"

namespace takt::sqlite {

void prepare(PreparedTransaction& prepared) {
  Transaction& transaction = prepared.transaction;
  prepared.commit_class = transaction.commit_class;
  prepared.sync = transaction.sync;
  for (const Change& change : transaction.changes) {
    prepared.bodies.push_back(transaction.texts.take(change));
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
}

namespace {

std::string_view scope_of(const PreparedTransaction& prepared, const Change& change) {
  return is_system_collection(change.collection) ? std::string_view()
                                                 : prepared.transaction.studio.str();
}

void add_mark(const MarkedJob& marked, OperationWriter& out) {
  const std::string& id = marked.id.str();
  switch (marked.mark) {
    case JobMark::started:
      out.add(Op::mark_started, id);
      break;
    case JobMark::interrupted:
      out.add(Op::mark_interrupted, id);
      break;
    case JobMark::pardoned:
      out.add(Op::mark_pardoned, id);
      break;
    case JobMark::superseded:
      out.add(Op::mark_superseded_job, id);
      out.add(Op::mark_superseded_letter, id);
      break;
    case JobMark::discarded:
      out.add(Op::remove_dead_letter, id);
      break;
  }
}

void add_completion(const PreparedTransaction& prepared, OperationWriter& out) {
  const JobCompletion& completed = *prepared.transaction.completed;
  const auto add = [&](const JobId& id) {
    out.add(Op::put_completion, id.str(), completed.finished_at, prepared.result, prepared.failure);
  };
  add(completed.id);
  for (const JobId& id : prepared.transaction.merged_away) add(id);
  if (!completed.dead_letter) return;
  out.add(Op::put_dead_letter, completed.finished_at, prepared.failure, completed.id.str());
  out.add(Op::prune_dead_letters, static_cast<int64_t>(kMaxDeadLetters));
}

void add_jobs(const PreparedTransaction& prepared, OperationWriter& out) {
  const Transaction& transaction = prepared.transaction;
  for (const MarkedJob& marked : transaction.marks) add_mark(marked, out);
  for (size_t i = 0; i < transaction.queued.size(); ++i) {
    const JobRecord& job = transaction.queued[i];
    out.add(Op::put_job, job.id.str(), job.studio.str(), job.idempotency_key, prepared.queued[i]);
  }
  if (transaction.completed) add_completion(prepared, out);
}

void add_holds(const Transaction& transaction, OperationWriter& out) {
  const std::string& studio = transaction.studio.str();
  for (const HeldLane& held : transaction.held) {
    out.add(Op::hold_lane, studio, held.queue, static_cast<int64_t>(held.lane));
  }
  for (const HeldLane& held : transaction.released) {
    out.add(Op::release_lane, studio, held.queue, static_cast<int64_t>(held.lane));
  }
}

}  // namespace

TransactionEncoder::TransactionEncoder(Database& database) {
  const std::string newest = database.value("SELECT max(seq) FROM documents");
  if (!newest.empty()) last_sequence_ = std::stoull(newest);
  Statement(database, "SELECT studio, epoch FROM leases").query([&](const Row& row) {
    epochs_[StudioId(row.text(0))] = static_cast<LeaseEpoch>(row.integer(1));
  });
}

void TransactionEncoder::encode(PreparedTransaction& prepared, OperationWriter& out) {
  const Transaction& transaction = prepared.transaction;
  if (!transaction.studio.empty()) check_lease(transaction, epochs_[transaction.studio]);
  TAKT_FAULT("store.commit.statement");
  add_documents(prepared, out);
  TAKT_FAULT("store.commit.documents_written");
  add_jobs(prepared, out);
  add_holds(transaction, out);
  if (prepared.acquired) {
    prepared.epoch = epochs_[*prepared.acquired] + 1;
    out.add(Op::put_lease, prepared.acquired->str(), prepared.epoch);
  }
}

void TransactionEncoder::committed(const PreparedTransaction& prepared) {
  if (prepared.acquired) epochs_[*prepared.acquired] = prepared.epoch;
}

void TransactionEncoder::add_documents(PreparedTransaction& prepared, OperationWriter& out) {
  const ChangeSet& changes = prepared.transaction.changes;
  prepared.sequences.assign(changes.size(), 0);
  for (size_t i = 0; i < changes.size(); ++i) {
    const Change& change = changes[i];
    const std::string_view collection = collection_name(change.collection);
    if (!change.document) {
      out.add(Op::remove_document, scope_of(prepared, change), collection, change.id);
      continue;
    }
    // The place of a new document; one that is there keeps its own, in memory as in the database.
    prepared.sequences[i] = ++last_sequence_;
    out.add(Op::put_document, last_sequence_, scope_of(prepared, change), collection, change.id,
            prepared.bodies[i]);
  }
}

}  // namespace takt::sqlite
