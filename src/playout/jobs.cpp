#include "playout/jobs.h"

#include "playout/handlers.h"
#include "playout/upkeep/upkeep_jobs.h"

namespace takt::playout {

void add_jobs(JobTable& table) {
  table.add<ActivateRundownPlaylist>(activate_rundown_playlist);
  table.add<DeactivateRundownPlaylist>(deactivate_rundown_playlist);
  table.add<PrepareRundownForBroadcast>(prepare_rundown_for_broadcast);
  table.add<ResetRundownPlaylist>(reset_rundown_playlist);
  table.add<SetNextPart>(set_next_part_job);
  table.add<SetNextSegment>(set_next_segment_job);
  table.add<QueueNextSegment>(queue_next_segment_job);
  table.add<MoveNextPart>(move_next_part_job);
  table.add<TakeNextPart>(take_next_part);
  table.add<ActivateHold>(activate_hold);
  table.add<DeactivateHold>(deactivate_hold);
  table.add<ActivateAdlibTesting>(activate_adlib_testing);
  table.add<AdlibPieceStart>(adlib_piece_start);
  table.add<TakePieceAsAdlibNow>(take_piece_as_adlib_now);
  table.add<StartStickyPieceOnSourceLayer>(start_sticky_piece);
  table.add<StopPiecesOnSourceLayers>(stop_pieces_on_source_layers);
  table.add<DisableNextPiece>(disable_next_piece);
  table.add<ExecuteAction>(execute_action);
  table.add<ExecuteBucketAdLibOrAction>(execute_bucket_adlib_or_action);
  table.add<SetQuickLoopMarker>(set_quick_loop_marker);
  table.add<ClearQuickLoopMarkers>(clear_quick_loop_markers);
  table.add<TTimerStartCountdown>(t_timer_start_countdown);
  table.add<TTimerStartFreeRun>(t_timer_start_free_run);
  table.add<TTimerPause>(t_timer_pause);
  table.add<TTimerResume>(t_timer_resume);
  table.add<TTimerRestart>(t_timer_restart);
  table.add<TTimerClearProjected>(t_timer_clear_projected);
  table.add<TTimerSetProjectedAnchorPart>(t_timer_set_projected_anchor_part);
  table.add<TTimerSetProjectedTime>(t_timer_set_projected_time);
  table.add<TTimerSetProjectedDuration>(t_timer_set_projected_duration);
  table.add<OnPlayoutPlaybackChanged>(on_playout_playback_changed);
  table.add<OnTimelineTriggerTime>(on_timeline_trigger_time);
  table.add<UpdateTimeline>(update_timeline);
  table.add<UpdateTimelineAfterIngest>(update_timeline_after_ingest);
  table.add<UpdateStudioBaseline>(update_studio_baseline);
  table.add<RecalculateTTimerProjections>(recalculate_t_timer_projections_job);
  table.add<DebugRegenerateNextPartInstance>(debug_regenerate_next_part_instance);
  table.add<DebugSyncInfinitesForNextPartInstance>(debug_sync_infinites_for_next_part_instance);
  add_upkeep_jobs(table);
}

}  // namespace takt::playout
