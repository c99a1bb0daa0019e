#pragma once

// Sends what is in `externalMessageQueue` to other systems (docs/messages.md). It has its own
// threads, at low priority: one that follows the documents, and one for each receiver that
// something is sent to, so that a receiver that hangs holds up nobody but those behind it. All that
// has happened to a message is in its document, so nothing is forgotten when the process dies; a
// message may then be sent again, with the same id.
//
//   MessageService messages(world, rules);
//   messages.start();
//   messages.act(id, MessageVerb::retry, [](const std::optional<UserError>& error) { ... });
//
// Any thread.

#include <functional>
#include <memory>

#include "base/user_error.h"
#include "events/messages/message_state.h"
#include "store/store.h"

namespace takt::events {

enum class MessageVerb : uint8_t { retry, hold, release, remove };
std::optional<MessageVerb> message_verb(std::string_view name);

/// One receiver, now.
struct TargetStatus {
  StudioId studio;
  std::string type;
  std::string receiver;  // receiver_label()
  size_t waiting = 0;
  bool sending = false;
  /// Tries in a row that did not get through to the receiver; and the next one, in ms from now.
  int failures = 0;
  double next_try_ms = 0;
  std::string error;
};

struct MessagesStatus {
  std::vector<TargetStatus> targets;
  /// By studio, then in the order of MessageState.
  std::map<StudioId, std::array<size_t, kMessageStates>> counts;
  /// Since the start: by type, then in the order of TryEnd.
  std::map<std::string, std::array<uint64_t, kTryEnds>> tries;
};

class MessageService {
 public:
  using Done = std::function<void(const std::optional<UserError>& error)>;
  /// The text, or what is wrong.
  using Resolved = std::function<void(std::optional<std::string> text, std::string problem)>;

  struct World {
    Store& store;
    const Clock& clock;
    /// Empty: all studios.
    std::vector<StudioId> studios;
    /// Writes documents of a studio; `done` comes on another thread.
    std::function<void(const StudioId& studio, ChangeSet changes, Done done)> write;
    /// Puts a studio's configuration values into a text with references to them.
    std::function<void(const StudioId& studio, const std::string& text, Resolved done)> resolve;
  };

  MessageService(World world, DeliveryRules rules);
  /// Stops; waits for a send that can't be interrupted.
  ~MessageService();
  MessageService(const MessageService&) = delete;
  MessageService& operator=(const MessageService&) = delete;

  void start();
  /// Lets sends under way end, at most for `grace`, then interrupts them. False when a thread is
  /// still stuck after that: the process has to end without it.
  bool stop(std::chrono::milliseconds grace);

  /// `done` gets DocumentNotFound (404), or what the write said.
  void act(const ExternalMessageId& id, MessageVerb verb, Done done);
  MessagesStatus status();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace takt::events
