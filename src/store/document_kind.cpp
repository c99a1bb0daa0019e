#include "store/document_kind.h"

namespace takt {

namespace {

template <class T>
const T& typed(const void* document) {
  return *static_cast<const T*>(document);
}

void add_key(IndexKeys& keys, Index index, const auto& id) {
  if constexpr (requires { id.str(); }) {
    keys.add(index, id.str());
  } else {
    if (id) keys.add(index, id->str());
  }
}

template <class T>
IndexKeys index_keys_of(const T& doc) {
  IndexKeys keys;
  if constexpr (requires { doc.playlistId; }) add_key(keys, Index::playlist, doc.playlistId);
  if constexpr (requires { doc.rundownId; }) add_key(keys, Index::rundown, doc.rundownId);
  if constexpr (requires { doc.startRundownId; }) add_key(keys, Index::rundown, doc.startRundownId);
  if constexpr (requires { doc.segmentId; }) add_key(keys, Index::segment, doc.segmentId);
  if constexpr (requires { doc.startSegmentId; }) add_key(keys, Index::segment, doc.startSegmentId);
  if constexpr (requires { doc.partId; }) add_key(keys, Index::part, doc.partId);
  if constexpr (requires { doc.startPartId; }) add_key(keys, Index::part, doc.startPartId);
  if constexpr (requires { doc.part._id; }) add_key(keys, Index::part, doc.part._id);
  if constexpr (requires { doc.partInstanceId; }) {
    add_key(keys, Index::part_instance, doc.partInstanceId);
  }
  if constexpr (requires { doc.bucketId; }) add_key(keys, Index::bucket, doc.bucketId);
  if constexpr (requires { doc.packageId; }) add_key(keys, Index::package, doc.packageId);
  if constexpr (std::is_same_v<T, Notification>) {
    add_key(keys, Index::part_instance, doc.relatedTo.partInstanceId);
    keys.add(Index::category, doc.category);
  }
  if constexpr (std::is_same_v<T, PartInstance>) {
    if (!truthy(doc.reset)) add_key(keys, Index::not_reset, doc.segmentId);
  }
  if constexpr (std::is_same_v<T, Piece>) {
    if (is_lasting(doc)) add_key(keys, Index::lasting, doc.startRundownId);
  }
  return keys;
}

template <class T>
void append_text_of(std::string& out, const void* document) {
  const T& doc = typed<T>(document);
  if constexpr (requires { append_json(out, doc); }) {
    append_json(out, doc);
  } else {
    dump_to(out, to_json(doc));
  }
}

template <class T>
AnyDoc parse_as(const Json& json, const reflect::Path& path) {
  auto doc = std::make_shared<T>();
  from_json(*doc, json, path);
  return doc;
}

template <class T>
constexpr DocumentKind kind_of() {
  return {
      .to_json = [](const void* document) { return to_json(typed<T>(document)); },
      .append_text = append_text_of<T>,
      .index_keys = [](const void* document) { return index_keys_of(typed<T>(document)); },
      .id = [](const void* document) -> const std::string& { return typed<T>(document)._id.str(); },
      .parse = parse_as<T>,
  };
}

template <class... T>
constexpr std::array<DocumentKind, sizeof...(T)> kinds_of(boost::mp11::mp_list<T...>) {
  return {kind_of<T>()...};
}

constexpr auto kKinds = kinds_of(AllDocuments{});

}  // namespace

const DocumentKind& document_kind(Collection collection) {
  return kKinds.at(static_cast<size_t>(collection));
}

}  // namespace takt
