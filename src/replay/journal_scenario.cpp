#include <algorithm>
#include <map>

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

constexpr const char* kSettings[] = {"studios", "showStyleBases", "showStyleVariants",
                                     "blueprints"};

/// The settings at any moment of a run, from a base's and the changes after it.
class SettingsHistory {
 public:
  SettingsHistory(const JsonObject& base_documents, const Json& base, const JsonArray& changes)
      : version_(number_at(body_of(base), "settings")) {
    for (const char* collection : kSettings) {
      const Json* list = base_documents.if_contains(collection);
      if (list == nullptr) continue;
      for (const Json& document : list->as_array()) put(base_, collection, document);
    }
    current_ = base_;
    for (const Json& row : changes) {
      if (run_of(row) == run_of(base) && number_at(body_of(row), "settings") > version_) {
        changes_.push_back(&row);
      }
    }
    std::sort(changes_.begin(), changes_.end(), [](const Json* a, const Json* b) {
      return number_at(body_of(*a), "settings") < number_at(body_of(*b), "settings");
    });
  }

  /// What has to be written to get from the settings of the last call to those of `version`.
  JsonObject go_to(double version) {
    if (version == version_) return {};
    version_ = version;
    Settings wanted = base_;
    for (const Json* row : changes_) {
      if (number_at(body_of(*row), "settings") > version) break;
      const Json documents = parse_json(unpacked(string_member(body_of(*row), "documents")));
      for (const auto& entry : documents.as_object()) {
        for (const Json& document : entry.value().as_array()) put(wanted, entry.key(), document);
      }
    }
    JsonObject write;
    const auto add = [&write](const std::string& collection, Json document) {
      Json& list = write[collection];
      if (list.is_null()) list = JsonArray{};
      list.as_array().push_back(std::move(document));
    };
    for (const auto& [key, document] : wanted) {
      const auto found = current_.find(key);
      if (found == current_.end() || found->second != document) add(key.first, document);
    }
    for (const auto& [key, document] : current_) {
      if (wanted.contains(key)) continue;
      add(key.first, JsonObject{{"_id", key.second}, {"$remove", true}});
    }
    current_ = std::move(wanted);
    return write;
  }

 private:
  using Settings = std::map<std::pair<std::string, std::string>, Json>;

  static void put(Settings& settings, std::string_view collection, const Json& document) {
    const std::pair key(std::string(collection), string_member(document, "_id"));
    if (truthy(member(document, "$remove"))) {
      settings.erase(key);
    } else {
      settings[key] = document;
    }
  }

  double version_;
  Settings base_;
  Settings current_;
  std::vector<const Json*> changes_;  // after the base, in order
};

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

/// The rows of one life of the program that wrote something, in the order of their commits.
struct Life {
  std::string run;
  std::vector<const Json*> rows;
  /// Of those that were asked for; `last` is 0 when there is none.
  double first = 0;
  double last = 0;
};

/// Those that have rows in the time, in their order.
std::vector<Life> lives_of(const JournalStretch& stretch, Time from, Time to) {
  std::vector<Life> lives;
  for (const Json& row : stretch.rows) {  // oldest first
    if (place_of(row) == 0) continue;
    const auto mine = [&](const Life& life) { return life.run == run_of(row); };
    auto life = std::find_if(lives.begin(), lives.end(), mine);
    if (life == lives.end()) life = lives.insert(life, Life{run_of(row), {}});
    life->rows.push_back(&row);
    const double at = number_at(row, "finishedAt");
    if (at < from || at > to) continue;
    life->first = life->last == 0 ? place_of(row) : std::min(life->first, place_of(row));
    life->last = std::max(life->last, place_of(row));
  }
  std::erase_if(lives, [](const Life& life) { return life.last == 0; });
  for (Life& life : lives) {
    std::sort(life.rows.begin(), life.rows.end(),
              [](const Json* a, const Json* b) { return place_of(*a) < place_of(*b); });
  }
  return lives;
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

/// What a life began with; null when the journal doesn't have it any more.
const Json* first_base(const JsonArray& bases, const std::string& run) {
  const Json* found = nullptr;
  for (const Json& base : bases) {
    if (run_of(base) != run) continue;
    if (found == nullptr || place_of(base) < place_of(*found)) found = &base;
  }
  return found;
}

/// A replay knows one studio.
void keep_studio(JsonObject& documents, const std::string& id) {
  JsonArray studios;
  for (const Json& studio : documents["studios"].as_array()) {
    if (string_member(studio, "_id") == id) studios.push_back(studio);
  }
  documents["studios"] = std::move(studios);
}

void add_steps(JsonArray& steps, const Life& life, const Json& base, const JsonObject& documents,
               const JsonArray& setting_changes) {
  SettingsHistory settings(documents, base, setting_changes);
  for (const Json* row : life.rows) {
    if (place_of(*row) <= place_of(base) || place_of(*row) > life.last) continue;
    if (const Json* version = member(body_of(*row), "settings")) {
      JsonObject write = settings.go_to(as_number(*version).value_or(0));
      if (!write.empty()) {
        steps.push_back(JsonObject{{"at", body_of(*row).at("now")}, {"write", std::move(write)}});
      }
    }
    steps.push_back(step_of(*row));
  }
}

}  // namespace

Json journal_scenario(const JournalStretch& stretch, Time from, Time to) {
  const std::vector<Life> lives = lives_of(stretch, from, to);
  if (lives.empty()) throw std::runtime_error("no job wrote anything in that time");
  JsonObject documents;
  JsonArray steps;
  for (const Life& life : lives) {
    const bool is_first = &life == &lives.front();
    const Json* base = is_first ? base_before(stretch.bases, life.run, life.first)
                                : first_base(stretch.bases, life.run);
    if (base == nullptr) {
      throw std::runtime_error("the journal has no documents from before that time");
    }
    JsonObject begins = documents_of(*base);
    JsonObject kept = begins;
    keep_studio(kept, stretch.studio);
    if (is_first) {
      documents = std::move(kept);
    } else {
      steps.push_back(JsonObject{
          {"at", base->at("finishedAt")}, {"restart", true}, {"write", std::move(kept)}});
    }
    add_steps(steps, life, *base, begins, stretch.settings);
  }
  return JsonObject{{"name", "journal of " + stretch.studio},
                    {"journal", true},
                    {"blueprints", JsonObject{}},
                    {"documents", std::move(documents)},
                    {"steps", std::move(steps)}};
}

}  // namespace takt::replay
