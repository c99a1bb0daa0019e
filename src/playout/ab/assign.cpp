#include "playout/ab/assign.h"

#include <map>

namespace takt::playout {

namespace {

/// More rounds than this, and sessions only push each other out of their places.
constexpr int kMaxRounds = 201;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

using Requests = std::vector<AbRequest*>;

struct Slot {
  const Json* player = nullptr;
  Requests requests = {};  // by start
};

/// What a slot has to offer to one request.
struct Availability {
  Slot* slot = nullptr;
  std::optional<double> before_end = {};
  AbRequest* after = nullptr;
  Requests clashes = {};

  double after_start(double none) const { return after != nullptr ? after->start : none; }
  double last_clash_start() const {
    double latest = -kInfinity;
    for (const AbRequest* clash : clashes) latest = std::max(latest, clash->start);
    return clashes.empty() ? kInfinity : latest;
  }
};

void sort_by_start(Requests& requests) {
  std::ranges::stable_sort(requests, {}, [](const AbRequest* request) { return request->start; });
}

bool may_replace(const AbRequest& self, const AbRequest& other) {
  return other.optional || !self.optional;
}

/// The first of those with the highest value; nullptr for none.
template <class F>
const Availability* best(const std::vector<const Availability*>& slots, F value) {
  const auto found = std::ranges::max_element(slots, {}, [&](auto* slot) { return value(*slot); });
  return found == slots.end() ? nullptr : *found;
}

class Assignment {
 public:
  Assignment(const AbOptions& options, const std::vector<Json>& players, double now)
      : options_(options), safe_now_(now + options.now_window) {
    for (const Json& player : players) {
      if (find_slot(player) == nullptr) slots_.push_back({&player});
    }
  }

  void run(std::vector<AbRequest>& requests, std::vector<AbRequest>& failed) {
    give_up_unloaded(requests);
    for (AbRequest& request : requests) {
      if (request.lookahead_rank) continue;
      Slot* slot = request.player ? find_slot(*request.player) : nullptr;
      if (slot != nullptr) {
        slot->requests.push_back(&request);
      } else {
        pending_.push_back(&request);
      }
    }
    for (int round = 0; !pending_.empty(); ++round) {
      if (round == kMaxRounds) throw std::runtime_error("AB playback finds no assignment");
      AbRequest& request = *pending_.front();
      pending_.erase(pending_.begin());
      if (!place(request)) failed.push_back(request);
    }
  }

  void assign_lookaheads(std::vector<AbRequest>& requests,
                         const std::map<std::string, Json>& before);

 private:
  struct Free {
    const Json* player;
    double end;
  };

  Slot* find_slot(const Json& player) {
    const auto found =
        std::ranges::find_if(slots_, [&](auto& slot) { return *slot.player == player; });
    return found == slots_.end() ? nullptr : &*found;
  }

  /// A session to come whose player is still busy can't have been loaded: it may go elsewhere.
  void give_up_unloaded(std::vector<AbRequest>& requests) const;
  Availability availability(Slot& slot, const AbRequest& request) const;
  bool place(AbRequest& request);
  const Availability* choose_for_soon(const AbRequest& request,
                                      const std::vector<Availability>& slots) const;
  const Availability* choose_for_later(const AbRequest& request,
                                       const std::vector<Availability>& slots,
                                       bool& push_others_out) const;
  void push_out(const Availability& chosen, bool clashing_too, Requests& out);

  bool gap_before(const Availability& slot, const AbRequest& request) const {
    return !slot.before_end || *slot.before_end < request.start - options_.ideal_gap_before;
  }
  /// All that is in the way starts later and can be moved.
  bool clashes_only_later(const Availability& slot, const AbRequest& request) const {
    return std::ranges::all_of(slot.clashes, [&](const AbRequest* clash) {
      return clash->start > safe_now_ && clash->start >= request.start &&
             may_replace(request, *clash);
    });
  }
  std::vector<const Availability*> free_at_start(const AbRequest& request,
                                                 const std::vector<Availability>& slots) const {
    return filter(slots, [&](const Availability& slot) {
      return !slot.clashes.empty() && gap_before(slot, request) &&
             clashes_only_later(slot, request);
    });
  }
  template <class F>
  static std::vector<const Availability*> filter(const std::vector<Availability>& slots, F keep) {
    std::vector<const Availability*> out;
    for (const Availability& slot : slots) {
      if (keep(slot)) out.push_back(&slot);
    }
    return out;
  }

