#include "store/sqlite/database.h"

#include <sqlite3.h>

#include <cerrno>

namespace takt::sqlite {

bool DatabaseError::is_full() const {
  const int code = code_ & 0xff;
  const bool has_no_space = system_error_ == ENOSPC || system_error_ == EDQUOT;
  const bool is_sync = code_ == SQLITE_IOERR_FSYNC || code_ == SQLITE_IOERR_DIR_FSYNC;
  return code == SQLITE_FULL || (code == SQLITE_IOERR && has_no_space && !is_sync);
}

bool DatabaseError::is_io() const {
  return (code_ & 0xff) == SQLITE_IOERR && !is_full();
}

bool DatabaseError::is_damage() const {
  const int code = code_ & 0xff;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

Database::Database(const std::string& path, Access access) {
  const int mode = access == Access::read_only ? SQLITE_OPEN_READONLY
                                               : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &handle_, mode | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    const std::string message = fmt::format("can't open {}: {}", path, sqlite3_errstr(code));
    sqlite3_close(handle_);
    throw DatabaseError(message, code);
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, 10'000);
}

Database::~Database() {
  sqlite3_close(handle_);
}

void Database::exec(const char* sql) {
  if (const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK) {
    fail(sql, code);
  }
}

std::string Database::value(const char* sql) {
  std::string found;
  bool is_first = true;
  Statement(*this, sql).query([&](const Row& row) {
    if (is_first) found = row.text(0);
    is_first = false;
  });
  return found;
}

bool Database::in_autocommit() const {
  return sqlite3_get_autocommit(handle_) != 0;
}

void Database::fail(std::string_view doing, int code) const {
  throw DatabaseError(fmt::format("database: {} ({}), in {}", sqlite3_errmsg(handle_),
                                  sqlite3_errstr(code), doing.substr(0, 60)),
                      code, sqlite3_system_errno(handle_));
}

int64_t Row::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Row::real(int column) const {
  return sqlite3_column_double(statement_, column);
}
bool Row::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::string_view Row::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (text == nullptr) return {};
  return {text, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (code != SQLITE_OK) database.fail(sql, code);
}

Statement::~Statement() {
  sqlite3_finalize(handle_);
}

void Statement::run_with(const std::vector<Value>& arguments) {
  if (static_cast<int>(arguments.size()) != sqlite3_bind_parameter_count(handle_)) {
    throw StoreError(fmt::format("an operation of the log has {} arguments", arguments.size()));
  }
  int index = 0;
  for (const Value& argument : arguments) {
    ++index;
    std::visit([&](const auto& value) { bind(index, value); }, argument);
  }
  const Reset reset{*this};
  step();
}

void Statement::bind(int index, std::monostate) {
  sqlite3_bind_null(handle_, index);
}

void Statement::bind(int index, std::string_view text) {
  // An empty view may have no data, which SQLite would take for null.
  const char* data = text.data() == nullptr ? "" : text.data();
  const int code =
      sqlite3_bind_text64(handle_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) database_.fail("bind", code);
}

void Statement::bind(int index, const std::optional<std::string>& text) {
  if (text) {
    bind(index, *text);
  } else {
    bind(index, std::monostate());
  }
}

void Statement::bind(int index, int64_t number) {
  sqlite3_bind_int64(handle_, index, number);
}
void Statement::bind(int index, double number) {
  sqlite3_bind_double(handle_, index, number);
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail(sqlite3_sql(handle_), code);
  return false;
}

void Statement::reset() {
  sqlite3_reset(handle_);
}

}  // namespace takt::sqlite
