#include "store/table.h"

#include <algorithm>
#include <atomic>

namespace takt {

namespace {

/// Never gives a number twice.
uint64_t next_version() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

}  // namespace

AnyDoc Table::find(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second.document;
}

uint64_t Table::sequence(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? 0 : found->second.sequence;
}

const Table::Posting* Table::find(Index index, std::string_view key) const {
  const auto& keys = indexes_[static_cast<size_t>(index)];
  const auto found = keys.find(key);
  return found == keys.end() ? nullptr : &found->second;
}

const Table::InOrder& Table::by(Index index, std::string_view key) const {
  static const InOrder none;
  const Posting* posting = find(index, key);
  return posting == nullptr ? none : posting->documents;
}

uint64_t Table::version(Index index, std::string_view key) const {
  const Posting* posting = find(index, key);
  return posting == nullptr ? 0 : posting->version;
}

AnyDoc Table::put(AnyDoc document, uint64_t sequence) {
  const auto [place, is_new] = by_id_.try_emplace(kind_.id(document.get()));
  Entry& entry = place->second;
  if (is_new) {
    entry.sequence = sequence;
    entry.document = document;
    entry.in_order = in_order_.emplace(sequence, std::move(document)).first;
    add_to_indexes(entry);
    return nullptr;
  }
  AnyDoc before = entry.document;
  if (replace_in_indexes(entry, document)) {
    entry.document = document;
  } else {
    unindex(entry);
    entry.document = document;
    add_to_indexes(entry);
  }
  entry.in_order->second = std::move(document);
  return before;
}

AnyDoc Table::remove(const std::string& id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  AnyDoc before = found->second.document;
  unindex(found->second);
  in_order_.erase(found->second.in_order);
  by_id_.erase(found);
  return before;
}

void Table::add_to_indexes(Entry& entry) {
  for (const auto& [index, key] : kind_.index_keys(entry.document.get())) {
    Posting& posting = postings(index)[std::string(key)];
    const auto [place, is_new] = posting.documents.emplace(entry.sequence, entry.document);
    posting.version = next_version();
    entry.places.push_back(is_new ? Place{&posting, place} : Place{});
  }
}

void Table::unindex(Entry& entry) {
  size_t number = 0;
  for (const auto& [index, key] : kind_.index_keys(entry.document.get())) {
    const Place& place = entry.places[number++];
    if (place.posting == nullptr) continue;
    place.posting->documents.erase(place.document);
    place.posting->version = next_version();
    if (place.posting->documents.empty()) postings(index).erase(postings(index).find(key));
  }
  entry.places.clear();
}

/// The usual replace, where no key changed. False, with nothing done, when one did.
bool Table::replace_in_indexes(Entry& entry, const AnyDoc& document) {
  const IndexKeys before = kind_.index_keys(entry.document.get());
  const IndexKeys after = kind_.index_keys(document.get());
  if (!std::ranges::equal(before, after)) return false;
  for (const Place& place : entry.places) {
    if (place.posting == nullptr) continue;
    place.document->second = document;
    place.posting->version = next_version();
  }
  return true;
}

}  // namespace takt
