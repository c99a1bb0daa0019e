#pragma once

// Tells whether what a blueprint gave, and everything else that documents are made of, is the same
// as last time: a hash of the value behind what is shared by several. One thread.
//
//   InputHash inputs;
//   inputs.shared().text(rundown.str());
//   const Hash128 input = inputs.of(part, place);

#include "base/digest.h"
#include "base/flat_json.h"

namespace takt::ingest {

class InputHash {
 public:
  /// To be written before the first of().
  FlatWriter& shared() { return bytes_; }

  Hash128 of(const FlatView& value, size_t place) {
    if (!shared_size_) shared_size_ = bytes_.size();
    bytes_.cut(*shared_size_);
    bytes_.integer(static_cast<int64_t>(place));
    bytes_.value(value);
    return hash128(bytes_.bytes());
  }

 private:
  FlatWriter bytes_;
  std::optional<size_t> shared_size_;
};

}  // namespace takt::ingest
