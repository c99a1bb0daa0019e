#include "door/documents.h"

#include <charconv>

#include "base/text.h"
#include "door/request.h"

namespace takt::door {

namespace {

bool equals(const Json& value, const std::string& wanted) {
  if (const auto* text = value.if_string()) return *text == wanted;
  return dump(value) == wanted;
}

const Json* at_path(const Json& document, std::string_view path) {
  const Json* at = &document;
  while (at != nullptr) {
    const size_t dot = std::min(path.find('.'), path.size());
    at = member(*at, path.substr(0, dot));
    if (dot == path.size()) return at;
    path.remove_prefix(dot + 1);
  }
  return nullptr;
}

bool matches(const Json& document, const DocumentQuery& query) {
  for (const auto& [path, wanted] : query.equal) {
    const Json* value = at_path(document, path);
    if (value == nullptr || !equals(*value, wanted)) return false;
  }
  return true;
}

Json projected(Json document, const DocumentQuery& query) {
  JsonObject* object = document.if_object();
  if (query.fields.empty() || object == nullptr) return document;
  if (query.leave_out) {
    for (const std::string& field : query.fields) object->erase(field);
    return document;
  }
  JsonObject out;
  for (const std::string& field : query.fields) {
    if (const Json* value = object->if_contains(field)) out.emplace(field, *value);
  }
  return out;
}

void append(const Documents& documents, Collection collection, const DocumentQuery& query,
            DocumentReader::Found& found) {
  for (Json& document : documents.all_json(collection)) {
    if (!matches(document, query)) continue;
    if (found.documents.size() == query.limit) {
      found.more = true;
      return;
    }
    found.documents.push_back(projected(std::move(document), query));
  }
}

}  // namespace

DocumentQuery parse_document_query(const std::map<std::string, std::string>& parameters) {
  DocumentQuery query;
  for (const auto& [name, value] : parameters) {
    if (name == "limit") {
      const char* end = value.data() + value.size();
      const auto [at, error] = std::from_chars(value.data(), end, query.limit);
      if (error != std::errc{} || at != end) {
        throw invalid_request("limit=" + value + " is not a whole number");
      }
    } else if (name == "fields") {
      query.leave_out = value.starts_with('-');
      query.fields = split(std::string_view(value).substr(query.leave_out ? 1 : 0), ',');
    } else {
      query.equal.emplace(name, value);
    }
  }
  return query;
}

std::vector<const Documents*> DocumentReader::studios() const {
  std::vector<const Documents*> out;
  for (const Doc<Studio>& studio : store_.system().all<Studio>()) {
    out.push_back(&store_.studio(studio->_id));
  }
  return out;
}

DocumentReader::Found DocumentReader::list(Collection collection,
                                           const DocumentQuery& query) const {
  Found found;
  if (is_system_collection(collection)) {
    append(store_.system(), collection, query, found);
  } else {
    for (const Documents* documents : studios()) append(*documents, collection, query, found);
  }
  return found;
}

std::optional<Json> DocumentReader::find(Collection collection, const std::string& id) const {
  if (is_system_collection(collection)) return store_.system().find_json(collection, id);
  for (const Documents* documents : studios()) {
    if (auto found = documents->find_json(collection, id)) return found;
  }
  return std::nullopt;
}

JsonArray DocumentReader::playlist_parts(const PlaylistId& id) const {
  for (const Documents* documents : studios()) {
    const Doc<Playlist> playlist = documents->find<Playlist>(id);
    if (!playlist) continue;
    JsonArray out;
    for (const RundownId& rundown : playlist->rundownIdsInOrder) {
      auto segments = documents->by<Segment>(Index::rundown, rundown.str());
      std::stable_sort(segments.begin(), segments.end(),
                       [](const auto& a, const auto& b) { return a->_rank < b->_rank; });
      for (const Doc<Segment>& segment : segments) {
        auto parts = documents->by<Part>(Index::segment, segment->_id.str());
        std::stable_sort(parts.begin(), parts.end(),
                         [](const auto& a, const auto& b) { return a->_rank < b->_rank; });
        for (const Doc<Part>& part : parts) {
          Json json = to_json(*part);
          json.as_object()["segment"] = segment->name;
          out.push_back(std::move(json));
        }
      }
    }
    return out;
  }
  throw document_not_found(collection_name(Collection::rundownPlaylists), id.str());
}

UserError document_not_found(std::string_view collection, const std::string& id) {
  return UserError(UserErrorKey::DocumentNotFound, {{"collection", collection}, {"id", id}}, 404);
}

}  // namespace takt::door
