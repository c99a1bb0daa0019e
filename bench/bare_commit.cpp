#include "bare_commit.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdlib>

namespace takt::bench {

BareCommit::BareCommit(const std::filesystem::path& folder, const std::vector<size_t>& row_sizes) {
  check(sqlite3_open((folder / "bare.db").c_str(), &database_), "open");
  check(sqlite3_exec(database_,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "CREATE TABLE rows(id INTEGER PRIMARY KEY, body TEXT)",
                     nullptr, nullptr, nullptr),
        "create");
  check(
      sqlite3_prepare_v2(database_, "INSERT OR REPLACE INTO rows VALUES(?, ?)", -1, &put_, nullptr),
      "prepare");
  for (const size_t size : row_sizes) rows_.emplace_back(size, 'x');
}

BareCommit::~BareCommit() {
  sqlite3_finalize(put_);
  sqlite3_close(database_);
}

void BareCommit::commit() {
  next_ = next_ == 'z' ? 'a' : static_cast<char>(next_ + 1);
  check(sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), "begin");
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (!rows_[i].empty()) rows_[i][0] = next_;
    sqlite3_bind_int64(put_, 1, static_cast<sqlite3_int64>(i));
    sqlite3_bind_text64(put_, 2, rows_[i].data(), rows_[i].size(), SQLITE_STATIC, SQLITE_UTF8);
    if (sqlite3_step(put_) != SQLITE_DONE) check(SQLITE_ERROR, "write");
    sqlite3_reset(put_);
  }
  check(sqlite3_exec(database_, "COMMIT", nullptr, nullptr, nullptr), "commit");
}

void BareCommit::check(int code, const char* doing) const {
  if (code == SQLITE_OK) return;
  fmt::print(stderr, "bare commit: {}: {}\n", doing, sqlite3_errmsg(database_));
  std::exit(1);
}

}  // namespace takt::bench
