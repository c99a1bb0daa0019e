#pragma once

// Reads and writes messages' documents. Changes of the same document come one after the other: each
// is made from what the one before left. Any thread but the conductor's; writing blocks.

#include "base/mutex.h"
#include "events/messages/message_service.h"

namespace takt::events {

class MessageDesk {
 public:
  explicit MessageDesk(MessageService::World world) : world_(std::move(world)) {}

  Time now() const { return world_.clock.now(); }
  Doc<ExternalMessage> find(const StudioId& studio, const ExternalMessageId& id) const {
    return world_.store.studio(studio).find<ExternalMessage>(id);
  }
  const Documents& documents(const StudioId& studio) const { return world_.store.studio(studio); }
  /// Those that this process runs, as far as there are any.
  std::vector<StudioId> studios() const;

  /// Gives the document as it will be; nullopt removes it.
  using Edit = std::function<std::optional<ExternalMessage>(const ExternalMessage& message)>;
  struct Step {
    ExternalMessageId id;
    Edit edit;
  };
  /// Writes the steps together; documents that are gone are left out. Returns what went wrong.
  std::optional<UserError> write(const StudioId& studio, const std::vector<Step>& steps);

  /// The receiver with configuration values put in. Throws std::runtime_error.
  Json resolved(const StudioId& studio, const ExternalMessage& message) const;

  /// Removes what has expired, is older than 100 days, or was sent and is not among the newest.
  void clean_up(const StudioId& studio);

 private:
  const MessageService::World world_;
  Mutex writing_;
};

}  // namespace takt::events
