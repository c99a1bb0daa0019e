#pragma once

// What scenario references and write steps need to see of the stored documents: every document as
// JSON, by collection name. The runner's store and the tests implement it.

#include <string_view>
#include <vector>

#include "base/json.h"

namespace takt::replay {

class DocumentSource {
 public:
  virtual ~DocumentSource() = default;
  /// The documents of a collection in storage order. Unknown collections are empty.
  virtual std::vector<Json> all(std::string_view collection) const = 0;
};

}  // namespace takt::replay
