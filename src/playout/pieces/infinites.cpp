#include "playout/pieces/infinites.h"

#include "playout/pieces/playhead.h"

namespace takt::playout {

namespace {

PieceInstance wrap(const Piece& piece, const ActivationId& activation, const RundownId& rundown,
                   const PartInstanceId& part_instance) {
  PieceInstance instance;
  instance._id = piece_instance_id(part_instance, piece._id);
  instance.rundownId = rundown;
  instance.partInstanceId = part_instance;
  instance.playlistActivationId = activation;
  instance.isTemporary = false;
  instance.piece = piece;
  return instance;
}

PieceEnable from_start() {
  PieceEnable enable;
  enable.start = 0;
  return enable;
}

void mark_continued(PieceInstance& instance, const PieceInstance& previous) {
  instance._id = PieceInstanceId(instance._id.str() + "_continue");
  instance.dynamicallyInserted = previous.dynamicallyInserted;
  instance.dynamicallyConvertedToInfinite = previous.dynamicallyConvertedToInfinite;
  instance.adLibSourceId = previous.adLibSourceId;
  instance.reportedStartedPlayback = previous.reportedStartedPlayback;
  instance.plannedStartedPlayback = previous.plannedStartedPlayback;
}

PieceInstance carry_on(const InfinitesInput& input, const PieceInstance& previous) {
  PieceInstance instance =
      wrap(previous.piece, input.activation, input.into.part.rundownId, input.into.instance_id);
  mark_continued(instance, previous);
  if (!truthy(instance.piece.enable.isAbsolute)) instance.piece.enable = from_start();
  PieceInstanceInfinite infinite = *previous.infinite;
  infinite.infiniteInstanceIndex += 1;
  infinite.fromPreviousPart = true;
  infinite.fromPreviousPlayhead = true;
  instance.infinite = std::move(infinite);
  return instance;
}

std::vector<PieceInstance> carry_on_all(const InfinitesInput& input, PieceInstanceSpan pieces) {
  std::vector<PieceInstance> carried;
  for (const PieceInstance* piece : pieces_carried_by_playhead(input, pieces)) {
    carried.push_back(carry_on(input, *piece));
  }
  return carried;
}

/// A planned on-end piece of another part: does it reach the part?
bool reaches(const InfinitesInput& input, const Piece& piece) {
  const Part& part = input.into.part;
  switch (piece.lifespan) {
    case PieceLifespan::OutOnSegmentEnd:
      return piece.startPartId && piece.startSegmentId == part.segmentId &&
             input.before.parts.contains(*piece.startPartId);
    case PieceLifespan::OutOnRundownEnd:
      if (piece.startRundownId != part.rundownId || !piece.startPartId || !piece.startSegmentId) {
        return false;
      }
      return *piece.startSegmentId == part.segmentId
                 ? input.before.parts.contains(*piece.startPartId)
                 : input.before.segments.contains(*piece.startSegmentId);
    case PieceLifespan::OutOnShowStyleEnd:
      return input.playing != nullptr && show_style_goes_on(input);
    default:
      return false;
  }
}

bool starts_before(const InfinitesInput& input, const Piece& a, const Piece& b) {
  if (a.startPartId == b.startPartId) {
    return a.enable.start_number().value_or(0) < b.enable.start_number().value_or(0);
  }
  const auto place = [&](const Piece& piece) {
    return piece.startPartId ? input.part_index(*piece.startPartId) : -2;
  };
  const int a_place = place(a);
  if (a_place == -1) return false;
  const int b_place = place(b);
  return b_place == -1 || a_place < b_place;
}

/// The last starting on-end pieces per layer: show style's, rundown's, segment's.
std::vector<const Piece*> last_on_end_pieces(const InfinitesInput& input,
                                             std::span<const Doc<Piece>> possible) {
  static constexpr std::array kOrder = {PieceLifespan::OutOnShowStyleEnd,
                                        PieceLifespan::OutOnRundownEnd,
                                        PieceLifespan::OutOnSegmentEnd};
  OrderedMap<std::array<const Piece*, kOrder.size()>> layers;
  for (const Doc<Piece>& piece : possible) {
    const auto kind = std::ranges::find(kOrder, piece->lifespan);
    if (kind == kOrder.end() || piece->startPartId == input.into.part._id) continue;
    if (!reaches(input, *piece)) continue;
    const Piece*& place = layers[piece->sourceLayerId][kind - kOrder.begin()];
    if (place == nullptr || starts_before(input, *place, *piece)) place = piece.get();
  }
  std::vector<const Piece*> pieces;
  for (const auto& [layer, kinds] : layers) {
    for (const Piece* piece : kinds) {
      if (piece != nullptr) pieces.push_back(piece);
    }
  }
  return pieces;
}

class NewInstances {
 public:
  NewInstances(const InfinitesInput& input, IdGenerator& ids) : input_(input), ids_(ids) {
    if (!input.playing || !input.forward) return;
    for (const PieceInstance* piece : input.playing->pieces) {
      if (piece->infinite) playing_.insert_or_assign(piece->infinite->infinitePieceId.str(), piece);
    }
  }

