#include "replay/canonical.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace takt::replay {

namespace {

constexpr std::string_view kRandomId = "randomId";

/// Absent counts as null wherever a result is read.
Json member_or_null(const Json& value, std::string_view key) {
  const Json* found = member(value, key);
  return found == nullptr ? Json(nullptr) : *found;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Json strip_free_text(const Json& value) {
  if (const JsonArray* array = value.if_array()) {
    JsonArray out;
    out.reserve(array->size());
    for (const Json& item : *array) out.push_back(strip_free_text(item));
    return out;
  }
  const JsonObject* object = value.if_object();
  if (object == nullptr) return value;
  JsonObject out;
  for (const auto& entry : *object) {
    if (entry.key() == "stack" || entry.key() == "rawMessage") continue;
    out.emplace(entry.key(), strip_free_text(entry.value()));
  }
  return out;
}

Canonical::Canonical(const Json* hashes) {
  if (hashes == nullptr || !hashes->is_object()) return;
  for (const auto& entry : hashes->get_object()) {
    if (entry.key().empty()) continue;
    hashes_[static_cast<unsigned char>(entry.key()[0])].emplace_back(entry.key());
  }
}

size_t Canonical::token_length(std::string_view text) const {
  if (text.starts_with(kRandomId)) {
    size_t end = kRandomId.size();
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end > kRandomId.size() && end < text.size() && text[end] == '_') return end + 1;
  }
  for (const std::string& hash : hashes_[static_cast<unsigned char>(text[0])]) {
    if (text.starts_with(hash)) return hash.size();
  }
  return 0;
}

void Canonical::append_name(std::string& out, std::string_view token, Naming naming) {
  std::optional<size_t> found;
  if (naming != Naming::masked) {
    const auto it = index_.find(std::string(token));
    if (it != index_.end()) found = it->second;
  }
  if (!found && naming == Naming::named) {
    found = names_.size();
    index_.emplace(token, *found);
    names_.emplace_back(token);
  }
  if (found) {
    out.append("<id").append(std::to_string(*found)).push_back('>');
  } else {
    out.push_back('?');
  }
}

std::string Canonical::substitute(std::string_view text, Naming naming) {
  if (naming == Naming::plain) return std::string(text);
  std::string out;
  out.reserve(text.size());
  size_t at = 0;
  while (at < text.size()) {
    const size_t length = token_length(text.substr(at));
    if (length == 0) {
      out.push_back(text[at++]);
    } else {
      append_name(out, text.substr(at, length), naming);
      at += length;
    }
  }
  return out;
}

JsonObject Canonical::walk_object(const JsonObject& object, Naming naming) {
  struct Entry {
    std::string masked;
    std::string known;
    const boost::json::key_value_pair* pair;
  };
  std::vector<Entry> entries;
  entries.reserve(object.size());
  for (const auto& pair : object) {
    entries.push_back({substitute(pair.key(), Naming::masked),
                       substitute(pair.key(), Naming::known), &pair});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.masked, a.known) < std::tie(b.masked, b.known);
  });
  JsonObject out;
  for (const Entry& entry : entries) {
    const std::string key = substitute(entry.pair->key(), naming);
    Json value = walk(entry.pair->value(), naming);
    out[key] = std::move(value);
  }
  return out;
}

Json Canonical::walk(const Json& value, Naming naming) {
  if (const auto text = value.if_string()) return Json(substitute(*text, naming));
  if (const JsonObject* object = value.if_object()) return walk_object(*object, naming);
  const JsonArray* array = value.if_array();
  if (array == nullptr) return value;
  JsonArray out;
  out.reserve(array->size());
  for (const Json& item : *array) out.push_back(walk(item, naming));
  return out;
}

