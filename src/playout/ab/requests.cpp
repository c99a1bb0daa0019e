// The sessions that pieces and lookaheads ask for.

#include "playout/ab/assign.h"

namespace takt::playout {

namespace {

/// Of "the distant future": JavaScript's largest safe integer.
constexpr double kDistantFuture = 9007199254740991.0;

/// Counts as the priority of those that have none to speak of.
constexpr double kZeroPriority = -900;

std::optional<Json> player_before(const AbRequestsInput& input, const std::string& session) {
  const Json* assignment = member(input.before, session);
  const Json* player = assignment ? member(*assignment, "playerId") : nullptr;
  return player ? std::optional<Json>(*player) : std::nullopt;
}

void widen(AbRequest& request, double start, std::optional<double> end, const AbWish& wish) {
  request.start = std::min(request.start, start);
  request.end = request.end && end ? std::optional(std::max(*request.end, *end)) : std::nullopt;
  request.optional = request.optional && wish.optional;
}

struct LookaheadGroup {
  std::string id;
  std::string name;
  std::optional<double> priority;

  double order() const {
    if (!priority) return std::numeric_limits<double>::infinity();
    return *priority == 0 ? -kZeroPriority : -*priority;
  }
};

bool looks_ahead_without_end(const TimelineObject& object) {
  return truthy(object.isLookahead) && !object.enable.is_array() &&
         member(object.enable, "duration") == nullptr && member(object.enable, "end") == nullptr &&
         object.abSessions && object.pieceInstanceId;
}

std::vector<LookaheadGroup> lookahead_groups(AbSessions& sessions, const AbRequestsInput& input) {
  std::vector<LookaheadGroup> groups;
  for (const TimelineObject& object : input.objects) {
    if (!looks_ahead_without_end(object)) continue;
    for (const AbWish& wish : ab_wishes(object.abSessions, input.pool)) {
      const auto id = sessions.of_object(object, wish);
      if (!id) continue;
      auto group = std::ranges::find(groups, *id, &LookaheadGroup::id);
      if (group == groups.end()) group = groups.insert(group, {*id, wish.name, {}});
      if (!object.priority) continue;
      group->priority = std::max(*object.priority, group->priority.value_or(*object.priority));
    }
  }
  std::ranges::stable_sort(groups, {}, &LookaheadGroup::order);
  return groups;
}

}  // namespace

std::vector<AbRequest> ab_requests(AbSessions& sessions, const AbRequestsInput& input) {
  std::vector<AbRequest> requests;
  for (const ResolvedPiece& piece : input.pieces) {
    const double start = piece.start;
    const auto end = piece.duration ? std::optional(start + *piece.duration) : std::nullopt;
    for (const AbWish& wish : ab_wishes(piece.instance->piece.abSessions, input.pool)) {
      const std::string id = sessions.of_piece(*piece.instance, wish);
      auto request = std::ranges::find(requests, id, &AbRequest::id);
      if (request == requests.end()) {
        request = requests.insert(
            request, {id, wish.name, start, end, wish.optional, {}, player_before(input, id)});
      } else {
        widen(*request, start, end, wish);
        request->name = wish.name;
      }
      request->pieces.push_back(piece.instance->piece.name);
    }
  }
  const size_t of_pieces = requests.size();
  int rank = 0;
  for (LookaheadGroup& group : lookahead_groups(sessions, input)) {
    ++rank;
    const auto end = requests.begin() + static_cast<std::ptrdiff_t>(of_pieces);
    if (std::find_if(requests.begin(), end, [&](auto& known) { return known.id == group.id; }) !=
        end) {
      continue;
    }
    AbRequest request{group.id, group.name, kDistantFuture};
    request.lookahead_rank = rank;
    request.player = player_before(input, group.id);
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace takt::playout
