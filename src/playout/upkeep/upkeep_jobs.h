#pragma once

// The handlers of the jobs around the shows (jobs/upkeep_jobs.h): snapshots, route sets, the
// studio's configuration, events from devices, debugging. Playout thread.

#include "jobs/job_context.h"
#include "jobs/upkeep_jobs.h"

namespace takt::playout {

Json generate_playlist_snapshot(JobContext& context, const GenerateSnapshotPayload& payload);
Json restore_playlist_snapshot(JobContext& context, const RestoreSnapshotPayload& payload);
Json on_system_snapshot_created(JobContext& context, const SystemSnapshotPayload& payload);

Json switch_route_set_job(JobContext& context, const SwitchRouteSetPayload& payload);
Json on_external_events(JobContext& context, const ExternalEventsPayload& payload);
Json cleanup_package_references(JobContext& context, const PackageReferencesPayload& payload);

Json upgrade_studio(JobContext& context, const NoPayload& payload);
Json validate_studio_config(JobContext& context, const NoPayload& payload);
Json fix_up_studio_config(JobContext& context, const NoPayload& payload);
Json ignore_studio_fix_up(JobContext& context, const NoPayload& payload);

Json debug_crash(JobContext& context, const PlaylistPayload& payload);

void add_upkeep_jobs(JobTable& table);

}  // namespace takt::playout
