#pragma once

// One transaction as operations. What can be done beforehand (the documents' text) is done by
// prepare() on the committing thread; encode() is called by the leader of a group, one thread at a
// time.

#include "store/sqlite/group_commit.h"
#include "store/sqlite/operations.h"

namespace takt::sqlite {

struct PreparedTransaction : CommitEntry {
  Transaction transaction;
  Documents* studio = nullptr;
  std::optional<StudioId> acquired;
  bool sync = true;

  std::vector<std::string> bodies;  // of the changes; empty for a removal
  std::vector<std::string> queued;  // the jobs' records
  std::string result;
  std::optional<std::string> failure;

  // Set by the leader:
  std::vector<uint64_t> sequences;
  LeaseEpoch epoch = 0;  // of `acquired`
};

/// Fills in the texts, and the sizes by which a group is chosen.
void prepare(PreparedTransaction& prepared);

class TransactionEncoder {
 public:
  /// Takes the places and epochs that the database has.
  explicit TransactionEncoder(Database& database);

  /// Throws LeaseLostError. Nothing is kept of it unless committed() is called.
  void encode(PreparedTransaction& prepared, OperationWriter& out);
  void committed(const PreparedTransaction& prepared);

 private:
  void add_documents(PreparedTransaction& prepared, OperationWriter& out);

  uint64_t last_sequence_ = 0;
  std::unordered_map<StudioId, LeaseEpoch> epochs_;
};

}  // namespace takt::sqlite
