#include "events/as_run_export.h"

#include <cmath>
#include <ctime>

namespace takt::events {

namespace {

/// ECMAScript's last day: what lies beyond is no time.
constexpr double kLastTimeMs = 8.64e15;

Time taken_of(const Doc<AsRunEntry>& row) {
  return row->taken.value_or(0.0);
}

bool taken_earlier(const Doc<AsRunEntry>& a, const Doc<AsRunEntry>& b) {
  return taken_of(a) < taken_of(b);
}

/// Parts in the order of their takes, each followed by its pieces.
bool comes_before(const Doc<AsRunEntry>& a, const Doc<AsRunEntry>& b) {
  const auto key = [](const AsRunEntry& row) {
    return std::tuple(row.taken.value_or(0.0), row.takeCount,
                      std::string_view(row.partInstanceId.str()), row.kind,
                      row.plannedStart.value_or(0.0), std::string_view(row._id.str()));
  };
  return key(*a) < key(*b);
}

std::vector<Doc<AsRunEntry>> candidates(const Documents& documents, const AsRunQuery& query) {
  if (!query.rundown.empty()) {
    return documents.by<AsRunEntry>(Index::rundown, query.rundown.str());
  }
  if (!query.playlist.empty()) {
    return documents.by<AsRunEntry>(Index::playlist, query.playlist.str());
  }
  return documents.all<AsRunEntry>();
}

bool is_meant(const AsRunEntry& row, const AsRunQuery& query) {
  const Time taken = row.taken.value_or(0.0);
  return taken >= query.from && taken < query.to && (query.rehearsals || !row.rehearsal) &&
         (query.playlist.empty() || row.playlistId == query.playlist);
}

std::string iso_text(Time time) {
  if (!(std::abs(time) <= kLastTimeMs)) return {};
  const double seconds_of_time = std::floor(time / 1000);
  const auto seconds = static_cast<std::time_t>(seconds_of_time);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     static_cast<int>(time - seconds_of_time * 1000));
}

/// Cells of one line.
class CsvLine {
 public:
  explicit CsvLine(std::string& out) : out_(out) {}

  void text(const std::string& value) {
    const bool is_formula =
        !value.empty() && std::string_view("=+-@\t\r\n").find(value[0]) != std::string::npos;
    const std::string safe = is_formula ? "'" + value : value;
    separate();
    if (safe.find_first_of(",\"\r\n") == std::string::npos) {
      out_ += safe;
      return;
    }
    out_ += '"';
    for (const char c : safe) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }
  void number(double value) {
    separate();
    out_ += number_text(value);
  }
  void number(const Opt<double>& value) {
    separate();
    if (value) out_ += number_text(*value);
  }
  void flag(bool value) {
    separate();
    out_ += value ? "true" : "false";
  }
  void time(const Opt<Time>& value) {
    separate();
    if (value) out_ += iso_text(*value);
    number(value);
  }
  void end() { out_ += "\r\n"; }

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace

AsRunPage as_run_page(const Documents& documents, const AsRunQuery& query) {
  AsRunPage page;
  page.rows = candidates(documents, query);
  std::erase_if(page.rows, [&](const auto& row) { return !is_meant(*row, query); });
  if (page.rows.size() > query.limit) {
    const auto cut = page.rows.begin() + static_cast<std::ptrdiff_t>(query.limit);
    std::nth_element(page.rows.begin(), cut, page.rows.end(), taken_earlier);
    // The page ends before the moment of the first row that has no room, or, when it has nothing
    // else, after it.
    Time end = taken_of(*cut);
    const auto is_before_end = [&](const auto& row) { return taken_of(row) < end; };
    if (!std::any_of(page.rows.begin(), cut, is_before_end)) {
      end = std::nextafter(end, std::numeric_limits<double>::max());
    }
    const auto rest = std::partition(page.rows.begin(), page.rows.end(), is_before_end);
    const auto next = std::min_element(rest, page.rows.end(), taken_earlier);
    if (next != page.rows.end()) page.next_from = taken_of(*next);
    page.rows.erase(rest, page.rows.end());
  }
  std::sort(page.rows.begin(), page.rows.end(), comes_before);
  return page;
}

std::string as_run_csv(const std::vector<Doc<AsRunEntry>>& rows) {
  std::string out =
      "kind,studio,playlist,rundown,segment,name,externalId,sourceLayer,rehearsal,continued,"
      "takeCount,plannedStartMs,plannedDurationMs,taken,takenMs,commandedStart,commandedStartMs,"
      "commandedStop,commandedStopMs,reportedStart,reportedStartMs,reportedStop,reportedStopMs,"
      "playlistId,rundownId,activationId,partInstanceId,id\r\n";
  for (const auto& row : rows) {
    CsvLine line(out);
    line.text(row->kind == AsRunKind::Part ? "part" : "piece");
    line.text(row->studioId.str());
    line.text(row->playlistName);
    line.text(row->rundownName);
    line.text(row->segmentName);
    line.text(row->name);
    line.text(row->externalId);
    line.text(row->sourceLayerId.value_or(""));
    line.flag(row->rehearsal);
    line.flag(row->continued);
    line.number(row->takeCount);
    line.number(row->plannedStart);
    line.number(row->plannedDuration);
    for (const auto& time : {row->taken, row->commandedStart, row->commandedStop,
                             row->reportedStart, row->reportedStop}) {
      line.time(time);
    }
    line.text(row->playlistId.str());
    line.text(row->rundownId.str());
    line.text(row->playlistActivationId.str());
    line.text(row->partInstanceId.str());
    line.text(row->_id.str());
    line.end();
  }
  return out;
}

}  // namespace takt::events
