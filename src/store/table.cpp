#include "store/table.h"

namespace takt {

AnyDoc Table::find(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second.document;
}

uint64_t Table::sequence(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? 0 : found->second.sequence;
}

const Table::InOrder& Table::by(Index index, const std::string& key) const {
  static const InOrder none;
  const auto& keys = indexes_[static_cast<size_t>(index)];
  const auto found = keys.find(key);
  return found == keys.end() ? none : found->second;
}

void Table::put(AnyDoc document, uint64_t sequence) {
  const std::string& id = kind_.id(document.get());
  if (const auto found = by_id_.find(id); found != by_id_.end()) {
    sequence = found->second.sequence;
    unindex(found->second);
  }
  for (const auto& [index, key] : kind_.index_keys(document.get())) {
    indexes_[static_cast<size_t>(index)][std::string(key)].emplace(sequence, document);
  }
  in_order_[sequence] = document;
  by_id_[id] = Entry{sequence, std::move(document)};
}

void Table::remove(const std::string& id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  unindex(found->second);
  in_order_.erase(found->second.sequence);
  by_id_.erase(found);
}

void Table::unindex(const Entry& entry) {
  for (const auto& [index, key] : kind_.index_keys(entry.document.get())) {
    auto& keys = indexes_[static_cast<size_t>(index)];
    const auto found = keys.find(std::string(key));
    if (found == keys.end()) continue;
    found->second.erase(entry.sequence);
    if (found->second.empty()) keys.erase(found);
  }
}

}  // namespace takt
