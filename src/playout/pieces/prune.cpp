#include "playout/pieces/prune.h"

#include <deque>

#include "base/text.h"

namespace takt::playout {

namespace {

bool is_absolute(const PieceInstance& piece) {
  return truthy(piece.piece.enable.isAbsolute);
}
bool is_virtual(const PieceInstance& piece) {
  return truthy(piece.piece.virtual_);
}
bool is_disabled(const PieceInstance& piece) {
  return truthy(piece.disabled);
}
bool from_previous_part(const PieceInstance& piece) {
  return piece.infinite && truthy(piece.infinite->fromPreviousPart);
}

/// What plays on one layer side by side: each kind has its own current piece.
enum Bucket : size_t { kOther, kSegmentEnd, kRundownEnd, kShowStyleEnd, kBuckets };

Bucket bucket_of(PieceLifespan lifespan) {
  switch (lifespan) {
    case PieceLifespan::OutOnShowStyleEnd:
      return kShowStyleEnd;
    case PieceLifespan::OutOnRundownEnd:
      return kRundownEnd;
    case PieceLifespan::OutOnSegmentEnd:
      return kSegmentEnd;
    default:
      return kOther;
  }
}

double priority_of(Bucket bucket) {
  static constexpr std::array<double, kBuckets> kPriorities = {5, 2, 1, 0};
  return kPriorities[bucket];
}

/// A start within the part; nullopt is "now".
using Start = std::optional<double>;

Start start_within_part(const PieceInstance& piece, const PartTimes& times) {
  const Start start = piece.piece.enable.start_number();
  if (start && is_absolute(piece)) return *start - times.now + times.now_in_part;
  return start;
}

/// All pieces of a layer (or exclusive group) that start at one time.
struct Step {
  Start start;
  std::vector<const PieceInstance*> pieces;
};

/// Steps through one layer's pieces in time, ending what each new piece replaces.
class Layer {
 public:
  Layer(const PartTimes& times, bool include_virtual, std::deque<PrunedPiece>& storage,
        std::vector<PrunedPiece*>& results)
      : times_(times), include_virtual_(include_virtual), storage_(storage), results_(results) {}

  void apply(const Step& step) {
    std::array<const PieceInstance*, kBuckets> best{};
    for (const PieceInstance* piece : step.pieces) {
      const PieceInstance*& place = best[bucket_of(piece->piece.lifespan)];
      if (place == nullptr || is_better_to_continue(*place, *piece)) place = piece;
    }
    for (const Bucket bucket : {kOther, kSegmentEnd, kRundownEnd, kShowStyleEnd}) {
      if (best[bucket] != nullptr) begin(bucket, *best[bucket], step.start);
    }
  }

 private:
  void begin(Bucket bucket, const PieceInstance& piece, Start start) {
    if (active_[bucket] != nullptr) cap(*active_[bucket], start);
    storage_.push_back({&piece, std::nullopt, priority_of(bucket)});
    active_[bucket] = &storage_.back();

    const bool visible =
        include_virtual_ || ((!is_virtual(piece) || bucket == kOther) && !is_hidden(bucket, piece));
    if (!visible) return;
    results_.push_back(active_[bucket]);

    if (!is_topmost_on_end(bucket) || active_[kOther] == nullptr) return;
    // Several infinites often go on at 0 together: there, only a more important one ends the other.
    if (start == 0.0 && !is_better_to_continue(*active_[kOther]->instance, piece)) return;
    cap(*active_[kOther], start);
    active_[kOther] = nullptr;
  }

  bool is_hidden(Bucket bucket, const PieceInstance& piece) const {
    const auto hidden_by = [&](Bucket higher) {
      return active_[higher] != nullptr &&
             is_more_important(piece, *active_[higher]->instance).value_or(false);
    };
    if (bucket == kRundownEnd) return hidden_by(kSegmentEnd);
    return bucket == kShowStyleEnd && (hidden_by(kSegmentEnd) || hidden_by(kRundownEnd));
  }

  bool is_topmost_on_end(Bucket bucket) const {
    if (bucket == kOther) return false;
    for (size_t higher = kSegmentEnd; higher < bucket; ++higher) {
      if (active_[higher] != nullptr) return false;
    }
    return true;
  }

