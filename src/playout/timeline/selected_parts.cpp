#include "playout/timeline/selected_parts.h"

namespace takt::playout {

namespace {

TimelinePart prepare(const SelectedPart& selected, const OrderedMap<SourceLayer>& source_layers,
                     Time now, double prepare_time_ms) {
  TimelinePart part;
  part.instance = selected.instance;
  part.part = selected.part;
  part.times = PartTimes::of(now, *selected.instance);
  std::vector<const PieceInstance*> pieces;
  for (const PieceInstance* piece : selected.pieces) {
    const PieceEnable& enable = piece->piece.enable;
    const auto start = enable.start_number();
    if (truthy(enable.isAbsolute) && start && *start > now + prepare_time_ms) {
      const Time at = *start - prepare_time_ms;
      part.regenerate_at = std::min(at, part.regenerate_at.value_or(at));
    } else {
      pieces.push_back(piece);
    }
  }
  part.pieces = prune_piece_instances(source_layers, pieces, part.times);
  part.timings = part_timings_or_defaults(*selected.instance, *selected.part, pieces);
  return part;
}

/// Makes relative pieces absolute; none goes on past `end` (its continuation is another piece).
std::vector<ResolvedPiece> resolve_absolute(const TimelinePart& part, Time start,
                                            std::optional<Time> end) {
  std::vector<ResolvedPiece> resolved;
  resolved.reserve(part.pieces.size());
  for (const PrunedPiece& pruned : part.pieces) {
    ResolvedPiece& piece = resolved.emplace_back(resolve_piece(pruned, part.times));
    piece.start += start;
    if (!end) continue;
    const double until_end = *end - piece.start;
    piece.duration = std::min(until_end, piece.duration.value_or(until_end));
  }
  return resolved;
}

const PieceInstanceInfinite* infinite_of(const ResolvedPiece& piece) {
  return piece.instance->infinite ? &*piece.instance->infinite : nullptr;
}

/// The current part's pieces, with infinites that run from previous parts or into the next one made
/// one piece, and the pieces of the other parts that are not part of such.
class Merge {
 public:
  explicit Merge(std::vector<ResolvedPiece> current) : pieces_(std::move(current)) {
    for (size_t i = 0; i < pieces_.size(); ++i) {
      if (const auto* infinite = infinite_of(pieces_[i])) {
        infinites_.insert_or_assign(infinite->infiniteInstanceId.str(), i);
      }
    }
  }

  void add_previous(const std::vector<ResolvedPiece>& previous) {
    for (const ResolvedPiece& piece : previous) {
      ResolvedPiece* current = same_infinite(piece);
      if (current == nullptr) {
        pieces_.push_back(piece);
        continue;
      }
      if (current->duration) *current->duration += current->start - piece.start;
      current->start = piece.start;
    }
  }

  void add_next(const std::vector<ResolvedPiece>& next) {
    for (const ResolvedPiece& piece : next) {
      ResolvedPiece* current = same_infinite(piece);
      if (current == nullptr) {
        pieces_.push_back(piece);
        continue;
      }
      current->duration.reset();
      if (piece.duration) current->duration = *piece.duration + piece.start - current->start;
    }
  }

  std::vector<ResolvedPiece> take() { return std::move(pieces_); }

 private:
  ResolvedPiece* same_infinite(const ResolvedPiece& piece) {
    const auto* infinite = infinite_of(piece);
    if (infinite == nullptr) return nullptr;
    const auto found = infinites_.find(infinite->infiniteInstanceId.str());
    return found == infinites_.end() ? nullptr : &pieces_[found->second];
  }

  std::vector<ResolvedPiece> pieces_;
  std::unordered_map<std::string_view, size_t> infinites_;
};

}  // namespace

PartPlayoutTimings predict_part_timings(const Opt<HoldState>& hold, const SelectedPart* from,
                                        const Part& to, const std::vector<PrunedPiece>& to_pieces) {
  std::vector<const Piece*> starting;
  for (const PrunedPiece& piece : to_pieces) {
    const auto& infinite = piece.instance->infinite;
    if (!infinite || infinite->infiniteInstanceIndex == 0)
      starting.push_back(&piece.instance->piece);
  }
  if (from == nullptr) return calculate_part_timings(hold, nullptr, to, starting);
  const std::vector<const Piece*> from_pieces = pieces_of(from->pieces);
  const FromPart from_part{*from->part, from_pieces};
  return calculate_part_timings(hold, &from_part, to, starting);
}

TimelineParts prepare_timeline_parts(const SelectedParts& selected,
                                     const OrderedMap<SourceLayer>& source_layers,
                                     const Opt<HoldState>& hold, Time now, double prepare_time_ms) {
  TimelineParts parts;
  const auto prepare_one = [&](const SelectedPart& part) {
    return prepare(part, source_layers, now, prepare_time_ms);
  };
  for (const SelectedPart& part : selected.previous) parts.previous.push_back(prepare_one(part));
  if (selected.current) parts.current = prepare_one(*selected.current);
  if (selected.next) {
    parts.next = prepare_one(*selected.next);
    parts.next->timings =
        predict_part_timings(hold, selected.current ? &*selected.current : nullptr,
                             *selected.next->part, parts.next->pieces);
  }
  return parts;
}

double autonext_extension(const TimelinePart& current, const PartPlayoutTimings* next) {
  if (next == nullptr) return 0;
  const Part& part = *current.part;
  const double wanted = std::max(
      {0.0, next->fromPartKeepalive, part.outTransition ? part.outTransition->duration : 0});
  return std::max(0.0, std::min(wanted, part.availablePostrollDuration.value_or(0)));
}

std::vector<ResolvedPiece> resolved_pieces_for_timeline(const TimelineParts& parts, Time now) {
  if (!parts.current) return {};
  const TimelinePart& current = *parts.current;
  const Part& part = *current.part;
  const PartPlayoutTimings* next_timings = parts.next ? &parts.next->timings : nullptr;
  const Time start = current.times.part_start.value_or(now);

  std::optional<Time> end;
  if (truthy(part.autoNext) && truthy(part.expectedDuration)) {
    end = start + *part.expectedDuration + current.timings.toPartDelay +
          current.timings.toPartPostroll + autonext_extension(current, next_timings);
  }
  Merge merge(resolve_absolute(current, start, end));
  for (size_t i = 0; i < parts.previous.size(); ++i) {
    const TimelinePart& previous = parts.previous[i];
    const Time began = previous.times.part_start.value_or(0);
    if (began == 0) continue;
    const Time until = i == 0 ? start : parts.previous[i - 1].times.part_start.value_or(start);
    merge.add_previous(resolve_absolute(previous, began, until));
  }
  if (parts.next && end) {
    merge.add_next(
        resolve_absolute(*parts.next, *end - next_timings->fromPartRemaining, std::nullopt));
  }
  return merge.take();
}

}  // namespace takt::playout
