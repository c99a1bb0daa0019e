#include "replay/world.h"

#include "replay/document_text.h"
#include "store/write_time.h"

namespace takt::replay {

namespace {

Collection named_collection(std::string_view name) {
  const auto collection = collection_by_name(name);
  if (!collection) throw std::runtime_error(fmt::format("unknown collection '{}'", name));
  return *collection;
}

bool holds_settings(Collection collection) {
  return collection == Collection::studios || collection == Collection::showStyleBases ||
         collection == Collection::showStyleVariants || collection == Collection::blueprints;
}

Json as_json(Collection collection, const std::string& id,
             const std::shared_ptr<const void>& document) {
  return change_json({collection, id, document});
}

}  // namespace

World::World(const Scenario& scenario)
    : studio_id_(scenario.studio_id), studio_(store_.studio(studio_id_)) {
  store_.subscribe([this](const StudioId&, const std::vector<DocumentChange>& changes) {
    note_changes(changes);
  });
  write(scenario.documents);
}

const Documents& World::scope(Collection collection) const {
  return is_system_collection(collection) ? store_.system() : studio_;
}

std::vector<Json> World::all(std::string_view name) const {
  const Collection collection = named_collection(name);
  return scope(collection).all_json(collection);
}

const Configuration& World::configuration() {
  if (!configuration_)
    configuration_ = std::make_unique<Configuration>(store_.system(), studio_id_);
  return *configuration_;
}

void World::note_changes(const std::vector<DocumentChange>& changes) {
  for (const DocumentChange& change : changes) {
    before_.try_emplace({change.collection, change.id}, change.before);
    if (holds_settings(change.collection)) configuration_.reset();
  }
}

Change World::written_document(Collection collection, const Json& document) const {
  const std::string id = string_member(document, "_id");
  if (truthy(member(document, "$remove"))) return {collection, id, nullptr};
  JsonObject merged;
  if (truthy(member(document, "$merge"))) {
    if (auto existing = scope(collection).find_json(collection, id)) merged = existing->as_object();
  }
  const Json stored = encode_json_texts(document);
  for (const auto& entry : stored.as_object()) {
    if (!entry.key().starts_with('$')) merged[entry.key()] = entry.value();
  }
  return json_change(collection, merged);
}

void World::write(const CollectionDocuments& documents) {
  for (const auto& [name, list] : documents) {
    const Collection collection = named_collection(name);
    for (const Json& document : list) {
      Transaction transaction;
      transaction.studio = studio_id_;
      transaction.changes = {written_document(collection, document)};
      transaction.locks.everything = true;
      store_.commit(std::move(transaction));
    }
  }
}

void World::begin_step() {
  before_.clear();
}

/// An update counts as a write of documents that stay as they are, too.
template <class D>
void World::show_write_times(JsonObject& out) const {
  const auto name = collection_name(D::collection);
  if (!out.contains(name)) return;
  std::map<std::string, Doc<D>> old;
  auto now = studio_.all<D>();
  for (const auto& doc : now) old[doc->_id.str()] = doc;
  for (const auto& [place, before] : before_) {
    if (place.first != D::collection) continue;
    old.erase(place.second);
    if (before) old[place.second] = std::static_pointer_cast<const D>(before);
  }
  std::vector<Doc<D>> then;
  for (const auto& [id, doc] : old) then.push_back(doc);
  share_write_time(then);
  share_write_time(now);

  std::map<std::string, Json> shown;
  for (const auto& doc : then) shown[doc->_id.str()] = nullptr;
  for (const auto& doc : now) shown[doc->_id.str()] = to_json(*doc);
  for (const auto& doc : then) {
    const auto same = shown.find(doc->_id.str());
    if (same->second == to_json(*doc)) shown.erase(same);
  }
  out.erase(name);
  if (shown.empty()) return;
  JsonObject& documents = (out[name] = JsonObject{}).get_object();
  for (const auto& [id, json] : shown) documents[id] = decode_json_texts(json);
}

JsonObject World::changes() const {
  JsonObject out = written();
  // Takt's own: recorded results have none.
  out.erase(collection_name(Collection::asRunLog));
  show_write_times<NrcsIngestCacheDoc>(out);
  show_write_times<SofieIngestCacheDoc>(out);
  return out;
}

JsonObject World::written() const {
  JsonObject out;
  for (const auto& [place, before] : before_) {
    const auto& [collection, id] = place;
    if (collection == Collection::blueprints) continue;
    const auto after = scope(collection).find(collection, id);
    if (after == before) continue;
    const Json now = as_json(collection, id, after);
    if (now == as_json(collection, id, before)) continue;
    Json& documents = out[collection_name(collection)];
    if (documents.is_null()) documents = JsonObject{};
    documents.get_object()[id] = decode_json_texts(now);
  }
  return out;
}

}  // namespace takt::replay
