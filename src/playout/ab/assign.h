#pragma once

// Which player plays which AB session: those that run keep theirs, those to come get the player
// that was free the longest, what is only looked ahead at gets what is left. Pure functions; times
// epoch ms.
//
//   std::vector<AbRequest> requests = ab_requests(sessions, {pieces, objects, before, "clip"});
//   AbOutcome outcome = assign_players(options, players, std::move(requests), now);

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "playout/ab/sessions.h"
#include "playout/pieces/resolved.h"

namespace takt::playout {

/// A session that wants a player of a pool.
struct AbRequest {
  std::string id;
  std::string name;
  double start = 0;
  std::optional<double> end = {};
  bool optional = false;
  /// From 1: the order in which what is only looked ahead at gets players.
  std::optional<int> lookahead_rank = {};
  /// A number or text: before, of the last time; afterwards, of this time.
  std::optional<Json> player = {};
  /// Names of its pieces, for people. None when it is only looked ahead at.
  std::vector<std::string> pieces = {};
};

struct AbRequestsInput {
  const std::vector<ResolvedPiece>& pieces;
  const std::vector<TimelineObject>& objects;
  /// The pool's assignments of the last time; null for none.
  const Json& before;
  std::string_view pool;
};
/// All sessions of a pool, in the order in which pieces, then lookaheads, ask for them.
std::vector<AbRequest> ab_requests(AbSessions& sessions, const AbRequestsInput& input);

/// As the blueprint's getAbResolverConfiguration gives it: ms.
struct AbOptions {
  double ideal_gap_before = 0;
  double now_window = 0;
};

struct AbOutcome {
  std::vector<AbRequest> requests;  // by start
  /// Those that got no player, in the order in which they failed.
  std::vector<AbRequest> failed;
};

/// Throws std::runtime_error when it finds no end.
AbOutcome assign_players(const AbOptions& options, const std::vector<Json>& players,
                         std::vector<AbRequest> requests, double now);

}  // namespace takt::playout
