#pragma once

// The whole house at one moment: what the conductor says of studios, threads and queues, and what
// the documents say of the shows. GET /api/status, and the figures of /metrics. Any thread.

#include <string>

#include "conductor/status.h"
#include "events/messages/message_service.h"
#include "net/http_server.h"
#include "store/store.h"

namespace takt::door {

/// The conductor's status JSON; each studio with its `playlists` (door/show_view.h), each refusal
/// with its `keyName` and `message`.
JsonObject house_view(const conductor::StatusSnapshot& snapshot, Store& store);

std::string metrics_text(const conductor::StatusSnapshot& snapshot,
                         const net::ServerCounters& counters,
                         const events::MessagesStatus& messages);

}  // namespace takt::door
