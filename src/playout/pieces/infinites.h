#pragma once

// The piece instances of a new part instance: its own pieces, and the infinites that go on into it
// (spec/playout.md section 6). Pure functions; ids from the generator.

#include <functional>
#include <span>
#include <vector>

#include "base/id_generator.h"
#include "playout/pieces/before_part.h"
#include "playout/pieces/prune.h"

namespace takt::playout {

/// The part instance on air.
struct PlayingPart {
  const PartInstance& instance;
  const Segment& segment;
  PieceInstanceSpan pieces;
};

/// The part instance that pieces are wanted for.
struct IntoPart {
  const Rundown& rundown;
  const Segment& segment;
  const Part& part;
  PartInstanceId instance_id;
};

struct InfinitesInput {
  ActivationId activation;
  /// nullptr when nothing is on air.
  const PlayingPart* playing = nullptr;
  IntoPart into;
  const BeforePart& before;
  /// The playlist's rundowns (their show styles count).
  std::span<const Doc<Rundown>> rundowns = {};
  /// A part's place among all parts of the playlist; -1 when it isn't there.
  std::function<int(const PartId&)> part_index = {};
  /// is_forward(playing, into).
  bool forward = false;
  bool testing_adlibs_persist = false;
};

/// `possible` from pieces_that_may_be_active. Order: own pieces, infinites that travel with the
/// playhead, on-end infinites by layer.
std::vector<PieceInstance> piece_instances_for_part(const InfinitesInput& input,
                                                    std::span<const Doc<Piece>> possible,
                                                    IdGenerator& ids);

/// Only those that travel with the playhead, to renew them on an instance that is already next. The
/// playing part's pieces are pruned first. Requires input.playing.
std::vector<PieceInstance> playhead_infinites_for_part(const InfinitesInput& input,
                                                       const OrderedMap<SourceLayer>& source_layers,
                                                       const PartTimes& times);

/// The rundown's own (global) pieces, for an instance that is next while nothing is on air. Marked as
/// temporary when the instance has no id yet (the wire format has it so).
std::vector<PieceInstance> global_piece_instances(std::span<const Doc<Piece>> global_pieces,
                                                  const ActivationId& activation,
                                                  const PartInstanceId& instance, IdGenerator& ids);

/// `<part instance>_<piece>`
PieceInstanceId piece_instance_id(const PartInstanceId& instance, const PieceId& piece);

/// Makes the instance the start of an infinite chain, unless it lives within its part.
void set_up_infinite(PieceInstance& instance, IdGenerator& ids);

/// Ends with its part's segment, rundown or show style, whatever is played.
inline bool is_on_end(PieceLifespan lifespan) {
  return lifespan == PieceLifespan::OutOnSegmentEnd || lifespan == PieceLifespan::OutOnRundownEnd ||
         lifespan == PieceLifespan::OutOnShowStyleEnd;
}

}  // namespace takt::playout
