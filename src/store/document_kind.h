#pragma once

// What code that handles documents of any collection needs of their types, as functions on untyped
// documents: one row a collection, so that only document_kind.cpp knows all types. Any thread.

#include <array>
#include <span>
#include <string>

#include "base/json_codec.h"
#include "store/index.h"

namespace takt {

struct IndexKey {
  Index index{};
  /// Points into the document.
  std::string_view key;
  bool operator==(const IndexKey&) const = default;
};

/// The indexes that one document stands in.
class IndexKeys {
 public:
  void add(Index index, std::string_view key) { keys_.at(size_++) = {index, key}; }
  auto begin() const { return keys_.begin(); }
  auto end() const { return keys_.begin() + static_cast<std::ptrdiff_t>(size_); }

 private:
  std::array<IndexKey, kIndexCount> keys_;
  size_t size_ = 0;
};

/// `document` is one of the row's collection, never null.
struct DocumentKind {
  Json (*to_json)(const void* document);
  /// Appends the text of to_json(document).
  void (*append_text)(std::string& out, const void* document);
  IndexKeys (*index_keys)(const void* document);
  const std::string& (*id)(const void* document);
  /// Throws reflect::ReflectError.
  AnyDoc (*parse)(const Json& json, const reflect::Path& path);
};

const DocumentKind& document_kind(Collection collection);

}  // namespace takt
