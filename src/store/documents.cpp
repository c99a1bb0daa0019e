#include "store/documents.h"

namespace takt {

namespace mp = boost::mp11;

struct Documents::Tables {
  mp::mp_rename<mp::mp_transform<Table, AllDocuments>, std::tuple> all;
};

namespace {

/// Calls visit(table) with the table of `collection`.
template <class Tables, class F>
decltype(auto) with_table(Tables& tables, Collection collection, F&& visit) {
  return mp::mp_with_index<kCollectionCount>(
      static_cast<size_t>(collection),
      [&](auto index) -> decltype(auto) { return visit(std::get<index>(tables)); });
}

template <class T>
void apply_change(Table<T>& table, const Change& change, uint64_t sequence) {
  if (change.document) {
    table.put(std::static_pointer_cast<const T>(change.document), sequence);
  } else {
    table.remove(change.id);
  }
}

}  // namespace

Documents::Documents() : tables_(std::make_unique<Tables>()) {}
Documents::~Documents() = default;

const void* Documents::table_of(Collection collection) const {
  return with_table(tables_->all, collection,
                    [](auto& table) -> const void* { return &table; });
}

std::optional<Json> Documents::find_json(Collection collection, const std::string& id) const {
  std::shared_lock lock(mutex_);
  return with_table(tables_->all, collection, [&](auto& table) -> std::optional<Json> {
    const auto doc = table.find(id);
    if (!doc) return std::nullopt;
    return to_json(*doc);
  });
}

std::vector<Json> Documents::all_json(Collection collection) const {
  std::shared_lock lock(mutex_);
  return with_table(tables_->all, collection, [](const auto& table) {
    std::vector<std::decay_t<decltype(table.find(std::string()))>> docs;
    table.collect_all(docs);
    std::vector<Json> out;
    out.reserve(docs.size());
    for (const auto& doc : docs) out.push_back(to_json(*doc));
    return out;
  });
}

size_t Documents::size(Collection collection) const {
  std::shared_lock lock(mutex_);
  return with_table(tables_->all, collection, [](const auto& table) { return table.size(); });
}

std::shared_ptr<const void> Documents::find_any(Collection collection,
                                                const std::string& id) const {
  std::shared_lock lock(mutex_);
  return with_table(tables_->all, collection, [&](const auto& table) -> std::shared_ptr<const void> {
    return table.find(id);
  });
}

uint64_t Documents::sequence(Collection collection, const std::string& id) const {
  std::shared_lock lock(mutex_);
  return with_table(tables_->all, collection,
                    [&](const auto& table) { return table.sequence(id); });
}

void Documents::apply(const ChangeSet& changes, const std::vector<uint64_t>& sequences) {
  std::unique_lock lock(mutex_);
  for (size_t i = 0; i < changes.size(); ++i) {
    const uint64_t given = i < sequences.size() ? sequences[i] : 0;
    const uint64_t sequence = given != 0 ? given : last_sequence_ + 1;
    last_sequence_ = std::max(last_sequence_, sequence);
    with_table(tables_->all, changes[i].collection,
               [&](auto& table) { apply_change(table, changes[i], sequence); });
  }
}

Json change_json(const Change& change) {
  if (!change.document) return nullptr;
  return with_document_type(change.collection, [&](auto type) -> Json {
    using T = typename decltype(type)::type;
    return to_json(*static_cast<const T*>(change.document.get()));
  });
}

std::string change_text(const Change& change) {
  std::string out;
  if (!change.document) return out;
  with_document_type(change.collection, [&](auto type) {
    using T = typename decltype(type)::type;
    const T& document = *static_cast<const T*>(change.document.get());
    if constexpr (requires { append_json(out, document); }) {
      append_json(out, document);
    } else {
      dump_to(out, to_json(document));
    }
  });
  return out;
}

Change json_change(Collection collection, const Json& document) {
  return with_document_type(collection, [&](auto type) -> Change {
    using T = typename decltype(type)::type;
    auto doc = std::make_shared<T>();
    from_json(*doc, document, reflect::Path(collection_name(collection)));
    return put_change<T>(std::move(doc));
  });
}

}  // namespace takt
