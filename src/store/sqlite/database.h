#pragma once

// A thin C++ front of SQLite: connections and prepared statements that throw. A connection and its
// statements are used by one thread at a time.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace takt::sqlite {

/// What SQLite refused, with its extended result code.
class DatabaseError : public StoreError {
 public:
  DatabaseError(const std::string& message, int code, int system_error = 0)
      : StoreError(message), code_(code), system_error_(system_error) {}
  /// The disk, or the database's own size limit, is full.
  bool is_full() const;
  /// The file is no sound database.
  bool is_damage() const;
  /// The disk failed, and not for want of space: what was written may be on it or not.
  bool is_io() const;

 private:
  int code_;
  int system_error_;
};

enum class Access : uint8_t { read_write, read_only };

class Database {
 public:
  Database(const std::string& path, Access access);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs statements that give no rows.
  void exec(const char* sql);
  /// The first column of the first row, as text; empty when there is none.
  std::string value(const char* sql);
  /// True while no transaction is open (SQLite may have rolled it back by itself).
  bool in_autocommit() const;
  sqlite3* handle() const { return handle_; }
  [[noreturn]] void fail(std::string_view doing, int code) const;

 private:
  sqlite3* handle_ = nullptr;
};

/// The row that a statement stands on; texts are valid until the next one.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  bool is_null(int column) const;

 private:
  sqlite3_stmt* statement_;
};

/// What a statement takes. A text is valid while the statement runs.
using Value = std::variant<std::monostate, int64_t, double, std::string_view>;

class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Binds the arguments in order and runs to the end.
  template <class... A>
  void run(const A&... arguments) {
    query([](const Row&) {}, arguments...);
  }

  /// The same with arguments of which only the running program knows how many there are.
  /// Throws StoreError when it takes another number of them.
  void run_with(const std::vector<Value>& arguments);

  /// Binds the arguments in order and calls visit(row) with every row.
  template <class F, class... A>
  void query(F visit, const A&... arguments) {
    int index = 0;
    (bind(++index, arguments), ...);
    const Reset reset{*this};
    while (step()) visit(Row(handle_));
  }

 private:
  struct Reset {
    Statement& statement;
    ~Reset() { statement.reset(); }
  };

  void bind(int index, std::monostate);
  void bind(int index, std::string_view text);
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind(int index, const std::optional<std::string>& text);
  void bind(int index, int64_t number);
  void bind(int index, uint64_t number) { bind(index, static_cast<int64_t>(number)); }
  void bind(int index, double number);
  bool step();
  void reset();

  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace takt::sqlite