JsonObject Canonical::documents(const JsonObject& raw) {
  struct Entry {
    std::string masked_id;
    std::string masked;
    const boost::json::key_value_pair* pair;
    std::optional<std::string> known;
  };
  std::vector<Entry> entries;
  entries.reserve(raw.size());
  for (const auto& pair : raw) {
    entries.push_back({substitute(pair.key(), Naming::masked),
                       python_text(walk(pair.value(), Naming::masked), Ascii::keep), &pair, {}});
  }
  // The names known so far only matter between documents that are equal without them.
  const auto known = [this](Entry& entry) -> const std::string& {
    if (!entry.known) {
      const JsonArray both{substitute(entry.pair->key(), Naming::known),
                           walk(entry.pair->value(), Naming::known)};
      entry.known = python_text(both, Ascii::escape);
    }
    return *entry.known;
  };
  std::vector<Entry*> order;
  for (Entry& entry : entries) order.push_back(&entry);
  std::stable_sort(order.begin(), order.end(), [&known](Entry* a, Entry* b) {
    if (a->masked_id != b->masked_id) return a->masked_id < b->masked_id;
    if (a->masked != b->masked) return a->masked < b->masked;
    return known(*a) < known(*b);
  });
  JsonObject out;
  for (const Entry* entry : order) {
    const std::string id = substitute(entry->pair->key(), Naming::named);
    Json value = walk(entry->pair->value(), Naming::named);
    out[id] = std::move(value);
  }
  return out;
}

Json Canonical::error(const Json& raw, Naming naming) {
  const Json key = member_or_null(raw, "key");
  if (key.is_null() || key == Json(false) || as_number(key) == 0.0) return "InternalError";
  JsonObject out;
  for (const char* name : {"key", "args", "errorCode"}) {
    out[name] = walk(member_or_null(raw, name), naming);
  }
  return out;
}

JsonArray Canonical::queued(const Json& raw, Naming naming) {
  JsonArray out;
  const Json* list = member(raw, "queued");
  if (list == nullptr || !list->is_array()) return out;
  for (const Json& job : list->get_array()) {
    // Takt has it, the recorded reference has not.
    if (string_member(job, "name") == "notifyCurrentlyPlayingPart") continue;
    out.push_back(JsonObject{{"queue", member_or_null(job, "queue")},
                             {"name", member_or_null(job, "name")},
                             {"data", walk(member_or_null(job, "data"), naming)}});
  }
  return out;
}

Json Canonical::step(const Json& raw, Naming naming) {
  JsonObject out{{"name", member_or_null(raw, "name")}};
  const Json failure = member_or_null(raw, "error");
  if (!failure.is_null()) out["error"] = error(failure, naming);

  JsonObject changes;
  const Json* changed = member(raw, "changes");
  if (changed != nullptr && changed->is_object()) {
    std::vector<const boost::json::key_value_pair*> collections;
    for (const auto& pair : changed->get_object()) collections.push_back(&pair);
    std::sort(collections.begin(), collections.end(),
              [](const auto* a, const auto* b) { return a->key() < b->key(); });
    for (const auto* pair : collections) {
      const JsonObject& documents_now = pair->value().as_object();
      changes[pair->key()] =
          naming == Naming::plain ? documents_now : documents(documents_now);
    }
  }
  out["changes"] = std::move(changes);
  out["queued"] = queued(raw, naming);
  out["result"] = walk(member_or_null(raw, "result"), naming);
  const Json* commands = member(raw, "deviceCommands");
  out["deviceCommands"] = truthy(commands) ? walk(*commands, naming) : Json(JsonArray{});

  JsonArray drained;
  const Json* jobs = member(raw, "drained");
  if (jobs != nullptr && jobs->is_array()) {
    for (const Json& job : jobs->get_array()) {
      drained.push_back(JsonObject{{"queue", member_or_null(job, "queue")},
                                   {"name", member_or_null(job, "name")},
                                   {"failed", !member_or_null(job, "error").is_null()}});
    }
  }
  out["drained"] = std::move(drained);
  return out;
}

JsonArray Canonical::all_steps(const JsonArray& raw, Naming naming) {
  JsonArray out;
  for (const Json& item : raw) out.push_back(step(strip_free_text(item), naming));
  return out;
}

std::string Canonical::explain(std::string_view text) const {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    out.push_back(text[at]);
    if (text[at] != '>') continue;
    const size_t open = text.rfind("<id", at);
    if (open == std::string_view::npos || open + 3 == at) continue;
    const std::string_view digits = text.substr(open + 3, at - open - 3);
    if (!std::all_of(digits.begin(), digits.end(), is_digit)) continue;
    const size_t index = std::stoul(std::string(digits));
    if (index < names_.size()) out.append("=").append(names_[index]);
  }
  return out;
}

}  // namespace takt::replay
