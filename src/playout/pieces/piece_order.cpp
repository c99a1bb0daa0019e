#include "playout/pieces/piece_order.h"

#include "base/text.h"

namespace takt::playout {

namespace {

double start_of(const Piece& piece, double now_in_part) {
  return piece.enable.start_number().value_or(now_in_part);
}

int compare_flags(bool a, bool b) {
  return static_cast<int>(b) - static_cast<int>(a);
}

}  // namespace

int compare_piece_start(const Piece& a, const Piece& b, double now_in_part) {
  if (const int last = compare_flags(b.pieceType == PieceType::OutTransition,
                                     a.pieceType == PieceType::OutTransition)) {
    return last;
  }
  const double a_start = start_of(a, now_in_part);
  const double b_start = start_of(b, now_in_part);
  if (a_start != b_start) return a_start < b_start ? -1 : 1;
  if (const int first = compare_flags(a.pieceType == PieceType::InTransition,
                                      b.pieceType == PieceType::InTransition)) {
    return first;
  }
  if (a._id == b._id) return 0;
  return utf16_less(a._id.str(), b._id.str()) ? -1 : 1;
}

void sort_by_start(std::vector<const PieceInstance*>& pieces, double now_in_part) {
  std::ranges::stable_sort(pieces, [&](const PieceInstance* a, const PieceInstance* b) {
    return compare_piece_start(a->piece, b->piece, now_in_part) < 0;
  });
}

void sort_by_start(std::vector<const Piece*>& pieces, double now_in_part) {
  std::ranges::stable_sort(pieces, [&](const Piece* a, const Piece* b) {
    return compare_piece_start(*a, *b, now_in_part) < 0;
  });
}

}  // namespace takt::playout
