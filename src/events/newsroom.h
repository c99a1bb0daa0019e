#pragma once

// Telling the newsroom what is on air ("the yellow line", spec/events-and-devices.md section 9).
// Jobs of the events thread: one notes what is to be told, under the rundown's locks; the other
// tells it, as a device command, with no lock held. Only ever "this plays": newsroom systems lose
// count when they are told of a stop.

#include "jobs/job_context.h"
#include "jobs/job_spec.h"

namespace takt::events {

/// partExternalId: null when nothing of the rundown is on air.
struct NotifyCurrentlyPlayingPart {
  static constexpr JobInfo info{"notifyCurrentlyPlayingPart", QueueKind::events, Delivery::durable};
  struct Payload {
    RundownId rundownId;
    bool isRehearsal = false;
    Opt<std::string> partExternalId;
  };
};
BOOST_DESCRIBE_STRUCT(NotifyCurrentlyPlayingPart::Payload, (),
                      (rundownId, isRehearsal, partExternalId))
void from_json(NotifyCurrentlyPlayingPart::Payload& out, const Json& value,
               const reflect::Path& path);
Json notify_currently_playing_part(JobContext& context,
                                   const NotifyCurrentlyPlayingPart::Payload& payload);

struct SendStoryStatus {
  static constexpr JobInfo info{"sendStoryStatus", QueueKind::events, Delivery::durable};
  struct Payload {
    RundownId rundownId;
    PeripheralDeviceId deviceId;
    std::string storyId;
  };
};
BOOST_DESCRIBE_STRUCT(SendStoryStatus::Payload, (), (rundownId, deviceId, storyId))
void from_json(SendStoryStatus::Payload& out, const Json& value, const reflect::Path& path);
Json send_story_status(JobContext& context, const SendStoryStatus::Payload& payload);

}  // namespace takt::events
