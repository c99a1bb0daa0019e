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

Json adlib_piece_start(JobContext& context, const AdlibPieceStartPayload& payload);
Json take_piece_as_adlib_now(JobContext& context, const TakePieceAsAdlibPayload& payload);
Json start_sticky_piece(JobContext& context, const StickyPiecePayload& payload);
Json stop_pieces_on_source_layers(JobContext& context, const StopPiecesPayload& payload);
Json disable_next_piece(JobContext& context, const DisableNextPiecePayload& payload);
Json execute_action(JobContext& context, const ExecuteActionPayload& payload);
Json execute_bucket_adlib_or_action(JobContext& context, const ExecuteBucketItemPayload& payload);
Json set_quick_loop_marker(JobContext& context, const QuickLoopMarkerPayload& payload);
Json clear_quick_loop_markers(JobContext& context, const PlaylistPayload& payload);

Json t_timer_start_countdown(JobContext& context, const TimerCountdownPayload& payload);
Json t_timer_start_free_run(JobContext& context, const TimerFreeRunPayload& payload);
Json t_timer_pause(JobContext& context, const TimerPayload& payload);
Json t_timer_resume(JobContext& context, const TimerPayload& payload);
Json t_timer_restart(JobContext& context, const TimerPayload& payload);
Json t_timer_clear_projected(JobContext& context, const TimerPayload& payload);
Json t_timer_set_projected_anchor_part(JobContext& context, const TimerAnchorPayload& payload);
Json t_timer_set_projected_time(JobContext& context, const TimerTimePayload& payload);
Json t_timer_set_projected_duration(JobContext& context, const TimerDurationPayload& payload);

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