  void cap(PrunedPiece& piece, Start start) const {
    if (!start) {
      piece.end_cap = EndCap{0, true};
    } else if (!is_absolute(*piece.instance)) {
      piece.end_cap = EndCap{*start, false};
    } else if (piece.instance->piece.enable.is_now()) {
      piece.end_cap = EndCap{*start, true};
    } else {
      piece.end_cap = EndCap{times_.now - times_.now_in_part + *start, false};
    }
  }

  const PartTimes& times_;
  const bool include_virtual_;
  std::deque<PrunedPiece>& storage_;
  std::vector<PrunedPiece*>& results_;
  std::array<PrunedPiece*, kBuckets> active_{};
};

/// Pieces of one layer or exclusive group as steps in time.
std::vector<Step> steps_of(const std::vector<const PieceInstance*>& pieces,
                           const PartTimes& times) {
  std::vector<Step> steps;
  for (const PieceInstance* piece : pieces) {
    const Start start = start_within_part(*piece, times);
    auto step = std::ranges::find(steps, start, &Step::start);
    if (step == steps.end()) step = steps.insert(steps.end(), {start, {}});
    step->pieces.push_back(piece);
  }
  std::ranges::stable_sort(
      steps, {}, [&](const Step& step) { return step.start.value_or(times.now_in_part); });
  return steps;
}

std::vector<std::vector<const PieceInstance*>> group_by_layer(
    const OrderedMap<SourceLayer>& source_layers, PieceInstanceSpan pieces, bool keep_disabled) {
  std::unordered_map<std::string_view, std::string_view> exclusive_groups;
  for (const auto& [key, layer] : source_layers) {
    if (layer.exclusiveGroup && !layer.exclusiveGroup->empty()) {
      exclusive_groups.emplace(layer._id, *layer.exclusiveGroup);
    }
  }
  std::vector<std::vector<const PieceInstance*>> groups;
  std::unordered_map<std::string_view, size_t> places;
  for (const PieceInstance* piece : pieces) {
    if (is_disabled(*piece) && !keep_disabled) continue;
    std::string_view key = piece->piece.sourceLayerId;
    // A disabled piece stays on its own layer, so that it doesn't disturb the group.
    const auto group = exclusive_groups.find(key);
    if (group != exclusive_groups.end() && !is_disabled(*piece)) key = group->second;
    const auto [place, is_new] = places.emplace(key, groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].push_back(piece);
  }
  return groups;
}

}  // namespace

std::optional<bool> is_more_important(const PieceInstance& best, const PieceInstance& candidate) {
  if (is_absolute(best) != is_absolute(candidate)) return is_absolute(candidate);
  if (from_previous_part(best) != from_previous_part(candidate)) return from_previous_part(best);
  const Time best_inserted = best.dynamicallyInserted.value_or(0);
  const Time candidate_inserted = candidate.dynamicallyInserted.value_or(0);
  if (best_inserted != 0 || candidate_inserted != 0) return best_inserted < candidate_inserted;
  if (is_virtual(best) != is_virtual(candidate)) return is_virtual(candidate);
  return std::nullopt;
}

bool is_better_to_continue(const PieceInstance& best, const PieceInstance& candidate) {
  return is_more_important(best, candidate)
      .value_or(utf16_less(best.piece._id.str(), candidate.piece._id.str()));
}

std::vector<PrunedPiece> prune_piece_instances(const OrderedMap<SourceLayer>& source_layers,
                                               PieceInstanceSpan pieces, const PartTimes& times,
                                               PruneOptions options) {
  std::deque<PrunedPiece> storage;
  std::vector<PrunedPiece*> visible;
  for (const auto& group : group_by_layer(source_layers, pieces, options.keep_disabled)) {
    Layer layer(times, options.include_virtual, storage, visible);
    for (const Step& step : steps_of(group, times)) layer.apply(step);
  }
  std::vector<PrunedPiece> results;
  results.reserve(visible.size());
  for (const PrunedPiece* piece : visible) {
    // What ends where it starts is never seen.
    const bool is_empty = piece->end_cap && !piece->end_cap->from_now &&
                          piece->instance->piece.enable.start_number() == piece->end_cap->ms;
    if (!is_empty) results.push_back(*piece);
  }
  return results;
}

}  // namespace takt::playout
