#pragma once

// What commits do to the tables, as numbered statements with their arguments. A transaction is
// written down as a text of operations (bytes, in the redo log) and carried out from it, whether it
// was committed a moment ago or is found in the log at the next start.

#include <unordered_set>

#include "store/sqlite/database.h"

namespace takt::sqlite {

/// The numbers are in logs on disk: new ones go to the end.
enum class Op : uint8_t {
  put_document,
  remove_document,
  put_job,
  put_completion,
  put_dead_letter,
  prune_dead_letters,
  remove_dead_letter,
  mark_started,
  mark_interrupted,
  mark_pardoned,
  mark_superseded_job,
  mark_superseded_letter,
  hold_lane,
  release_lane,
  put_lease,
  put_journal,
};

/// Appends an operation to `out`. Arguments are texts, numbers and optional texts (null).
class OperationWriter {
 public:
  explicit OperationWriter(std::string& out) : out_(out) {}

  template <class... A>
  void add(Op op, const A&... arguments) {
    out_.push_back(static_cast<char>(op));
    out_.push_back(static_cast<char>(sizeof...(A)));
    (put(arguments), ...);
  }

 private:
  void put(std::string_view text);
  void put(const std::string& text) { put(std::string_view(text)); }
  void put(const char* text) { put(std::string_view(text)); }
  void put(const std::optional<std::string>& text);
  void put(int64_t number);
  void put(uint64_t number) { put(static_cast<int64_t>(number)); }
  void put(double number);

  std::string& out_;
};

/// Ids in the texts that they were found in.
using JobIds = std::unordered_set<std::string_view>;

/// Adds the jobs that end well in a text of operations. Throws StoreError when it can't be read.
void note_succeeded(std::string_view text, JobIds& jobs);

/// The statements of a connection.
class Operations {
 public:
  explicit Operations(Database& database);

  /// Carries out all operations of a text. `succeeded`: jobs known to end well in this or a later
  /// text; what they were to do isn't written, as nobody reads it again. Throws DatabaseError, or
  /// StoreError when the text can't be read.
  void run(std::string_view text, const JobIds& succeeded = {});

 private:
  std::vector<std::unique_ptr<Statement>> statements_;  // by Op
  std::vector<Value> arguments_;
};

}  // namespace takt::sqlite
