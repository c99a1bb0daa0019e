#include "store/sqlite/operations.h"

#include <cstring>

namespace takt::sqlite {

namespace {

// By Op. Each can be carried out again without harm.
constexpr const char* kStatements[] = {
    // A document that is there keeps its place.
    "INSERT INTO documents(seq, scope, collection, id, body) VALUES(?, ?, ?, ?, ?) "
    "ON CONFLICT(scope, collection, id) DO UPDATE SET body = excluded.body",
    "DELETE FROM documents WHERE scope = ? AND collection = ? AND id = ?",
    "INSERT INTO jobs(id, studio, idempotency_key, body) VALUES(?, ?, ?, ?) "
    "ON CONFLICT(id) DO UPDATE SET body = excluded.body",
    "INSERT OR REPLACE INTO completions(id, finished_at, result, error) VALUES(?, ?, ?, ?)",
    "INSERT OR REPLACE INTO dead_letters(id, studio, failed_at, attempts, error, job) "
    "SELECT id, studio, ?, attempts, ?, body FROM jobs WHERE id = ?",
    "DELETE FROM dead_letters WHERE seq <= (SELECT max(seq) FROM dead_letters) - ?",
    "DELETE FROM dead_letters WHERE id = ?",
    "UPDATE jobs SET attempts = attempts + 1, running = 1 WHERE id = ?",
    "UPDATE jobs SET running = 0 WHERE id = ?",
    "UPDATE jobs SET crashes = 0, running = 0 WHERE id = ?",
    "UPDATE jobs SET superseded = 1 WHERE id = ?",
    "UPDATE dead_letters SET superseded = 1 WHERE id = ?",
    "INSERT OR IGNORE INTO held_lanes(studio, queue, lane) VALUES(?, ?, ?)",
    "DELETE FROM held_lanes WHERE studio = ? AND queue = ? AND lane = ?",
    "INSERT OR REPLACE INTO leases(studio, epoch) VALUES(?, ?)",
    "INSERT INTO journal(studio, job, name, finished_at, body) VALUES(?, ?, ?, ?, ?)",
};
static_assert(std::size(kStatements) == static_cast<size_t>(Op::put_journal) + 1);

// Kinds of arguments.
constexpr char kNull = 'n';
constexpr char kInteger = 'i';
constexpr char kReal = 'd';
constexpr char kText = 't';

template <class T>
void append_raw(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Reads what OperationWriter has written.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool is_at_end() const { return rest_.empty(); }

  /// The next one.
  Op operation(std::vector<Value>& arguments) {
    const auto op = raw<uint8_t>();
    if (op >= std::size(kStatements)) {
      throw StoreError(fmt::format("operation {} of the log is not known", op));
    }
    arguments.resize(raw<uint8_t>());
    for (Value& argument : arguments) argument = value();
    return static_cast<Op>(op);
  }

 private:
  Value value() {
    switch (raw<char>()) {
      case kNull:
        return std::monostate();
      case kInteger:
        return raw<int64_t>();
      case kReal:
        return raw<double>();
      case kText:
        return take(raw<uint64_t>());
      default:
        throw StoreError("an argument of the log is of no known kind");
    }
  }

  std::string_view take(size_t size) {
    if (size > rest_.size()) throw StoreError("an operation of the log is cut off");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  template <class T>
  T raw() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }

  std::string_view rest_;
};

}  // namespace

void OperationWriter::put(std::string_view text) {
  out_.push_back(kText);
  append_raw(out_, static_cast<uint64_t>(text.size()));
  out_.append(text);
}

void OperationWriter::put(const std::optional<std::string>& text) {
  if (text) {
    put(*text);
  } else {
    out_.push_back(kNull);
  }
}

void OperationWriter::put(int64_t number) {
  out_.push_back(kInteger);
  append_raw(out_, number);
}

void OperationWriter::put(double number) {
  out_.push_back(kReal);
  append_raw(out_, number);
}

Operations::Operations(Database& database) {
  for (const char* statement : kStatements) {
    statements_.push_back(std::make_unique<Statement>(database, statement));
  }
}

void note_succeeded(std::string_view text, JobIds& jobs) {
  std::vector<Value> arguments;
  for (Reader reader(text); !reader.is_at_end();) {
    if (reader.operation(arguments) != Op::put_completion) continue;
    const bool has_failed = !std::holds_alternative<std::monostate>(arguments.at(3));
    if (!has_failed) jobs.insert(std::get<std::string_view>(arguments.at(0)));
  }
}

void Operations::run(std::string_view text, const JobIds& succeeded) {
  for (Reader reader(text); !reader.is_at_end();) {
    const Op op = reader.operation(arguments_);
    if (op == Op::put_job && succeeded.contains(std::get<std::string_view>(arguments_.at(0)))) {
      arguments_.at(3) = std::string_view("");
    }
    statements_[static_cast<size_t>(op)]->run_with(arguments_);
  }
}

}  // namespace takt::sqlite
