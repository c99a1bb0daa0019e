#pragma once

// External messages for people: GET /api/messages, and what can be done with one
// (docs/messages.md). Any thread; answers to acts come once they are on disk.

#include "door/access.h"
#include "door/metrics.h"
#include "events/messages/message_service.h"
#include "net/http.h"

namespace takt::door {

class MessageView {
 public:
  MessageView(Store& store, events::MessageService& messages, const Clock& clock)
      : store_(store), messages_(messages), clock_(clock) {}

  /// `?studio=`, `?state=`, `?limit=`; the oldest first.
  net::Response list(const net::Request& request) const;
  /// The document with its `state`. Throws UserError DocumentNotFound.
  net::Response show(const ExternalMessageId& id) const;
  /// retry, hold, release, remove. Throws UserError PayloadInvalid for another verb.
  void act(const Authorised& caller, const ExternalMessageId& id, const std::string& verb,
           const net::Responder& responder) const;
  /// What waits for whom.
  net::Response receivers() const;

 private:
  std::vector<StudioId> studios() const;

  Store& store_;
  events::MessageService& messages_;
  const Clock& clock_;
};

void write_message_metrics(MetricsWriter& writer, const events::MessagesStatus& status);

}  // namespace takt::door
