#include "door/journal_view.h"

#include <charconv>

#include "base/user_error.h"
#include "conductor/journal_writer.h"

namespace takt::door {

namespace {

constexpr double kMostRows = 100'000;
constexpr double kMostBases = 50;
constexpr size_t kMostSettings = 1000;

double number_of(const std::map<std::string, std::string>& parameters, const std::string& name,
                 double otherwise, double most) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) return otherwise;
  const std::string& text = found->second;
  double value = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || at != text.data() + text.size() || value < 0 || value > most) {
    throw UserError(UserErrorKey::PayloadInvalid,
                    {{"message", fmt::format("{}={} is not a number up to {}", name, text, most)}},
                    400);
  }
  return value;
}

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

JsonObject journal_view(Store& store, const StudioId& studio,
                        const std::map<std::string, std::string>& parameters) {
  JournalQuery query;
  query.studio = studio;
  query.from = number_of(parameters, "from", query.from, query.to);
  query.to = number_of(parameters, "to", query.to, query.to);
  query.limit = static_cast<size_t>(number_of(parameters, "limit", 1000, kMostRows));
  if (const auto job = parameters.find("job"); job != parameters.end()) {
    query.job = JobId(job->second);
  }
  JsonObject out{{"rows", rows_json(store.journal(query))}};
  JournalQuery bases;
  bases.studio = conductor::base_scope(studio);
  bases.to = query.to;
  bases.limit = static_cast<size_t>(number_of(parameters, "bases", 0, kMostBases));
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
