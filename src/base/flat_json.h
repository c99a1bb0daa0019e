#pragma once

// A JSON value in one block of bytes: written once from front to back, looked into without being
// unpacked, compared and hashed by its bytes. For large values of which most turn out to be known.
//
//   FlatWriter out;                                   // {"parts": ["a"]}
//   const size_t object = out.begin_object();
//   out.key("parts");
//   const size_t list = out.begin_array();
//   out.text("a");
//   out.end(list, 1);
//   out.end(object, 1);
//   const FlatJson value(out.take());
//   const Json parts = value.view().member("parts")->json();
//
// Equal bytes are equal values with members in the same order. The form is no file format: it lives
// as long as the process. Values up to 4 GB; std::length_error beyond.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace takt {

/// Looks into bytes that a FlatWriter wrote, which must outlive it.
class FlatView {
 public:
  explicit FlatView(std::string_view bytes) : bytes_(bytes) {}

  std::string_view bytes() const { return bytes_; }
  bool is_object() const;
  bool is_array() const;
  /// Of an object; nullopt when it has none of that name, or is no object. Of two the last counts.
  std::optional<FlatView> member(std::string_view name) const;
  /// Of an array; none of anything else.
  std::vector<FlatView> items() const;
  /// A string's text; empty for anything else.
  std::string_view text() const;
  Json json() const;

 private:
  std::string_view bytes_;
};

class FlatJson {
 public:
  /// null
  FlatJson();
  explicit FlatJson(std::string bytes) : bytes_(std::move(bytes)) {}
  FlatView view() const { return FlatView(bytes_); }

 private:
  std::string bytes_;
};

class FlatWriter {
 public:
  void null();
  void boolean(bool value);
  void integer(int64_t value);
  /// As takt::number has it.
  void number(double value);
  void text(std::string_view value) { value.copy(text_space(value.size()), value.size()); }
  /// A text of `size` bytes, to be written to the place that is given.
  char* text_space(size_t size);

  /// A member's name; its value is to follow.
  void key(std::string_view name) { name.copy(key_space(name.size()), name.size()); }
  char* key_space(size_t size);

  /// A whole value.
  void value(const FlatView& value) { bytes_.append(value.bytes()); }

  size_t begin_object();
  size_t begin_array();
  /// `begin`: what begin_ gave; `count`: of its members or items.
  void end(size_t begin, size_t count);

  size_t size() const { return bytes_.size(); }
  /// Takes back everything that was written after `size` was the size.
  void cut(size_t size) { bytes_.resize(size); }

  std::string_view bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  char* space(size_t size);
  void put_size(size_t place, size_t size);

  std::string bytes_;
};

}  // namespace takt
