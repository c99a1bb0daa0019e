#pragma once

// A part's pieces as lookahead searches them: layer by layer, each piece's objects sorted into
// their layers once. Built per timeline, used on its thread only; points at the parts' documents.

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "playout/timeline/include_filter.h"
#include "playout/timeline/object_cache.h"

namespace takt::playout {

/// One piece, of an instance or only planned.
class LookaheadPiece {
 public:
  explicit LookaheadPiece(const PieceInstance& instance);
  /// A planned piece, of this part.
  LookaheadPiece(const Piece& piece, const PartId& part);

  const Piece& piece() const { return piece_; }
  /// Its objects get this as a prefix: the piece instance's id; for a planned piece its part's.
  const std::string& owner_id() const { return owner_; }
  const Opt<PieceId>& infinite_id() const { return infinite_id_; }
  const std::vector<const TimelineObject*>& on_layer(std::string_view layer,
                                                     const PlayoutState& state);

 private:
  const Piece& piece_;
  std::string owner_;
  Opt<PieceId> infinite_id_;
  SharedObjects objects_;
  std::map<std::string_view, std::vector<const TimelineObject*>> layers_;
};

struct LookaheadPart {
  const Part* part = nullptr;
  /// nullptr for a part that has no instance yet.
  const PartInstance* instance = nullptr;
  bool uses_in_transition = false;
  std::vector<LookaheadPiece> pieces;  // by start
  PlayoutState state;
};

struct LookaheadSearch {
  std::string_view layer;
  /// The part before the searched one: its classesForNext can choose a keyframe.
  const Part* before = nullptr;
  bool has_current = false;
  /// Where in the part it will start: ms; 0 is its beginning.
  double time_offset = 0;
};

/// The part's objects on a layer that lookahead can use, in playing order; ids not prefixed yet.
std::vector<TimelineObject> find_lookahead_objects(LookaheadPart& part,
                                                   const LookaheadSearch& search);

/// The start of an enable as a number: a start, 0 for "now", a `while` above 1; 0 for `while: 1`.
std::optional<double> start_value(const Json& enable);

/// Only pieces that are still there `offset` ms into the part: the last before it per output layer,
/// and all after it. Everything for an offset of 0.
std::vector<const PieceInstance*> relevant_after_offset(const std::vector<PrunedPiece>& pieces,
                                                        double offset);

}  // namespace takt::playout