  PieceInstance make(const Piece& piece) {
    const Part& part = input_.into.part;
    PieceInstance instance =
        wrap(piece, input_.activation, part.rundownId, input_.into.instance_id);
    if (piece.lifespan == PieceLifespan::WithinPart) return instance;

    const auto found = playing_.find(piece._id.str());
    const PieceInstance* existing = found == playing_.end() ? nullptr : found->second;
    const bool from_other_part = piece.startPartId != part._id;
    PieceInstanceInfinite infinite;
    infinite.infiniteInstanceId =
        existing ? existing->infinite->infiniteInstanceId : InfiniteInstanceId(ids_.next());
    infinite.infiniteInstanceIndex = existing ? existing->infinite->infiniteInstanceIndex + 1 : 0;
    infinite.infinitePieceId = piece._id;
    infinite.fromPreviousPart = from_other_part;
    instance.infinite = std::move(infinite);
    if (existing && from_other_part) mark_continued(instance, *existing);
    if (from_other_part) instance.piece.enable = from_start();
    return instance;
  }

 private:
  const InfinitesInput& input_;
  IdGenerator& ids_;
  std::unordered_map<std::string_view, const PieceInstance*> playing_;
};

}  // namespace

std::vector<PieceInstance> piece_instances_for_part(const InfinitesInput& input,
                                                    std::span<const Doc<Piece>> possible,
                                                    IdGenerator& ids) {
  NewInstances instances(input, ids);
  std::vector<PieceInstance> result;
  for (const Doc<Piece>& piece : possible) {
    if (piece->startPartId == input.into.part._id) result.push_back(instances.make(*piece));
  }
  if (input.playing != nullptr) {
    std::ranges::move(carry_on_all(input, input.playing->pieces), std::back_inserter(result));
  }
  for (const Piece* piece : last_on_end_pieces(input, possible)) {
    result.push_back(instances.make(*piece));
  }
  return result;
}

std::vector<PieceInstance> playhead_infinites_for_part(const InfinitesInput& input,
                                                       const OrderedMap<SourceLayer>& source_layers,
                                                       const PartTimes& times) {
  std::vector<const PieceInstance*> pieces;
  for (const PrunedPiece& piece : prune_piece_instances(source_layers, input.playing->pieces, times,
                                                        {.include_virtual = true})) {
    pieces.push_back(piece.instance);
  }
  return carry_on_all(input, pieces);
}

std::vector<PieceInstance> global_piece_instances(std::span<const Doc<Piece>> global_pieces,
                                                  const ActivationId& activation,
                                                  const PartInstanceId& instance_id,
                                                  IdGenerator& ids) {
  std::vector<PieceInstance> instances;
  for (const Doc<Piece>& piece : global_pieces) {
    PieceInstance& instance = instances.emplace_back(
        wrap(*piece, activation, piece->startRundownId.value_or(RundownId()), instance_id));
    instance.isTemporary = instance_id.empty();
    instance.piece.startRundownId.reset();
    instance.piece.startSegmentId.reset();
    set_up_infinite(instance, ids);
    instance.infinite.ensure().fromPreviousPart = true;
  }
  return instances;
}

PieceInstanceId piece_instance_id(const PartInstanceId& instance, const PieceId& piece) {
  return PieceInstanceId(instance.str() + "_" + piece.str());
}

void set_up_infinite(PieceInstance& instance, IdGenerator& ids) {
  if (instance.piece.lifespan == PieceLifespan::WithinPart) return;
  PieceInstanceInfinite infinite;
  infinite.infiniteInstanceId = InfiniteInstanceId(ids.next());
  infinite.infinitePieceId = instance.piece._id;
  infinite.fromPreviousPart = false;
  instance.infinite = std::move(infinite);
}

}  // namespace takt::playout
