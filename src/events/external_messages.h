#pragma once

// What event hooks want sent to other systems, as documents of `externalMessageQueue`
// (spec/events-and-devices.md section 2). One job, its thread. A message that is wrong is logged
// and left out; the others go on.

#include "jobs/job_context.h"

namespace takt::events {

/// `messages`: what the hook returned; nothing is stored in a rehearsal.
void queue_external_messages(JobContext& context, const Rundown& rundown, const Playlist& playlist,
                             const Json& messages);

}  // namespace takt::events
