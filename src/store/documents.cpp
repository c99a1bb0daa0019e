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

/// Gives the documents of a collection the times that others see.
void show_times(Collection collection, std::vector<AnyDoc>& documents) {
  const auto show = [&]<class D>(std::type_identity<D>) {
    auto shown = takt::typed<D>(std::move(documents));
    share_write_time(shown);
    documents.assign(shown.begin(), shown.end());
  };
  if (collection == NrcsIngestCacheDoc::collection) show(std::type_identity<NrcsIngestCacheDoc>{});
  if (collection == SofieIngestCacheDoc::collection) {
    show(std::type_identity<SofieIngestCacheDoc>{});
  }
}

/// Of an ingest cache's document.
std::optional<RundownId> rundown_of(Collection collection, const AnyDoc& document) {
  if (collection == NrcsIngestCacheDoc::collection) {
    return static_cast<const NrcsIngestCacheDoc*>(document.get())->rundownId;
  }
  if (collection == SofieIngestCacheDoc::collection) {
    return static_cast<const SofieIngestCacheDoc*>(document.get())->rundownId;
  }
  return std::nullopt;
}

}  // namespace

Documents::Documents() {
  tables_.reserve(kCollectionCount);
  for (size_t i = 0; i < kCollectionCount; ++i) tables_.emplace_back(collection_at(i));
}

AnyDoc Documents::find(Collection collection, const std::string& id) const {
  const ReaderLock lock(mutex_of(collection));
  return table(collection).find(id);
}

std::vector<AnyDoc> Documents::by(Collection collection, Index index,
                                  const std::string& key) const {
  const ReaderLock lock(mutex_of(collection));
  return in_order(table(collection).by(index, key));
}

uint64_t Documents::version(Collection collection, Index index, const std::string& key) const {
  const ReaderLock lock(mutex_of(collection));
  return table(collection).version(index, key);
}

std::vector<AnyDoc> Documents::all(Collection collection) const {
  const ReaderLock lock(mutex_of(collection));
  return in_order(table(collection).all());
}

std::vector<AnyDoc> Documents::oldest(Collection collection, size_t count) const {
  const ReaderLock lock(mutex_of(collection));
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
  std::vector<AnyDoc> shown{document};
  if (const auto rundown = rundown_of(collection, document)) {
    shown = by(collection, Index::rundown, rundown->str());
  }
  show_times(collection, shown);
  const DocumentKind& kind = document_kind(collection);
  for (const AnyDoc& each : shown) {
    if (kind.id(each.get()) == id) return kind.to_json(each.get());
  }
  return std::nullopt;  // it went meanwhile
}

std::vector<Json> Documents::all_json(Collection collection) const {
  std::vector<AnyDoc> documents = all(collection);
  show_times(collection, documents);
  std::vector<Json> out;
  out.reserve(documents.size());
  for (const AnyDoc& document : documents) {
    out.push_back(document_kind(collection).to_json(document.get()));
  }
  return out;
}

size_t Documents::size(Collection collection) const {
  const ReaderLock lock(mutex_of(collection));
  return table(collection).size();
}

uint64_t Documents::sequence(Collection collection, const std::string& id) const {
  const ReaderLock lock(mutex_of(collection));
  return table(collection).sequence(id);
}

/// In the order of the collections, as everybody who holds several.
std::vector<std::unique_lock<SharedMutex>> Documents::lock_written(const ChangeSet& changes,
                                                                   bool (*wanted)(Collection)) {
  std::array<bool, kCollectionCount> is_written{};
  for (const Change& change : changes) {
    if (wanted(change.collection)) is_written[static_cast<size_t>(change.collection)] = true;
  }
  std::vector<std::unique_lock<SharedMutex>> locks;
  for (size_t i = 0; i < kCollectionCount; ++i) {
    if (is_written[i]) locks.emplace_back(mutexes_[i]);
  }
  return locks;
}

void Documents::apply(const ChangeSet& changes, const std::vector<uint64_t>& sequences) {
  std::vector<AnyDoc> before(changes.size());
  apply(
      changes, sequences, [](Collection) { return true; }, before);
}

void Documents::apply(const ChangeSet& changes, const std::vector<uint64_t>& sequences,
                      bool (*wanted)(Collection), std::vector<AnyDoc>& before) {
  const MutexLock applying(apply_mutex_);
  const auto locks = lock_written(changes, wanted);
  for (size_t i = 0; i < changes.size(); ++i) {
    if (!wanted(changes[i].collection)) continue;
    const uint64_t given = i < sequences.size() ? sequences[i] : 0;
    const uint64_t sequence = given != 0 ? given : last_sequence_ + 1;
    last_sequence_ = std::max(last_sequence_, sequence);
    Table& documents = tables_[static_cast<size_t>(changes[i].collection)];
    before[i] = changes[i].document ? documents.put(changes[i].document, sequence)
                                    : documents.remove(changes[i].id);
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

void ChangeTexts::add(const ChangeSet& changes) {
  for (const Change& change : changes) {
    if (!change.document || made_.contains(change.document.get())) continue;
    made_[change.document.get()] = {change.document, change_text(change)};
  }
}

std::string ChangeTexts::take(const Change& change) {
  const auto found = made_.find(change.document.get());
  return found == made_.end() ? change_text(change) : std::move(found->second.text);
}

Change json_change(Collection collection, const Json& json) {
  const DocumentKind& kind = document_kind(collection);
  auto document = kind.parse(json, reflect::Path(collection_name(collection)));
  std::string id = kind.id(document.get());
  return {collection, std::move(id), std::move(document)};
}

}  // namespace takt
