#pragma once

// Which messages there are, in which state, and which of them are to be sent to which receiver, in
// their order. Filled from the documents; whoever uses it guards it.

#include <map>
#include <set>

#include "events/messages/message_state.h"

namespace takt::events {

/// One receiver of one studio.
struct TargetKey {
  StudioId studio;
  std::string receiver;  // receiver_key()
  auto operator<=>(const TargetKey&) const = default;
};

class MessageIndex {
 public:
  /// What waits for one receiver, in the order in which it was queued.
  struct Line {
    std::string type;
    std::string label;
    std::map<uint64_t, ExternalMessageId> waiting;  // by place
  };

  /// `place`: where the document stands among those of its studio. Null: it was removed.
  void put(const StudioId& studio, const ExternalMessageId& id, const ExternalMessage* message,
           uint64_t place, Time now);

  const std::map<TargetKey, Line>& lines() const { return lines_; }
  const Line* line(const TargetKey& key) const;
  /// How many of a studio's messages are in each state.
  using Counts = std::array<size_t, kMessageStates>;
  const std::map<StudioId, Counts>& counts() const { return counts_; }

 private:
  struct Entry {
    TargetKey target;
    uint64_t place = 0;
    MessageState state{};
  };
  using Key = std::pair<StudioId, ExternalMessageId>;

  void drop(const Key& key);

  std::map<Key, Entry> entries_;
  std::map<TargetKey, Line> lines_;
  std::map<StudioId, Counts> counts_;
};

}  // namespace takt::events
