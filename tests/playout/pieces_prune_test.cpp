#include <gtest/gtest.h>

#include "pieces_fixtures.h"
#include "playout/pieces/resolved.h"

namespace takt::playout {
namespace {

constexpr Time kNow = 100000;

class Prune : public testing::Test {
 protected:
  std::string pruned(const std::vector<const PieceInstance*>& pieces, PruneOptions options = {}) {
    std::string text;
    for (const PrunedPiece& piece : prune_piece_instances(layers_, pieces, times_, options)) {
      text += piece.instance->piece._id.str() + ":" + number_text(piece.priority);
      if (piece.end_cap) {
        text += (piece.end_cap->from_now ? "-now" : "-") + number_text(piece.end_cap->ms);
      }
      text += " ";
    }
    return text;
  }

  OrderedMap<SourceLayer> layers_ =
      source_layers({{"cam", "primary"}, {"vt", "primary"}, {"gfx", ""}});
  PartTimes times_{kNow, kNow - 5000, 5000};
};

TEST_F(Prune, ALaterPieceEndsTheEarlierOneOfItsLayer) {
  const auto a = piece_instance("a", "gfx", 0);
  const auto b = piece_instance("b", "gfx", 1000);
  EXPECT_EQ(pruned(pointers(b, a)), "a:5-1000 b:5 ");
}

TEST_F(Prune, ExclusiveGroupsCountAsOneLayer) {
  const auto a = piece_instance("a", "cam", 0);
  const auto b = piece_instance("b", "vt", 400);
  EXPECT_EQ(pruned(pointers(a, b)), "a:5-400 b:5 ");
}

TEST_F(Prune, NowStandsAtTheTimeInThePart) {
  const auto a = piece_instance("a", "gfx", 0);
  const auto b = piece_instance("b", "gfx", "now");
  const auto c = piece_instance("c", "gfx", 9000);
  EXPECT_EQ(pruned(pointers(c, b, a)), "a:5-now0 b:5-9000 c:5 ");
}

TEST_F(Prune, OnlyOnePieceOfTheSameStartIsSeen) {
  const auto a = piece_instance("a", "gfx", 0);
  auto b = piece_instance("b", "gfx", 0);
  EXPECT_EQ(pruned(pointers(a, b)), "b:5 ") << "the higher id wins";
  b.infinite.ensure().fromPreviousPart = true;
  EXPECT_EQ(pruned(pointers(a, b)), "a:5 ") << "one that begins here wins over a continuation";
}

TEST_F(Prune, OnEndPiecesLieUnderEachOther) {
  const auto segment = piece_instance("s", "gfx", 0, PieceLifespan::OutOnSegmentEnd);
  const auto rundown = piece_instance("r", "gfx", 0, PieceLifespan::OutOnRundownEnd);
  const auto style = piece_instance("t", "gfx", 0, PieceLifespan::OutOnShowStyleEnd);
  EXPECT_EQ(pruned(pointers(style, rundown, segment)), "s:2 r:1 t:0 ");
}

TEST_F(Prune, AnOnEndPieceEndsWhatElsePlays) {
  const auto a = piece_instance("a", "gfx", 0);
  const auto later = piece_instance("r", "gfx", 700, PieceLifespan::OutOnRundownEnd);
  EXPECT_EQ(pruned(pointers(a, later)), "a:5-700 r:1 ");
  const auto higher = piece_instance("s", "gfx", 300, PieceLifespan::OutOnSegmentEnd);
  const auto again = piece_instance("b", "gfx", 500);
  EXPECT_EQ(pruned(pointers(higher, again, later)), "s:2 b:5 r:1 ")
      << "hidden behind the segment's, the rundown's ends nothing";
}

TEST_F(Prune, AVirtualPieceEndsItsKindAndIsNotSeen) {
  const auto a = piece_instance("a", "gfx", 0, PieceLifespan::OutOnSegmentEnd);
  auto clear = piece_instance("v", "gfx", 2000, PieceLifespan::OutOnSegmentEnd);
  clear.piece.virtual_ = true;
  EXPECT_EQ(pruned(pointers(a, clear)), "a:2-2000 ");
  EXPECT_EQ(pruned(pointers(a, clear), {.include_virtual = true}), "a:2-2000 v:2 ");
}

TEST_F(Prune, DisabledPiecesAreLeftOutOrKeptApart) {
  const auto a = piece_instance("a", "cam", 0);
  auto b = piece_instance("b", "vt", 500);
  b.disabled = true;
  EXPECT_EQ(pruned(pointers(a, b)), "a:5 ");
  EXPECT_EQ(pruned(pointers(a, b), {.keep_disabled = true}), "a:5 b:5 ");
}

TEST_F(Prune, AbsolutePiecesAreCappedByTheClock) {
  auto global = piece_instance("g", "gfx", kNow - 6000, PieceLifespan::OutOnRundownChange);
  global.piece.enable.isAbsolute = true;
  const auto b = piece_instance("b", "gfx", 1000);
  EXPECT_EQ(pruned(pointers(b, global)), "g:5-96000 b:5 ");
}

TEST_F(Prune, WhatEndsWhereItStartsIsNotSeen) {
  auto a = piece_instance("a", "gfx", 500);
  a.piece.enable.isAbsolute = true;
  a.piece.enable.start = kNow - 5000 + 500;
  const auto b = piece_instance("b", "gfx", 500, PieceLifespan::OutOnSegmentEnd);
  EXPECT_EQ(pruned(pointers(a, b)), "b:2 ");
}

TEST_F(Prune, ResolvingTakesTheShortestEnd) {
  auto a = piece_instance("a", "gfx", 1000);
  a.piece.enable.duration = 6000.0;
  const auto resolved = resolve_piece({&a, EndCap{4500, false}, 5}, times_);
  EXPECT_EQ(resolved.start, 1000);
  EXPECT_EQ(resolved.duration, 3500);
  a.userDuration.ensure().endRelativeToPart = 2500.0;
  EXPECT_EQ(resolve_piece({&a, EndCap{0, true}, 5}, times_).duration, 1500);
  const auto open = piece_instance("o", "gfx", "now");
  EXPECT_EQ(resolve_piece({&open, std::nullopt, 5}, times_).start, 5000);
  EXPECT_EQ(resolve_piece({&open, std::nullopt, 5}, times_).duration, std::nullopt);
}

TEST(PieceOrder, TransitionsStandFirstAndLast) {
  auto out = piece_instance("a_out", "gfx", 0);
  out.piece.pieceType = PieceType::OutTransition;
  auto in = piece_instance("z_in", "gfx", 0);
  in.piece.pieceType = PieceType::InTransition;
  const auto b = piece_instance("b", "gfx", 0);
  const auto now = piece_instance("now", "gfx", "now");
  auto order = pointers(out, now, b, in);
  sort_by_start(order, 300);
  EXPECT_EQ(order, pointers(in, b, now, out));
}

}  // namespace
}  // namespace takt::playout
