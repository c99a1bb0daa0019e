#include "ingest/generate/pieces.h"

#include "ingest/generate/input_hash.h"

namespace takt::ingest {

namespace {

using blueprints::PartOwner;
using blueprints::PieceMaker;

/// Of everything that a piece's document is made from but for its neighbours.
InputHash piece_inputs(const BlueprintId& blueprint, const PartOwner& owner, bool invalid) {
  InputHash out;
  for (const std::string* id :
       {&blueprint.str(), &owner.rundown.str(), &owner.segment.str(), &owner.part.str()}) {
    out.shared().text(*id);
  }
  out.shared().boolean(invalid);
  return out;
}

/// Looked for from `place` on: most stay where they are. Null: it has to be made.
const Doc<Piece>* find_piece(const KnownPart& part, size_t place, KnownPiece& wanted,
                             PieceMaker& maker) {
  const size_t count = part.pieces.size();
  for (size_t i = 0; i < count; ++i) {
    const size_t at = (place + i) % count;
    const KnownPiece& known = part.pieces[at];
    const Doc<Piece>& document = part.documents.pieces[at];
    if (known.input != wanted.input || !maker.repeat(*document, known.trace)) continue;
    wanted.trace = known.trace;
    return &document;
  }
  return nullptr;
}

}  // namespace

MadePieces make_pieces(const std::vector<FlatView>& items, const BlueprintId& blueprint,
                       const PartOwner& owner, bool invalid, const KnownPart* before) {
  PieceMaker maker(blueprint, owner, blueprints::StartNow::refused, invalid);
  InputHash inputs = piece_inputs(blueprint, owner, invalid);
  MadePieces out;
  out.documents.reserve(items.size());
  out.known.reserve(items.size());
  for (const FlatView& item : items) {
    KnownPiece& piece = out.known.emplace_back();
    constexpr size_t kAnyPlace = 0;  // a piece may move within its part
    piece.input = inputs.of(item, kAnyPlace);
    const Doc<Piece>* known =
        before != nullptr ? find_piece(*before, out.documents.size(), piece, maker) : nullptr;
    out.documents.push_back(
        known != nullptr ? *known
                         : std::make_shared<const Piece>(maker.make(item.json(), piece.trace)));
  }
  return out;
}

}  // namespace takt::ingest
