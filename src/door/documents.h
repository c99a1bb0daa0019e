#pragma once

// Reading documents for GET /api/<collection>[/<id>]: committed documents of the system and of
// every studio, as JSON. Any thread; never waits for a job.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/user_error.h"
#include "store/store.h"

namespace takt::door {

/// Which documents, and how much of them.
struct DocumentQuery {
  /// Dotted paths of members and the value each must have: as text, or as JSON writes it.
  std::map<std::string, std::string> equal;
  size_t limit = 10'000;
  /// Only these members, or with `leave_out` all but these; empty: all.
  std::vector<std::string> fields;
  bool leave_out = false;
};

/// From a request's parameters: `limit`, `fields` (`a,b` or `-a,b`), everything else is an
/// equality. Throws UserError PayloadInvalid.
DocumentQuery parse_document_query(const std::map<std::string, std::string>& parameters);

class DocumentReader {
 public:
  explicit DocumentReader(Store& store) : store_(store) {}

  struct Found {
    JsonArray documents;
    bool more = false;  // the limit cut some off
  };
  Found list(Collection collection, const DocumentQuery& query) const;
  std::optional<Json> find(Collection collection, const std::string& id) const;

  /// The parts of a playlist in playing order, each with its segment's name as `segment`. Throws
  /// UserError DocumentNotFound.
  JsonArray playlist_parts(const PlaylistId& id) const;

  /// The documents of every studio there is.
  std::vector<const Documents*> studios() const;

 private:
  Store& store_;
};

/// 404, naming collection and id.
UserError document_not_found(std::string_view collection, const std::string& id);

}  // namespace takt::door
