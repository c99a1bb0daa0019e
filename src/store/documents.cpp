#include "store/documents.h"

#include "store/write_time.h"

namespace takt {

namespace {

/// Of a document: room for what most take.
constexpr size_t kUsualText = 2048;

std::vector<AnyDoc> in_order(const Table::InOrder& documents) {
  std::vector<AnyDoc> out;
  out.reserve(documents.size());
  for (const auto& [sequence, document] : documents) out.push_back(document);
  return out;
}

}  // namespace

Documents::Documents() {
  tables_.reserve(kCollectionCount);
  for (size_t i = 0; i < kCollectionCount; ++i) tables_.emplace_back(collection_at(i));
}

AnyDoc Documents::find(Collection collection, const std::string& id) const {
  std::shared_lock lock(mutex_);
  return table(collection).find(id);
}

std::vector<AnyDoc> Documents::by(Collection collection, Index index,
                                  const std::string& key) const {
  std::shared_lock lock(mutex_);
  return in_order(table(collection).by(index, key));
}

uint64_t Documents::version(Collection collection, Index index, const std::string& key) const {
  std::shared_lock lock(mutex_);
  return table(collection).version(index, key);
}

std::vector<AnyDoc> Documents::all(Collection collection) const {
  std::shared_lock lock(mutex_);
  return in_order(table(collection).all());
}

std::vector<AnyDoc> Documents::oldest(Collection collection, size_t count) const {
  std::shared_lock lock(mutex_);
  const Table::InOrder& documents = table(collection).all();
  std::vector<AnyDoc> out;
  out.reserve(std::min(count, documents.size()));
  for (auto it = documents.begin(); it != documents.end() && out.size() < count; ++it) {
    out.push_back(it->second);
  }
  return out;
}

std::optional<Json> Documents::find_json(Collection collection, const std::string& id) const {
  const AnyDoc document = find(collection, id);
  if (!document) return std::nullopt;
  if (collection == NrcsIngestCacheDoc::collection) {
    const auto& cached = *static_cast<const NrcsIngestCacheDoc*>(document.get());
    auto all = by<NrcsIngestCacheDoc>(Index::rundown, cached.rundownId.str());
    share_write_time(all);
    for (const auto& shown : all) {
      if (shown->_id.str() == id) return to_json(*shown);
    }
  }
  return document_kind(collection).to_json(document.get());
}

std::vector<Json> Documents::all_json(Collection collection) const {
  std::vector<AnyDoc> documents = all(collection);
  if (collection == NrcsIngestCacheDoc::collection) {
    auto cached = typed<NrcsIngestCacheDoc>(std::move(documents));
    share_write_time(cached);
    documents.assign(cached.begin(), cached.end());
  }
  std::vector<Json> out;
  out.reserve(documents.size());
  for (const AnyDoc& document : documents) {
    out.push_back(document_kind(collection).to_json(document.get()));
  }
  return out;
}

size_t Documents::size(Collection collection) const {
  std::shared_lock lock(mutex_);
  return table(collection).size();
}

uint64_t Documents::sequence(Collection collection, const std::string& id) const {
  std::shared_lock lock(mutex_);
  return table(collection).sequence(id);
}

void Documents::apply(const ChangeSet& changes, const std::vector<uint64_t>& sequences) {
  std::unique_lock lock(mutex_);
  for (size_t i = 0; i < changes.size(); ++i) {
    const uint64_t given = i < sequences.size() ? sequences[i] : 0;
    const uint64_t sequence = given != 0 ? given : last_sequence_ + 1;
    last_sequence_ = std::max(last_sequence_, sequence);
    Table& documents = tables_[static_cast<size_t>(changes[i].collection)];
    if (changes[i].document) {
      documents.put(changes[i].document, sequence);
    } else {
      documents.remove(changes[i].id);
    }
  }
}

Json change_json(const Change& change) {
  if (!change.document) return nullptr;
  return document_kind(change.collection).to_json(change.document.get());
}

std::string change_text(const Change& change) {
  std::string out;
  if (!change.document) return out;
  out.reserve(kUsualText);
  document_kind(change.collection).append_text(out, change.document.get());
  return out;
}

Change json_change(Collection collection, const Json& json) {
  const DocumentKind& kind = document_kind(collection);
  auto document = kind.parse(json, reflect::Path(collection_name(collection)));
  std::string id = kind.id(document.get());
  return {collection, std::move(id), std::move(document)};
}

}  // namespace takt
