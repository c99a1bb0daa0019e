#pragma once

// The show style's actions: executeAction changes the show, executeDataStoreAction only values that
// the gateways read (spec/blueprints.md section 2, spec/playout.md section 5).

#include "playout/model/playout_model.h"

namespace takt::playout {

struct ActionCall {
  std::string action_id;
  Json user_data;
  Opt<std::string> trigger_mode;
  /// Of the action's document.
  Opt<Json> private_data;
  Opt<Json> public_data;
  Opt<Json> options;
};

/// Runs executeAction and what it asked for (a take, a new timeline). Gives {queuedPartInstanceId?,
/// taken}. UserErrors ActionsNotSupported, ValidationFailed, and those of the take.
Json run_execute_action(PlayoutModel& model, PlayoutRundown& rundown, const ActionCall& call);

/// Runs onExternalEvent for events of devices, with all that an action can do. Nothing happens without
/// the hook, or without a current or next part.
void run_on_external_event(PlayoutModel& model, const std::vector<Json>& events);

/// Runs executeDataStoreAction, if there is one. What it throws is logged.
void run_datastore_action(PlayoutModel& model, PlayoutRundown& rundown, const ActionCall& call);

}  // namespace takt::playout
