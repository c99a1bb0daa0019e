#pragma once

// The peer of every durable figure: the same bytes in one bare SQLite transaction (WAL,
// synchronous=FULL) on the same file system, with nothing of Takt around it. Measure it in turns
// with what is compared, as the disk's own sync swings from minute to minute.

#include <filesystem>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace takt::bench {

class BareCommit {
 public:
  /// Rows of these sizes (bytes) are written anew by every commit. The database is a file in
  /// `folder`.
  BareCommit(const std::filesystem::path& folder, const std::vector<size_t>& row_sizes);
  ~BareCommit();
  BareCommit(const BareCommit&) = delete;
  BareCommit& operator=(const BareCommit&) = delete;

  /// Writes all rows in one transaction and syncs. Ends the program on an error.
  void commit();

 private:
  void check(int code, const char* doing) const;

  sqlite3* database_ = nullptr;
  sqlite3_stmt* put_ = nullptr;
  std::vector<std::string> rows_;
  char next_ = 'a';
};

}  // namespace takt::bench
