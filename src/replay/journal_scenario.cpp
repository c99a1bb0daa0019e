#include <algorithm>

#include "base/pack.h"
#include "replay/journal.h"

namespace takt::replay {

namespace {

double number_at(const Json& value, std::string_view key) {
  const Json* found = member(value, key);
  return found == nullptr ? 0 : as_number(*found).value_or(0);
}

const Json& body_of(const Json& row) {
  return row.at("body");
}

double place_of(const Json& row) {
  return number_at(body_of(row), "place");
}

std::string run_of(const Json& row) {
  return string_member(body_of(row), "run");
}

JsonObject documents_of(const Json& base) {
  return parse_json(unpacked(string_member(body_of(base), "documents"))).as_object();
}

/// Settings in `later` that are not as in `before`, as a write step has them.
JsonObject changed_settings(const JsonObject& before, const JsonObject& later) {
  JsonObject write;
  for (const char* name : {"studios", "showStyleBases", "showStyleVariants", "blueprints"}) {
    const auto list = [name](const JsonObject& documents) {
      const Json* found = documents.if_contains(name);
      return found == nullptr ? JsonArray{} : found->as_array();
    };
    const auto contains = [](const JsonArray& documents, const Json& wanted, bool by_id) {
      return std::any_of(documents.begin(), documents.end(), [&](const Json& document) {
        return by_id ? string_member(document, "_id") == string_member(wanted, "_id")
                     : document == wanted;
      });
    };
    JsonArray changed;
    for (const Json& document : list(later)) {
      if (!contains(list(before), document, false)) changed.push_back(document);
    }
    for (const Json& document : list(before)) {
      if (contains(list(later), document, true)) continue;
      changed.push_back(JsonObject{{"_id", string_member(document, "_id")}, {"$remove", true}});
    }
    if (!changed.empty()) write[name] = std::move(changed);
  }
  return write;
}

Json step_of(const Json& row) {
  const Json& body = body_of(row);
  JsonObject step{{"at", body.at("now")}};
  if (const Json* documents = member(body, "documents")) {
    step["write"] = *documents;
    return step;
  }
  JsonObject changed;
  const JsonArray& names = body.at("changed").as_array();
  for (size_t i = 0; i < names.size(); ++i) {
    changed[names[i].as_string()] = body.at("hashes").as_array()[i];
  }
  step["queue"] = body.at("queue");
  step["job"] = row.at("name");
  step["data"] = body.at("payload");
  step["id"] = row.at("job");
  step["seed"] = body.at("seed");
  step["changed"] = std::move(changed);
  if (const Json* replies = member(body, "deviceReplies")) step["deviceReplies"] = *replies;
  return step;
}

/// The rows that wrote something, in the order of their commits.
std::vector<const Json*> writing_rows(const JsonArray& rows) {
  std::vector<const Json*> out;
  for (const Json& row : rows) {
    if (place_of(row) > 0) out.push_back(&row);
  }
  std::sort(out.begin(), out.end(),
            [](const Json* a, const Json* b) { return place_of(*a) < place_of(*b); });
  return out;
}

/// The last base before `place`; null when there is none.
const Json* base_before(const JsonArray& bases, const std::string& run, double place) {
  const Json* found = nullptr;
  for (const Json& base : bases) {
    if (run_of(base) != run || place_of(base) >= place) continue;
    if (found == nullptr || place_of(base) >= place_of(*found)) found = &base;
  }
  return found;
}

/// Bases after `first` up to `place`, in order: settings may have changed with them.
std::vector<const Json*> later_bases(const JsonArray& bases, const Json& first, double place) {
  std::vector<const Json*> out;
  for (const Json& base : bases) {
    if (run_of(base) == run_of(first) && place_of(base) > place_of(first) &&
        place_of(base) < place) {
      out.push_back(&base);
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Json* a, const Json* b) { return place_of(*a) < place_of(*b); });
  return out;
}

}  // namespace

Json journal_scenario(const JournalStretch& stretch, Time from, Time to) {
  const std::vector<const Json*> rows = writing_rows(stretch.rows);
  const auto is_wanted = [&](const Json* row) {
    const double at = number_at(*row, "finishedAt");
    return at >= from && at <= to;
  };
  std::string run;
  double first = 0;
  double last = 0;
  for (const Json* row : rows) {
    if (!is_wanted(row)) continue;
    if (run.empty()) {
      run = run_of(*row);
      first = place_of(*row);
    } else if (run_of(*row) != run) {
      throw std::runtime_error(
          "the program was started anew within that time: export before and "
          "after its start on their own");
    }
    first = std::min(first, place_of(*row));
    last = std::max(last, place_of(*row));
  }
  if (run.empty()) throw std::runtime_error("no job wrote anything in that time");
  const Json* base = base_before(stretch.bases, run, first);
  if (base == nullptr)
    throw std::runtime_error("the journal has no documents from before that time");

  JsonObject documents = documents_of(*base);
  JsonObject settings = documents;
  const std::vector<const Json*> later = later_bases(stretch.bases, *base, last);
  auto next_base = later.begin();
  JsonArray steps;
  for (const Json* row : rows) {
    if (run_of(*row) != run || place_of(*row) <= place_of(*base) || place_of(*row) > last) continue;
    for (; next_base != later.end() && place_of(**next_base) < place_of(*row); ++next_base) {
      JsonObject now = documents_of(**next_base);
      JsonObject write = changed_settings(settings, now);
      if (!write.empty()) {
        steps.push_back(JsonObject{{"at", body_of(*row).at("now")}, {"write", std::move(write)}});
      }
      settings = std::move(now);
    }
    steps.push_back(step_of(*row));
  }
  // A replay knows one studio.
  JsonArray studios;
  for (const Json& studio : documents["studios"].as_array()) {
    if (string_member(studio, "_id") == stretch.studio) studios.push_back(studio);
  }
  documents["studios"] = std::move(studios);
  return JsonObject{{"name", "journal of " + stretch.studio},
                    {"journal", true},
                    {"blueprints", JsonObject{}},
                    {"documents", std::move(documents)},
                    {"steps", std::move(steps)}};
}

}  // namespace takt::replay
