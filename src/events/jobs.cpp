#include "events/jobs.h"

#include "base/log.h"
#include "base/reflect.h"
#include "jobs/job_context.h"

namespace takt::events {

struct PartInstanceTimings {
  static constexpr JobInfo info{"partInstanceTimings", QueueKind::events, Delivery::coalescing};
  struct Payload {
    PlaylistId playlistId;
    PartInstanceId partInstanceId;
  };
};
BOOST_DESCRIBE_STRUCT(PartInstanceTimings::Payload, (), (playlistId, partInstanceId))

struct RundownDataChanged {
  static constexpr JobInfo info{"rundownDataChanged", QueueKind::events, Delivery::coalescing};
  struct Payload {
    PlaylistId playlistId;
    RundownId rundownId;
  };
};
BOOST_DESCRIBE_STRUCT(RundownDataChanged::Payload, (), (playlistId, rundownId))

void from_json(PartInstanceTimings::Payload& out, const Json& value, const reflect::Path& path) {
  reflect::read_struct(out, value, path);
}
void from_json(RundownDataChanged::Payload& out, const Json& value, const reflect::Path& path) {
  reflect::read_struct(out, value, path);
}

namespace {

/// The rundown of an event, when it is still what the event was about; nullptr (logged) otherwise.
Doc<Rundown> rundown_of_event(JobContext& context, const RundownId& id, const PlaylistId& playlist) {
  Doc<Rundown> rundown = context.documents().find<Rundown>(id);
  if (!rundown || rundown->studioId != context.studio_id()) {
    log::warning("event of rundown {}: it is not in this studio any more", id);
    return nullptr;
  }
  if (rundown->playlistId != playlist || !context.documents().find<Playlist>(playlist)) {
    log::warning("event of rundown {}: it is not in playlist {} any more", id, playlist);
    return nullptr;
  }
  return rundown;
}

Json part_instance_timings(JobContext& context, const PartInstanceTimings::Payload& payload) {
  const auto instance = context.documents().find<PartInstance>(payload.partInstanceId);
  if (!instance) {
    log::warning("timing event of part instance {}: it is gone", payload.partInstanceId);
    return nullptr;
  }
  rundown_of_event(context, instance->rundownId, payload.playlistId);
  return nullptr;
}

Json rundown_data_changed(JobContext& context, const RundownDataChanged::Payload& payload) {
  rundown_of_event(context, payload.rundownId, payload.playlistId);
  return nullptr;
}

}  // namespace

void add_jobs(JobTable& table) {
  table.add<PartInstanceTimings>(part_instance_timings);
  table.add<RundownDataChanged>(rundown_data_changed);
}

}  // namespace takt::events
