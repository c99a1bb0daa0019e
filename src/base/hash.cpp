#include "base/hash.h"

#include <algorithm>
#include <vector>

#include "base/digest.h"
#include "base/text.h"

namespace takt {

namespace {

thread_local HashRecorder::Note* t_recorder = nullptr;

std::string base64_of_digest(const Sha1& digest) {
  static constexpr char kAlphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789__";
  std::string out(28, '_');
  char* at = out.data();
  for (size_t i = 0; i < digest.size(); i += 3) {
    const bool last = i + 2 >= digest.size();
    const unsigned bits = static_cast<unsigned>(digest[i]) << 16 |
                          static_cast<unsigned>(digest[i + 1]) << 8 |
                          (last ? 0u : static_cast<unsigned>(digest[i + 2]));
    *at++ = kAlphabet[bits >> 18 & 63];
    *at++ = kAlphabet[bits >> 12 & 63];
    *at++ = kAlphabet[bits >> 6 & 63];
    *at++ = last ? '_' : kAlphabet[bits & 63];
  }
  return out;
}

}  // namespace

std::string get_hash(std::string_view text) {
  std::string hash = base64_of_digest(sha1(text));
  if (t_recorder != nullptr) (*t_recorder)(text, hash);
  return hash;
}

std::string hash_object(const Json& value) {
  if (value.is_null()) return "null";
  if (const bool* flag = value.if_bool()) return *flag ? "true" : "false";
  if (const auto n = as_number(value)) return number_text(*n);
  if (const auto text = value.if_string()) return to_string(*text);
  std::string joined;
  const auto append = [&](std::string_view key, const Json& item) {
    if (!joined.empty()) joined.push_back('|');
    joined.append(key).append(":").append(hash_object(item));
  };
  if (const JsonArray* array = value.if_array()) {
    for (size_t i = 0; i < array->size(); ++i) append(std::to_string(i), (*array)[i]);
    return get_hash(joined);
  }
  std::vector<std::string_view> keys;
  for (const auto& entry : value.get_object()) keys.push_back(entry.key());
  std::sort(keys.begin(), keys.end(), utf16_less);
  for (const std::string_view key : keys) append(key, value.get_object().at(key));
  return get_hash(joined);
}

HashRecorder::HashRecorder(Note note) : note_(std::move(note)) { t_recorder = &note_; }
HashRecorder::~HashRecorder() { t_recorder = nullptr; }

}  // namespace takt