  const AbOptions& options_;
  /// What starts before counts as starting now: changes to it would be late on air.
  double safe_now_;
  std::vector<Slot> slots_;
  Requests pending_;
};

void Assignment::give_up_unloaded(std::vector<AbRequest>& requests) const {
  // Looks at the times only, so that clearing one doesn't change what the next is compared with.
  for (const Slot& slot : slots_) {
    const AbRequest* before = nullptr;
    for (AbRequest& request : requests) {
      if (request.player != *slot.player) continue;
      const bool busy_before = before != nullptr && before->end && *before->end < safe_now_;
      before = &request;
      if (busy_before && request.start >= safe_now_) request.player.reset();
    }
  }
}

Availability Assignment::availability(Slot& slot, const AbRequest& request) const {
  Availability result{&slot};
  for (AbRequest* other : slot.requests) {
    if (other->end && *other->end < request.start) {
      result.before_end = other->end;
    } else if (request.end && other->start >= *request.end) {
      result.after = other;
      break;
    } else {
      result.clashes.push_back(other);
    }
  }
  return result;
}

/// It starts now or very soon, so that nothing would be seen of looking ahead: the densest packing.
const Availability* Assignment::choose_for_soon(const AbRequest& request,
                                                const std::vector<Availability>& slots) const {
  const auto space_after = [](const Availability& slot) { return slot.after_start(kInfinity); };
  const Availability* chosen =
      best(filter(slots,
                  [&](const Availability& slot) {
                    return slot.clashes.empty() && gap_before(slot, request);
                  }),
           space_after);
  if (chosen == nullptr) {
    chosen = best(filter(slots, [](auto& slot) { return slot.clashes.empty(); }), space_after);
  }
  if (chosen == nullptr) {
    chosen = best(free_at_start(request, slots),
                  [](const Availability& slot) { return slot.last_clash_start(); });
  }
  return chosen;
}

/// It starts later: spread out, so that players have time to look ahead.
const Availability* Assignment::choose_for_later(const AbRequest& request,
                                                 const std::vector<Availability>& slots,
                                                 bool& push_others_out) const {
  push_others_out = false;
  const double latest_end = request.start - options_.ideal_gap_before;
  const Availability* chosen =
      best(filter(slots, [](auto& slot) { return slot.clashes.empty() && slot.after == nullptr; }),
           [&](const Availability& slot) {
             return -std::min(latest_end, slot.before_end.value_or(-kInfinity));
           });
  if (chosen != nullptr) return chosen;

  push_others_out = true;
  chosen = best(filter(slots,
                       [&](const Availability& slot) {
                         return slot.clashes.empty() && slot.after != nullptr &&
                                may_replace(request, *slot.after);
                       }),
                [](const Availability& slot) { return slot.after_start(-kInfinity); });
  const auto last_clash = [](const Availability& slot) { return slot.last_clash_start(); };
  if (chosen == nullptr) chosen = best(free_at_start(request, slots), last_clash);
  if (chosen == nullptr && !request.optional) {
    chosen = best(filter(slots,
                         [](const Availability& slot) {
                           return !slot.clashes.empty() &&
                                  std::ranges::all_of(slot.clashes, &AbRequest::optional);
                         }),
                  last_clash);
  }
  return chosen;
}

/// Whatever starts with or after what follows on the chosen slot has to find a new place, on all
/// slots; and so does what clashes.
void Assignment::push_out(const Availability& chosen, bool clashing_too, Requests& out) {
  if (chosen.after != nullptr) {
    const double from = chosen.after->start;
    for (Slot& slot : slots_) {
      const auto later = std::ranges::stable_partition(
          slot.requests, [&](const AbRequest* request) { return request->start < from; });
      out.insert(out.end(), later.begin(), later.end());
      slot.requests.erase(later.begin(), later.end());
    }
  }
  if (clashing_too) {
    for (AbRequest* clash : chosen.clashes) {
      out.push_back(clash);
      std::erase(chosen.slot->requests, clash);
    }
  }
  for (AbRequest* request : out) request->player.reset();
}

bool Assignment::place(AbRequest& request) {
  std::vector<Availability> slots;
  for (Slot& slot : slots_) slots.push_back(availability(slot, request));

  bool push_others_out = false;
  const Availability* chosen = request.start < safe_now_
                                   ? choose_for_soon(request, slots)
                                   : choose_for_later(request, slots, push_others_out);
  Requests pushed_out;
  if (chosen != nullptr) {
    if (push_others_out) push_out(*chosen, true, pushed_out);
  } else {
    // Better than nothing: a player that gets free at the very moment.
    chosen = best(filter(slots,
                         [&](const Availability& slot) {
                           return !slot.clashes.empty() &&
                                  std::ranges::all_of(slot.clashes, [&](const AbRequest* clash) {
                                    return clash->end == request.start;
                                  });
                         }),
                  [](const Availability& slot) { return slot.after_start(kInfinity); });
    if (chosen == nullptr) return false;
    push_out(*chosen, false, pushed_out);
  }
  if (!pushed_out.empty()) {
    pending_.insert(pending_.end(), pushed_out.begin(), pushed_out.end());
    sort_by_start(pending_);
  }
  request.player = *chosen->slot->player;
  chosen->slot->requests.push_back(&request);
  sort_by_start(chosen->slot->requests);
  return true;
}

void Assignment::assign_lookaheads(std::vector<AbRequest>& requests,
                                   const std::map<std::string, Json>& before) {
  std::vector<Free> now_free;
  std::vector<Free> later_free;
  for (const Slot& slot : slots_) {
    if (!slot.requests.empty() && !slot.requests.back()->end) continue;
    const double end = slot.requests.empty() ? -kInfinity : *slot.requests.back()->end;
    (end < safe_now_ ? now_free : later_free).push_back({slot.player, end});
  }
  std::ranges::stable_sort(later_free, {}, &Free::end);

  Requests wanting;
  for (AbRequest& request : requests) {
    if (request.lookahead_rank) wanting.push_back(&request);
  }
  std::ranges::stable_sort(wanting, {}, [](auto* request) { return *request->lookahead_rank; });
  wanting.resize(std::min(wanting.size(), now_free.size() + later_free.size()));

  // First those that are loaded already, then the others that can be loaded now, then the rest.
  const size_t at_once = std::min(wanting.size(), now_free.size());
  for (size_t i = 0; i < at_once; ++i) {
    const auto player = before.find(wanting[i]->id);
    if (player == before.end()) continue;
    const bool was_free = std::erase_if(now_free, [&](const Free& free) {
                            return *free.player == player->second;
                          }) != 0;
    if (was_free) wanting[i]->player = player->second;
  }
  size_t used = 0;
  for (size_t i = 0; i < at_once; ++i) {
    if (!wanting[i]->player) wanting[i]->player = *now_free[used++].player;
  }
  for (size_t i = at_once; i < wanting.size(); ++i) {
    wanting[i]->player = *later_free[i - at_once].player;
  }
}

bool known_player(const std::vector<Json>& players, const Json& player) {
  return std::ranges::find(players, player) != players.end();
}

}  // namespace

AbOutcome assign_players(const AbOptions& options, const std::vector<Json>& players,
                         std::vector<AbRequest> requests, double now) {
  std::map<std::string, Json> lookaheads_before;
  for (AbRequest& request : requests) {
    if (request.player && !known_player(players, *request.player)) request.player.reset();
    if (request.player && request.lookahead_rank) {
      lookaheads_before[request.id] = *request.player;
      request.player.reset();
    }
  }
  AbOutcome outcome{std::move(requests), {}};
  std::ranges::stable_sort(outcome.requests, {}, &AbRequest::start);
  if (players.size() == 1) {
    for (AbRequest& request : outcome.requests) request.player = players.front();
    return outcome;
  }
  const bool settled = std::ranges::all_of(
      outcome.requests, [](const AbRequest& request) { return request.player.has_value(); });
  if (settled) return outcome;

  Assignment assignment(options, players, now);
  assignment.run(outcome.requests, outcome.failed);
  assignment.assign_lookaheads(outcome.requests, lookaheads_before);
  return outcome;
}

}  // namespace takt::playout
