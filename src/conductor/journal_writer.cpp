#include "conductor/journal_writer.h"

#include <pthread.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/id_generator.h"
#include "base/log.h"
#include "base/pack.h"
#include "base/thread_priority.h"
#include "worker/steady.h"

namespace takt::conductor {

using worker::steady_ms;
using worker::steady_point;

namespace {

void complete(JournalRow& row, const std::string& run, uint64_t place, const ChangeSet& changes) {
  JsonObject& body = row.body.as_object();
  body["run"] = run;
  body["place"] = place;
  // A document that a job of several steps wrote twice counts as it was left.
  std::map<std::string, const Change*> last;
  for (const Change& change : changes) {
    last[fmt::format("{}/{}", collection_name(change.collection), change.id)] = &change;
  }
  JsonArray changed;
  JsonArray hashes;
  for (const auto& [name, change] : last) {
    changed.emplace_back(name);
    hashes.push_back(change->document ? Json(get_hash(change_text(*change))) : Json(nullptr));
  }
  body["changed"] = std::move(changed);
  body["hashes"] = std::move(hashes);
}

std::string documents_text(const StudioMoment& moment) {
  std::string text = "{";
  std::optional<Collection> collection;
  for (const Change& change : moment.documents) {
    // What the program notes of itself concerns no job, nor does what was on air weeks ago.
    if (change.collection == Collection::workers ||
        change.collection == Collection::workersThreads ||
        change.collection == Collection::asRunLog) {
      continue;
    }
    if (collection != change.collection) {
      if (collection) text += "],";
      collection = change.collection;
      text += fmt::format("\"{}\":[", collection_name(change.collection));
    } else {
      text += ',';
    }
    text += change_text(change);
  }
  return text + (collection ? "]}" : "}");
}

}  // namespace

StudioId settings_scope() {
  return StudioId("\nsettings");
}

JsonObject changes_json(const ChangeSet& changes) {
  JsonObject documents;
  for (const Change& change : changes) {
    Json& list = documents[collection_name(change.collection)];
    if (list.is_null()) list = JsonArray{};
    list.as_array().push_back(change.document
                                  ? change_json(change)
                                  : Json(JsonObject{{"_id", change.id}, {"$remove", true}}));
  }
  return documents;
}

StudioId base_scope(const StudioId& studio) {
  // Ids contain no control characters.
  return StudioId(studio.str() + "\nbase");
}

JournalWriter::JournalWriter(Store& store, const Clock& clock)
    : store_(store), clock_(clock), run_(RandomIds().next()) {}

JournalWriter::~JournalWriter() {
  stop();
}

void JournalWriter::start() {
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "journal");
    log::context().thread = "journal";
    lower_thread_priority(10);
    run();
  });
}

void JournalWriter::stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void JournalWriter::add(Entry entry) {
  bool wake = false;
  {
    const MutexLock lock(mutex_);
    if (entries_.size() >= kMaxBacklog) {
      ++lost_;
      return;
    }
    entries_.push_back(std::move(entry));
    wake = entries_.size() == 1 || entries_.size() >= kBatch;
  }
  if (wake) changed_.notify_one();
}

void JournalWriter::begin(const StudioId& studio, StudioMoment moment) {
  const MutexLock lock(mutex_);
  bases_[studio].pending = Pending{std::move(moment), clock_.now()};
}

void JournalWriter::settings_changed(uint64_t version, ChangeSet changes) {
  Entry entry;
  entry.row.studio = settings_scope();
  entry.row.name = "settings";
  entry.row.finished_at = clock_.now();
  entry.row.body = JsonObject{{"settings", version}};
  entry.changes = std::move(changes);
  add(std::move(entry));
}

size_t JournalWriter::backlog() const {
  const MutexLock lock(mutex_);
  return entries_.size();
}

uint64_t JournalWriter::lost() const {
  const MutexLock lock(mutex_);
  return lost_;
}

void JournalWriter::run() {
  MutexLock lock(mutex_);
  double due = 0;  // 0: no row waits
  while (true) {
    if (!entries_.empty() && due == 0) due = steady_ms() + kDelayMs;
    if (!entries_.empty() && (stopping_ || entries_.size() >= kBatch || steady_ms() >= due)) {
      std::vector<Entry> entries = std::exchange(entries_, {});
      due = 0;
      lock.unlock();
      write(std::move(entries));
      lock.lock();
    } else if (stopping_) {
      return;
    } else if (entries_.empty()) {
      changed_.wait(mutex_);
    } else {
      changed_.wait_until(mutex_, steady_point(due));
    }
  }
}

std::optional<JournalWriter::Pending> JournalWriter::take_base(const Entry& entry) {
  const MutexLock lock(mutex_);
  const auto found = bases_.find(entry.row.studio);
  if (found == bases_.end() || entry.place == 0) return std::nullopt;
  Base& base = found->second;
  const Time now = clock_.now();
  std::optional<Pending> taken = std::exchange(base.pending, std::nullopt);
  const bool is_due = ++base.rows >= kRowsPerBase || now - base.written_at >= kBaseMs;
  if (!taken && is_due) taken = Pending{store_.moment(entry.row.studio), now};
  if (taken) {
    base.rows = 0;
    base.written_at = now;
  }
  return taken;
}

void JournalWriter::add_base(const Entry& entry, std::vector<JournalRow>& rows) {
  const std::optional<Pending> base = take_base(entry);
  if (!base) return;
  JournalRow row;
  row.studio = base_scope(entry.row.studio);
  row.name = "base";
  row.finished_at = base->taken_at;
  row.body = JsonObject{{"run", run_},
                        {"place", base->moment.commits},
                        {"settings", base->moment.system_commits},
                        {"documents", packed(documents_text(base->moment))}};
  rows.push_back(std::move(row));
}

void JournalWriter::write(std::vector<Entry> entries) {
  const size_t count = entries.size();
  try {
    std::vector<JournalRow> rows;
    for (Entry& entry : entries) {
      add_base(entry, rows);
      if (entry.row.studio == settings_scope()) {
        JsonObject& body = entry.row.body.as_object();
        body["run"] = run_;
        body["documents"] = packed(dump(Json(changes_json(entry.changes))));
      } else {
        complete(entry.row, run_, entry.place, entry.changes);
      }
      rows.push_back(std::move(entry.row));
    }
    store_.append_journal(std::move(rows));
  } catch (const std::exception& error) {
    log::error("{} journal rows are lost: {}", count, error.what());
    const MutexLock lock(mutex_);
    lost_ += count;
  }
}

}  // namespace takt::conductor
