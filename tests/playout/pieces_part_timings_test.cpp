#include <gtest/gtest.h>

#include "pieces_fixtures.h"
#include "playout/pieces/part_timings.h"

namespace takt::playout {
namespace {

std::string text(const PartPlayoutTimings& timings) {
  const auto start = timings.inTransitionStart
                         ? number_text(*timings.inTransitionStart)
                         : std::string(timings.inTransitionStart.is_null() ? "null" : "absent");
  return fmt::format("in {} delay {} postroll {} remaining {} from-postroll {} keepalive {}", start,
                     timings.toPartDelay, timings.toPartPostroll, timings.fromPartRemaining,
                     timings.fromPartPostroll, timings.fromPartKeepalive);
}

class PartTimings : public testing::Test {
 protected:
  std::string timings(const Opt<HoldState>& hold = {}) {
    const std::vector<const Piece*> from_pieces = {&from_piece_.piece};
    const std::vector<const Piece*> to_pieces = {&to_piece_.piece};
    const FromPart from{from_, from_pieces};
    return text(calculate_part_timings(hold, &from, to_, to_pieces));
  }
  void set_in_transition(double keepalive, double content_delay) {
    to_.inTransition.ensure().previousPartKeepaliveDuration = keepalive;
    to_.inTransition->partContentDelayDuration = content_delay;
  }

  Part from_ = part("from", "s", 1);
  Part to_ = part("to", "s", 2);
  PieceInstance from_piece_ = piece_instance("f", "cam", 0);
  PieceInstance to_piece_ = piece_instance("t", "cam", 0);
};

TEST_F(PartTimings, ACutHasNone) {
  EXPECT_EQ(timings(), "in null delay 0 postroll 0 remaining 0 from-postroll 0 keepalive 0");
}

TEST_F(PartTimings, PrerollAndOutTransitionDelayTheSwitch) {
  to_piece_.piece.prerollDuration = 500.0;
  EXPECT_EQ(timings(), "in null delay 500 postroll 0 remaining 500 from-postroll 0 keepalive 0");
  to_piece_.piece.enable.start = 200;
  EXPECT_EQ(timings(), "in null delay 300 postroll 0 remaining 300 from-postroll 0 keepalive 0");
  from_.outTransition.ensure().duration = 800;
  EXPECT_EQ(timings(), "in null delay 800 postroll 0 remaining 800 from-postroll 0 keepalive 0");
  to_piece_.piece.enable.start = "now";
  from_.outTransition.reset();
  EXPECT_EQ(timings(), "in null delay 0 postroll 0 remaining 0 from-postroll 0 keepalive 0")
      << "an adlib's preroll doesn't count";
}

TEST_F(PartTimings, ANegativeStartIsNoPreroll) {
  to_piece_.piece.enable.start = -400;
  EXPECT_EQ(timings(), "in null delay 0 postroll 0 remaining 0 from-postroll 0 keepalive 0");
}

TEST_F(PartTimings, PostrollKeepsThePartBefore) {
  from_piece_.piece.postrollDuration = 250.0;
  to_piece_.piece.postrollDuration = 100.0;
  EXPECT_EQ(timings(), "in null delay 0 postroll 100 remaining 250 from-postroll 250 keepalive 0");
  from_piece_.piece.enable.duration = 2000.0;
  EXPECT_EQ(timings(), "in null delay 0 postroll 100 remaining 0 from-postroll 0 keepalive 0");
}

TEST_F(PartTimings, AnInTransitionKeepsThePartBeforeAlive) {
  set_in_transition(1000, 400);
  EXPECT_EQ(timings(), "in 0 delay 400 postroll 0 remaining 1000 from-postroll 0 keepalive 1000");
  to_piece_.piece.prerollDuration = 600.0;
  EXPECT_EQ(timings(), "in 200 delay 600 postroll 0 remaining 1200 from-postroll 0 keepalive 1000");
  from_.outTransition.ensure().duration = 1500;
  EXPECT_EQ(timings(), "in 500 delay 900 postroll 0 remaining 1500 from-postroll 0 keepalive 1000");
}

TEST_F(PartTimings, HoldAndTheFlagPreventTheInTransition) {
  set_in_transition(1000, 400);
  const std::string cut = "in null delay 0 postroll 0 remaining 0 from-postroll 0 keepalive 0";
  EXPECT_EQ(timings(HoldState::PENDING), cut);
  EXPECT_EQ(timings(HoldState::ACTIVE), cut);
  EXPECT_NE(timings(HoldState::COMPLETE), cut);
  from_.disableNextInTransition = true;
  EXPECT_EQ(timings(), cut);
}

TEST_F(PartTimings, AnOverlappingAutonextIsATransitionWithoutPiece) {
  set_in_transition(1000, 400);
  from_.autoNext = true;
  from_.autoNextOverlap = 700.0;
  EXPECT_EQ(timings(), "in null delay 0 postroll 0 remaining 700 from-postroll 0 keepalive 700");
}

TEST_F(PartTimings, TheTransitionIsTakenOffTheExpectedDuration) {
  const std::vector<const Piece*> none;
  EXPECT_EQ(expected_duration_with_transition(to_, none), std::nullopt);
  to_.expectedDuration = 5000.0;
  EXPECT_EQ(expected_duration_with_transition(to_, none), 5000);
  set_in_transition(1000, 400);
  EXPECT_EQ(expected_duration_with_transition(to_, none), 4400);
  to_.expectedDuration = 100.0;
  EXPECT_EQ(expected_duration_with_transition(to_, none), 0);
}

TEST_F(PartTimings, AnInstanceKeepsTheTimingsOfItsTake) {
  auto instance = part_instance("i", to_);
  to_piece_.piece.prerollDuration = 500.0;
  EXPECT_EQ(part_timings_or_defaults(instance, to_, pointers(to_piece_)).toPartDelay, 500);
  instance.partPlayoutTimings.ensure().toPartDelay = 123;
  EXPECT_EQ(part_timings_or_defaults(instance, to_, pointers(to_piece_)).toPartDelay, 123);
}

}  // namespace
}  // namespace takt::playout
