#include "replay/references.h"

#include <charconv>

#include "base/hash.h"

namespace takt::replay {

namespace {

constexpr std::string_view kMark = "@@";

/// The two sides of the first `separator`; the right one is empty when there is none.
std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator) {
  const size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

const Json* nested(const Json& value, std::initializer_list<std::string_view> path) {
  const Json* at = &value;
  for (const std::string_view key : path) {
    if (at != nullptr) at = member(*at, key);
  }
  return at;
}

bool is_text(const Json* value, std::string_view text) {
  return value != nullptr && value->is_string() && value->get_string() == text;
}

std::string_view collection_of(std::string_view kind) {
  if (kind == "piece") return "pieces";
  if (kind == "adlib") return "adLibPieces";
  if (kind == "action") return "adLibActions";
  if (kind == "baselineAdlib") return "rundownBaselineAdLibPieces";
  if (kind == "baselineAction") return "rundownBaselineAdLibActions";
  if (kind == "bucketAdlib") return "bucketAdlibs";
  if (kind == "bucketAction") return "bucketAdlibActions";
  return {};
}

}  // namespace

Json References::resolve(const Json& data) {
  if (const auto text = data.if_string()) {
    if (!text->starts_with(kMark)) return data;
    return reference(std::string_view(*text).substr(kMark.size()));
  }
  if (const JsonArray* array = data.if_array()) {
    JsonArray out;
    for (const Json& item : *array) out.push_back(resolve(item));
    return out;
  }
  const JsonObject* object = data.if_object();
  if (object == nullptr) return data;
  JsonObject out;
  for (const auto& entry : *object) {
    const std::string_view key = entry.key();
    if (!key.starts_with(kMark)) {
      out[key] = resolve(entry.value());
      continue;
    }
    const Json id = reference(key.substr(kMark.size()));
    out[id.is_string() ? to_string(id.get_string()) : dump(id)] = resolve(entry.value());
  }
  return out;
}

Json References::reference(std::string_view text) {
  any_ = true;
  const auto [kind, arg] = cut(text, ':');
  if (kind == "fmt") return Json(formatted(arg));
  bool nullable = false;
  Json found = by_kind(kind, arg, nullable);
  if (found.is_null() && !nullable) return Json(fmt::format("missing_{}_{}", kind, arg));
  return found;
}

std::string References::formatted(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out.push_back(text[at++]);
      continue;
    }
    const Json id = reference(text.substr(at + 1, end - at - 1));
    out.append(id.is_string() ? to_string(id.get_string()) : dump(id));
    at = end + 1;
  }
  return out;
}

Json References::by_kind(std::string_view kind, std::string_view arg, bool& nullable) {
  if (kind == "rundown" || kind == "segment" || kind == "part") return derived(kind, arg);
  if (kind == "playlist") {
    const Json of = playlist(arg);
    const Json* id = member(of, "_id");
    return id == nullptr ? Json(nullptr) : *id;
  }
  if (kind == "current" || kind == "next" || kind == "previous") {
    nullable = true;
    return selected_instance(kind, arg);
  }
  if (kind == "partInstance") return part_instance(arg);
  if (kind == "pieceInstance") return piece_instance(arg);
  if (kind == "result") return result(arg);
  if (kind == "expectedPackage") {
    for (const Json& document : documents_.all("expectedPackages")) {
      if (is_text(nested(document, {"package", "_id"}), arg)) return document.at("_id");
    }
    return nullptr;
  }
  const std::string_view collection = collection_of(kind);
  if (collection.empty()) throw std::runtime_error(fmt::format("unknown reference @@{}", kind));
  if (!kind.starts_with("bucket")) {
    return of_rundown(collection, kind == "piece" ? "startRundownId" : "rundownId", arg);
  }
  for (const Json& document : documents_.all(collection)) {
    if (is_text(member(document, "externalId"), arg)) return document.at("_id");
  }
  return nullptr;
}

