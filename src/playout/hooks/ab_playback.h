#pragma once

// AB playback: the show style names its players (getAbResolverConfiguration), sessions of pieces
// and lookaheads get them, and the timeline's objects are moved to them: by keyframes, by a rule
// for their layer, by the blueprint's own function (spec/playout.md section 10).

#include "blueprints/blueprint.h"
#include "playout/ab/sessions.h"
#include "playout/model/playout_model.h"
#include "playout/timeline/generate.h"

namespace takt::playout {

struct AbCall {
  PlayoutModel& model;
  blueprints::Blueprint& blueprint;
  const ShowStyle& show_style;
};

struct AbResult {
  /// For Playlist::assignedAbSessions: {pool: {session: {sessionId, sessionName, playerId,
  /// lookahead}}}.
  JsonObject assigned;
  std::vector<NewNotification> notifications;
};

/// Changes `timeline.objects` in place. Nothing happens without the hook. Throws what the blueprint
/// throws, and when no assignment is found.
AbResult run_ab_playback(const AbCall& call, const GenerateCall& timeline, AbSessions& sessions);

}  // namespace takt::playout
