#pragma once

// The `hashes` of a replay result: hashes of texts that hold a random id, or a hash noted before, in
// the order they were first made. Notes what the calling thread hashes while the object lives.

#include <string>
#include <string_view>
#include <unordered_set>

#include "base/hash.h"
#include "base/json.h"

namespace takt::replay {

/// Whether a text like randomId000012_ occurs in `text`.
bool holds_random_id(std::string_view text);

class HashNotes {
 public:
  HashNotes();

  /// {hash: text}
  const JsonObject& all() const { return notes_; }

 private:
  void note(std::string_view text, const std::string& hash);
  bool holds_noted_hash(std::string_view text) const;

  JsonObject notes_;
  std::unordered_set<std::string> known_;
  HashRecorder recorder_;
};

}  // namespace takt::replay