std::string References::rundown_id(std::string_view external_id) const {
  return get_hash(fmt::format("{}_{}", studio_id_, external_id));
}

Json References::derived(std::string_view kind, std::string_view arg) const {
  if (kind == "rundown") return Json(rundown_id(arg));
  const auto [rundown, external_id] = cut(arg, '/');
  return Json(get_hash(fmt::format("{}_{}_{}", rundown_id(rundown), kind, external_id)));
}

Json References::playlist(std::string_view rundown) const {
  const std::vector<Json> playlists = documents_.all("rundownPlaylists");
  if (rundown.empty()) {
    for (const Json& playlist : playlists) {
      if (truthy(member(playlist, "activationId"))) return playlist;
    }
    return playlists.empty() ? Json(nullptr) : playlists.front();
  }
  const std::string id = rundown_id(rundown);
  for (const Json& document : documents_.all("rundowns")) {
    if (!is_text(member(document, "_id"), id)) continue;
    const Json* playlist_id = member(document, "playlistId");
    if (playlist_id == nullptr) return nullptr;
    for (const Json& playlist : playlists) {
      if (playlist.at("_id") == *playlist_id) return playlist;
    }
    return JsonObject{{"_id", *playlist_id}};
  }
  return nullptr;
}

Json References::selected_instance(std::string_view which, std::string_view rundown) const {
  const Json of = playlist(rundown);
  const Json* info = member(of, which == "current" ? "currentPartInfo" : "nextPartInfo");
  if (which == "previous") {
    const Json* infos = member(of, "previousPartsInfo");
    const bool any = infos != nullptr && infos->is_array() && !infos->get_array().empty();
    info = any ? &infos->get_array().front() : nullptr;
  }
  const Json* id = info == nullptr ? nullptr : member(*info, "partInstanceId");
  return id == nullptr ? Json(nullptr) : *id;
}

Json References::part_instance(std::string_view arg) const {
  const auto [external_id, place] = cut(arg, '#');
  size_t wanted = 0;
  std::from_chars(place.data(), place.data() + place.size(), wanted);
  Json latest = nullptr;
  size_t count = 0;
  for (const Json& document : documents_.all("partInstances")) {
    if (!is_text(nested(document, {"part", "externalId"}), external_id)) continue;
    latest = document.at("_id");
    if (++count == wanted) return latest;
  }
  return wanted == 0 ? latest : Json(nullptr);
}

Json References::piece_instance(std::string_view arg) const {
  const auto [which, name] = cut(arg, '/');
  const bool selected = which == "current" || which == "next" || which == "previous";
  const Json part = selected ? selected_instance(which, {}) : part_instance(which);
  if (part.is_null()) return nullptr;
  Json last = nullptr;
  for (const Json& document : documents_.all("pieceInstances")) {
    const Json* of = member(document, "partInstanceId");
    if (of == nullptr || *of != part) continue;
    if (is_text(nested(document, {"piece", "externalId"}), name) ||
        is_text(nested(document, {"piece", "name"}), name)) {
      last = document.at("_id");
    }
  }
  return last;
}

Json References::of_rundown(std::string_view collection, std::string_view key,
                            std::string_view arg) const {
  const auto [rundown, external_id] = cut(arg, '/');
  const std::string id = rundown_id(rundown);
  for (const Json& document : documents_.all(collection)) {
    if (is_text(member(document, key), id) && is_text(member(document, "externalId"), external_id)) {
      return document.at("_id");
    }
  }
  return nullptr;
}

Json References::result(std::string_view arg) const {
  auto [step, path] = cut(arg, '/');
  size_t index = results_.size();
  std::from_chars(step.data(), step.data() + step.size(), index);
  if (index >= results_.size()) return nullptr;
  const Json* at = &results_[index];
  while (!path.empty() && at != nullptr) {
    const auto [key, rest] = cut(path, '/');
    at = member(*at, key);
    path = rest;
  }
  return at == nullptr ? Json(nullptr) : *at;
}

}  // namespace takt::replay
