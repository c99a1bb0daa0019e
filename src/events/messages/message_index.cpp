#include "events/messages/message_index.h"

#include "events/messages/courier.h"

namespace takt::events {

void MessageIndex::put(const StudioId& studio, const ExternalMessageId& id,
                       const ExternalMessage* message, uint64_t place, Time now) {
  const Key key(studio, id);
  drop(key);
  if (message == nullptr) return;
  const std::string type = message->type.value_or("");
  const Json receiver = message->receiver.value_or(nullptr);
  const TargetKey target{studio, receiver_key(type, receiver)};
  const MessageState state = message_state(*message, now);
  entries_[key] = {target, place, state};
  ++counts_[studio][static_cast<size_t>(state)];
  if (state != MessageState::waiting) return;
  Line& line = lines_[target];
  if (line.label.empty()) {
    line.type = type;
    line.label = receiver_label(type, receiver);
  }
  line.waiting[place] = id;
}

const MessageIndex::Line* MessageIndex::line(const TargetKey& key) const {
  const auto found = lines_.find(key);
  return found == lines_.end() ? nullptr : &found->second;
}

void MessageIndex::drop(const Key& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  const Entry& entry = found->second;
  --counts_[key.first][static_cast<size_t>(entry.state)];
  if (entry.state == MessageState::waiting) {
    const auto line = lines_.find(entry.target);
    line->second.waiting.erase(entry.place);
    if (line->second.waiting.empty()) lines_.erase(line);
  }
  entries_.erase(found);
}

}  // namespace takt::events
