#pragma once

// The reference's id hashes (spec/data-model.md section 0). Ids of rundowns, segments, parts and
// pieces are made with these, so equality with the reference is exact.

#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace takt {

/// SHA-1 of the UTF-8 bytes, base64 (28 characters), each of `+ / =` turned into `_`.
std::string get_hash(std::string_view text);

/// The reference's hashObj of a value that is there (absent members don't occur in JSON).
std::string hash_object(const Json& value);

/// Sees every get_hash of the calling thread while it lives: (text, hash). Replay lists the hashes
/// of texts that hold random ids. At most one per thread.
class HashRecorder {
 public:
  using Note = std::function<void(std::string_view text, const std::string& hash)>;
  explicit HashRecorder(Note note);
  ~HashRecorder();
  HashRecorder(const HashRecorder&) = delete;
  HashRecorder& operator=(const HashRecorder&) = delete;

 private:
  Note note_;
};

}  // namespace takt
