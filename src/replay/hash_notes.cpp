#include "replay/hash_notes.h"

namespace takt::replay {

namespace {

constexpr std::string_view kRandomId = "randomId";
constexpr size_t kHashLength = 28;

}  // namespace

bool holds_random_id(std::string_view text) {
  for (size_t at = text.find(kRandomId); at != std::string_view::npos;
       at = text.find(kRandomId, at + 1)) {
    size_t end = at + kRandomId.size();
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    if (end > at + kRandomId.size() && end < text.size() && text[end] == '_') return true;
  }
  return false;
}

HashNotes::HashNotes()
    : recorder_([this](std::string_view text, const std::string& hash) { note(text, hash); }) {}

bool HashNotes::holds_noted_hash(std::string_view text) const {
  if (known_.empty()) return false;
  // Every hash is 28 characters long and ends with an underscore.
  for (size_t end = text.find('_', kHashLength - 1); end != std::string_view::npos;
       end = text.find('_', end + 1)) {
    if (known_.contains(std::string(text.substr(end + 1 - kHashLength, kHashLength)))) return true;
  }
  return false;
}

void HashNotes::note(std::string_view text, const std::string& hash) {
  if (!holds_random_id(text) && !holds_noted_hash(text)) return;
  if (known_.insert(hash).second) notes_[hash] = text;
}

}  // namespace takt::replay
