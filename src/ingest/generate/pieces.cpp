#include "ingest/generate/pieces.h"

namespace takt::ingest {

namespace {

using blueprints::PartOwner;
using blueprints::PieceMaker;

/// Hashes of everything that a piece's document is made from but for its neighbours.
class PieceInputs {
 public:
  PieceInputs(const BlueprintId& blueprint, const PartOwner& owner, bool invalid) {
    for (const std::string* id :
         {&blueprint.str(), &owner.rundown.str(), &owner.segment.str(), &owner.part.str()}) {
      bytes_.text(*id);
    }
    bytes_.boolean(invalid);
    shared_size_ = bytes_.size();
  }

  Hash128 hash(const FlatView& piece) {
    bytes_.cut(shared_size_);
    bytes_.value(piece);
    return hash128(bytes_.bytes());
  }

 private:
  FlatWriter bytes_;
  size_t shared_size_ = 0;
};

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
  PieceInputs inputs(blueprint, owner, invalid);
  MadePieces out;
  out.documents.reserve(items.size());
  out.known.reserve(items.size());
  for (const FlatView& item : items) {
    KnownPiece& piece = out.known.emplace_back();
    piece.input = inputs.hash(item);
    const Doc<Piece>* known =
        before != nullptr ? find_piece(*before, out.documents.size(), piece, maker) : nullptr;
    out.documents.push_back(
        known != nullptr ? *known
                         : std::make_shared<const Piece>(maker.make(item.json(), piece.trace)));
  }
  return out;
}

}  // namespace takt::ingest
