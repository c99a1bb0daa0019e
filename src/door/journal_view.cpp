#include "door/journal_view.h"

#include "conductor/journal_writer.h"
#include "door/request.h"

namespace takt::door {

namespace {

constexpr double kMostRows = 100'000;
constexpr double kMostBases = 50;
constexpr size_t kMostSettings = 1000;

JsonArray rows_json(std::vector<JournalRow> rows) {
  JsonArray out;
  for (JournalRow& row : rows) {
    out.push_back(JsonObject{{"job", row.job.str()},
                             {"name", row.name},
                             {"finishedAt", number(row.finished_at)},
                             {"body", std::move(row.body)}});
  }
  return out;
}

}  // namespace

JsonObject journal_view(Store& store, const StudioId& studio, const net::Request& request) {
  JournalQuery query;
  query.studio = studio;
  query.from = number_of(request, "from", query.from, query.to);
  query.to = number_of(request, "to", query.to, query.to);
  query.limit = static_cast<size_t>(number_of(request, "limit", 1000, kMostRows));
  if (const std::string* job = request.parameter("job")) query.job = JobId(*job);
  JsonObject out{{"rows", rows_json(store.journal(query))}};
  JournalQuery bases;
  bases.studio = conductor::base_scope(studio);
  bases.to = query.to;
  bases.limit = static_cast<size_t>(number_of(request, "bases", 0, kMostBases));
  if (bases.limit == 0) return out;
  out["bases"] = rows_json(store.journal(bases));
  JournalQuery settings;
  settings.studio = conductor::settings_scope();
  settings.to = query.to;
  settings.limit = kMostSettings;
  out["settings"] = rows_json(store.journal(settings));
  return out;
}

}  // namespace takt::door
