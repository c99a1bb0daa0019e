#pragma once

// The show style's smaller hooks around taking and activating (spec/blueprints.md section 2). Errors
// of the blueprint are logged; the show goes on.

#include "playout/model/playout_model.h"

namespace takt::playout {

// A part is about to be taken, was taken, or is the first one taken in a show.
void run_on_pre_take(PlayoutModel& model, const Rundown& rundown, const PartInstance& instance);
void run_on_post_take(PlayoutModel& model, const Rundown& rundown, const PartInstance& instance);
void run_on_rundown_first_take(PlayoutModel& model, const Rundown& rundown,
                               const PartInstance& instance);

/// How things stood at the end of `instance`, as the blueprint's getEndStateForPart has it, for the
/// part that follows it. `take_rundown`: of that part. Absent without the hook, or when it throws.
Opt<Json> end_state_of(PlayoutModel& model, const ShowStyle& show_style,
                       const Rundown& take_rundown, PartInstanceModel& instance);

/// A playlist's state before and after it was activated or deactivated.
struct ActivationState {
  bool active = false;
  bool rehearsal = false;
  Opt<Time> reset_time;

  static ActivationState of(const Playlist& playlist);
};
enum class ActivationHook { activate, deactivate };
void run_activation_hook(PlayoutModel& model, ActivationHook hook, const Rundown& rundown,
                         const ActivationState& before, const ActivationState& after);

/// The show style has syncIngestUpdateToPartInstance. False when it can't be loaded.
bool show_style_syncs_ingest(PlayoutModel& model, const PartInstance& instance);

}  // namespace takt::playout
