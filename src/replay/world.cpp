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

/// An update of the newsroom's data counts as a write of all its rundown's documents.
void World::add_write_times(JsonObject& out) const {
  for (const auto& [place, before] : before_) {
    if (place.first != NrcsIngestCacheDoc::collection || !before) continue;
    const auto& old_head = *static_cast<const NrcsIngestCacheDoc*>(before.get());
    const auto head = studio_.find<NrcsIngestCacheDoc>(old_head._id);
    if (old_head.type != "rundown" || !head || head->modified == old_head.modified) continue;
    auto all = studio_.by<NrcsIngestCacheDoc>(Index::rundown, head->rundownId.str());
    share_write_time(all);
    Json& documents = out[collection_name(NrcsIngestCacheDoc::collection)];
    if (documents.is_null()) documents = JsonObject{};
    for (const auto& doc : all) {
      documents.get_object()[doc->_id.str()] = decode_json_texts(to_json(*doc));
    }
  }
}

JsonObject World::changes() const {
  JsonObject out = written();
  // Takt's own: recorded results have none.
  out.erase(collection_name(Collection::asRunLog));
  add_write_times(out);
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
