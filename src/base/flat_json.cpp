#include "base/flat_json.h"

#include <cstring>
#include <limits>
#include <stdexcept>

namespace takt {

namespace {

// A value is its tag, then what the tag says: 8 bytes of a number; a size and a text; or the size
// of what follows, the count, and the items, each member after its name as size and text.
constexpr char kNull = 'n';
constexpr char kFalse = 'f';
constexpr char kTrue = 't';
constexpr char kInteger = 'i';
constexpr char kDouble = 'd';
constexpr char kText = 's';
constexpr char kArray = 'a';
constexpr char kObject = 'o';

using Size = uint32_t;
constexpr size_t kHead = 1 + 2 * sizeof(Size);  // of an array or object

/// Reads one after the other.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  bool at_end() const { return at_ == end_; }
  const char* at() const { return at_; }
  template <class T>
  T take() {
    T value;
    std::memcpy(&value, at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  std::string_view text() {
    const auto size = take<Size>();
    const std::string_view out(at_, size);
    at_ += size;
    return out;
  }
  std::string_view value() {
    const char* begin = at_;
    switch (take<char>()) {
      case kInteger:
      case kDouble:
        at_ += sizeof(int64_t);
        break;
      case kText:
        text();
        break;
      case kArray:
      case kObject: {
        const auto size = take<Size>();
        at_ += sizeof(Size) + size;
        break;
      }
      default:
        break;
    }
    return {begin, static_cast<size_t>(at_ - begin)};
  }
  Json json() {
    switch (take<char>()) {
      case kFalse:
        return false;
      case kTrue:
        return true;
      case kInteger:
        return take<int64_t>();
      case kDouble:
        return take<double>();
      case kText:
        return Json(text());
      case kArray:
        return array();
      case kObject:
        return object();
      default:
        return nullptr;
    }
  }

 private:
  size_t take_count() {
    take<Size>();
    return take<Size>();
  }
  JsonArray array() {
    const size_t count = take_count();
    JsonArray out;
    out.reserve(count);
    for (size_t i = 0; i < count; ++i) out.push_back(json());
    return out;
  }
  JsonObject object() {
    const size_t count = take_count();
    JsonObject out;
    out.reserve(count);
    for (size_t i = 0; i < count; ++i) {
      const std::string_view name = text();
      out.insert_or_assign(name, json());
    }
    return out;
  }

  const char* at_;
  const char* end_;
};

/// Over what an array or object holds.
Cursor content_of(std::string_view bytes) {
  return Cursor(bytes.substr(kHead));
}

}  // namespace

bool FlatView::is_object() const {
  return bytes_.front() == kObject;
}

bool FlatView::is_array() const {
  return bytes_.front() == kArray;
}

std::optional<FlatView> FlatView::member(std::string_view name) const {
  if (!is_object()) return std::nullopt;
  std::optional<FlatView> found;
  for (Cursor cursor = content_of(bytes_); !cursor.at_end();) {
    const bool is_wanted = cursor.text() == name;
    const FlatView value(cursor.value());
    if (is_wanted) found = value;
  }
  return found;
}

std::vector<FlatView> FlatView::items() const {
  std::vector<FlatView> out;
  if (!is_array()) return out;
  for (Cursor cursor = content_of(bytes_); !cursor.at_end();) out.emplace_back(cursor.value());
  return out;
}

std::string_view FlatView::text() const {
  if (bytes_.front() != kText) return {};
  return Cursor(bytes_.substr(1)).text();
}

Json FlatView::json() const {
  return Cursor(bytes_).json();
}

FlatJson::FlatJson() : bytes_(1, kNull) {}

void FlatWriter::null() {
  bytes_.push_back(kNull);
}

void FlatWriter::boolean(bool value) {
  bytes_.push_back(value ? kTrue : kFalse);
}

void FlatWriter::integer(int64_t value) {
  char* place = space(1 + sizeof value);
  *place = kInteger;
  std::memcpy(place + 1, &value, sizeof value);
}

void FlatWriter::number(double value) {
  const Json held = takt::number(value);
  if (held.is_null()) return null();
  if (held.is_int64()) return integer(held.get_int64());
  char* place = space(1 + sizeof value);
  *place = kDouble;
  std::memcpy(place + 1, &value, sizeof value);
}

char* FlatWriter::text_space(size_t size) {
  bytes_.push_back(kText);
  return key_space(size);
}

char* FlatWriter::key_space(size_t size) {
  const size_t place = bytes_.size();
  char* begin = space(sizeof(Size) + size);
  put_size(place, size);
  return begin + sizeof(Size);
}

size_t FlatWriter::begin_object() {
  const size_t place = bytes_.size();
  *space(kHead) = kObject;
  return place;
}

size_t FlatWriter::begin_array() {
  const size_t place = bytes_.size();
  *space(kHead) = kArray;
  return place;
}

void FlatWriter::end(size_t begin, size_t count) {
  put_size(begin + 1, bytes_.size() - begin - kHead);
  put_size(begin + 1 + sizeof(Size), count);
}

char* FlatWriter::space(size_t size) {
  const size_t place = bytes_.size();
  bytes_.resize(place + size);
  return bytes_.data() + place;
}

void FlatWriter::put_size(size_t place, size_t size) {
  if (size > std::numeric_limits<Size>::max()) {
    throw std::length_error("a value is larger than 4 GB");
  }
  const auto held = static_cast<Size>(size);
  std::memcpy(bytes_.data() + place, &held, sizeof held);
}

}  // namespace takt
