#pragma once

// The documents that a recorded scenario describes, for tests.

#include <map>

#include "conformance_folder.h"
#include "replay/document_source.h"
#include "replay/files.h"

namespace takt::replay {

/// Documents as a scenario begins with them, and then as the recorded changes leave them. Documents
/// that appear in the same step are in no particular order.
class RecordedDocuments final : public DocumentSource {
 public:
  std::vector<Json> all(std::string_view collection) const override {
    const auto it = collections_.find(collection);
    return it == collections_.end() ? std::vector<Json>{} : it->second;
  }

  void put(const std::string& collection, const std::string& id, const Json& document) {
    std::vector<Json>& documents = collections_[collection];
    for (auto it = documents.begin(); it != documents.end(); ++it) {
      if (string_member(*it, "_id") != id) continue;
      if (document.is_null()) {
        documents.erase(it);
      } else {
        *it = document;
      }
      return;
    }
    if (!document.is_null()) documents.push_back(document);
  }

  void apply(const Json& changes) {
    for (const auto& collection : changes.as_object()) {
      for (const auto& document : collection.value().as_object()) {
        put(std::string(collection.key()), std::string(document.key()), document.value());
      }
    }
  }

 private:
  std::map<std::string, std::vector<Json>, std::less<>> collections_;
};

}  // namespace takt::replay
