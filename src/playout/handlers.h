#pragma once

// The handlers of playout's jobs, as jobs.cpp puts them into the table. Each is in a file named after
// its group (activation/activation_jobs.cpp, next/next_jobs.cpp, ...). Playout thread.

#include "jobs/job_context.h"
#include "jobs/studio_jobs.h"

namespace takt::playout {

Json activate_rundown_playlist(JobContext& context, const ActivatePayload& payload);
Json deactivate_rundown_playlist(JobContext& context, const PlaylistPayload& payload);
Json prepare_rundown_for_broadcast(JobContext& context, const PlaylistPayload& payload);
Json reset_rundown_playlist(JobContext& context, const ResetPayload& payload);

Json set_next_part_job(JobContext& context, const SetNextPartPayload& payload);
Json set_next_segment_job(JobContext& context, const SetNextSegmentPayload& payload);
Json queue_next_segment_job(JobContext& context, const QueueNextSegmentPayload& payload);
Json move_next_part_job(JobContext& context, const MoveNextPartPayload& payload);
Json take_next_part(JobContext& context, const TakeNextPartPayload& payload);
Json activate_hold(JobContext& context, const PlaylistPayload& payload);
Json deactivate_hold(JobContext& context, const PlaylistPayload& payload);
Json activate_adlib_testing(JobContext& context, const AdlibTestingPayload& payload);

Json on_playout_playback_changed(JobContext& context, const PlaybackChangedPayload& payload);
Json on_timeline_trigger_time(JobContext& context, const TriggerTimePayload& payload);

Json update_timeline(JobContext& context, const NoPayload& payload);
Json update_timeline_after_ingest(JobContext& context, const PlaylistPayload& payload);
Json update_studio_baseline(JobContext& context, const NoPayload& payload);
Json recalculate_t_timer_projections_job(JobContext& context, const NoPayload& payload);
Json debug_regenerate_next_part_instance(JobContext& context, const PlaylistPayload& payload);
Json debug_sync_infinites_for_next_part_instance(JobContext& context,
                                                 const PlaylistPayload& payload);

}  // namespace takt::playout
