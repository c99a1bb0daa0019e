#pragma once

// The studio's route sets as a job sees and switches them. They are settings: other jobs see a
// switch once it is committed, the job itself at once.

#include <string>

#include "jobs/job_context.h"

namespace takt::playout {

OrderedMap<RouteSet> route_sets(JobContext& context);

/// ab_players: sets were switched that say which AB players can be used; the timeline depends on
/// it.
enum class RouteSetEffect { none, ab_players };

/// `state`: true, false or "toggle". Switching one on switches off the others of its exclusivity
/// group. Throws std::runtime_error for an unknown set, or one that can't be switched off.
RouteSetEffect switch_route_set(JobContext& context, const std::string& id, const Json& state);

}  // namespace takt::playout
