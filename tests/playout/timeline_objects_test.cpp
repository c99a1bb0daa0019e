// Ids and enable expressions of spec/playout.md section 10, case by case.

#include <gtest/gtest.h>

#include "pieces_fixtures.h"
#include "playout/timeline/finish.h"
#include "playout/timeline/multi_gateway.h"

namespace takt::playout {
namespace {

constexpr Time kNow = 100000;

class TimelineObjects : public testing::Test {
 protected:
  TimelineObjects() {
    playlist_._id = PlaylistId("playlist0");
    parts_.push_back(part_instance("cur", part("p1", "s", 1)));
    parts_.push_back(part_instance("nxt", part("p2", "s", 2)));
    parts_.push_back(part_instance("prev", part("p0", "s", 0)));
    current().timings.ensure().plannedStartedPlayback = kNow - 4000;
    previous().timings.ensure().plannedStartedPlayback = kNow - 9000;
  }
  PartInstance& current() { return parts_[0]; }
  PartInstance& next() { return parts_[1]; }
  PartInstance& previous() { return parts_[2]; }

  PieceInstance& add(const PartInstance& to, std::string id, Json start,
                     PieceLifespan lifespan = PieceLifespan::WithinPart) {
    PieceInstance& piece = pieces_.emplace_back(piece_instance(id, "layer_" + id, start, lifespan));
    piece.partInstanceId = to._id;
    piece.piece.startPartId = to.part._id;
    piece.piece.timelineObjectsString =
        R"([{"id":"obj","enable":{"while":1},"layer":"L","content":{"deviceType":0}},)"
        R"({"id":"ref","enable":{"start":"#obj.start + 10"},"layer":"M","content":{"deviceType":0},)"
        R"("keyframes":[{"id":"kf","enable":{"start":5},"content":{}}]}])";
    return piece;
  }

  void build() {
    selected_ = {};
    selected_.current = selected(current());
    if (has_next_) selected_.next = selected(next());
    if (has_previous_) selected_.previous = {*selected(previous())};
    timeline_parts_ = prepare_timeline_parts(selected_, {}, playlist_.holdState, kNow, 30000);
    built_ = build_rundown_objects({playlist_, timeline_parts_, kNow, multi_gateway_});
  }

  std::optional<SelectedPart> selected(const PartInstance& instance) {
    SelectedPart part{&instance, &instance.part, {}};
    for (const PieceInstance& piece : pieces_) {
      if (piece.partInstanceId == instance._id) part.pieces.push_back(&piece);
    }
    return part;
  }

  const TimelineObject* object(std::string_view id) {
    const auto found = std::ranges::find(built_.objects, id, &TimelineObject::id);
    return found == built_.objects.end() ? nullptr : &*found;
  }
  /// The enable of an object, as JSON; "none" when it isn't there.
  std::string enable(std::string_view id) {
    const TimelineObject* found = object(id);
    return found ? dump(found->enable) : "none";
  }
  std::string built_enable(std::string_view id) {
    build();
    return enable(id);
  }

  Playlist playlist_;
  std::deque<PartInstance> parts_;
  std::deque<PieceInstance> pieces_;
  bool has_next_ = false;
  bool has_previous_ = false;
  bool multi_gateway_ = false;
  SelectedParts selected_;
  TimelineParts timeline_parts_;
  RundownObjects built_;
};

TEST_F(TimelineObjects, TheCurrentPartStartsWhenItDidOrNow) {
  EXPECT_EQ(built_enable("part_group_cur"), R"({"start":96000})");
  EXPECT_EQ(object("part_group_cur")->priority, 5.0);
  EXPECT_EQ(enable("part_group_firstobject_cur"), R"({"start":0})");
  current().timings.reset();
  EXPECT_EQ(built_enable("part_group_cur"), R"({"start":"now"})");
}

TEST_F(TimelineObjects, AnAutonextHasADurationAndTheNextPart) {
  has_next_ = true;
  current().part.autoNext = true;
  current().part.expectedDuration = 10000.0;
  current().part.autoNextOverlap = 500.0;
  EXPECT_EQ(built_enable("part_group_cur"), R"({"start":96000,"duration":10000})");
  EXPECT_EQ(enable("part_group_nxt"), R"({"start":"#part_group_cur.end - 500"})");
  current().part.availablePostrollDuration = 300.0;
  EXPECT_EQ(built_enable("part_group_cur"), R"({"start":96000,"duration":10300})");
  current().part.expectedDuration = 1000.0;
  EXPECT_EQ(built_enable("part_group_cur"), R"({"start":96000,"duration":4000})")
      << "due in the past: now";
  current().part.autoNext = false;
  EXPECT_EQ(built_enable("part_group_nxt"), "none");
}

TEST_F(TimelineObjects, ThePreviousPartEndsAfterTheCurrentBegan) {
  has_previous_ = true;
  current().partPlayoutTimings.ensure().fromPartRemaining = 700;
  EXPECT_EQ(built_enable("part_group_prev"),
            R"({"start":91000,"end":"#part_group_cur.start + 700"})");
  EXPECT_EQ(object("part_group_prev")->priority, -1.0);
}

TEST_F(TimelineObjects, APieceHasAControlObjectAndAGroup) {
  PieceInstance& piece = add(current(), "a", 300);
  piece.piece.prerollDuration = 200.0;
  piece.piece.postrollDuration = 150.0;
  EXPECT_EQ(built_enable("piece_group_control_pi_a"), R"({"start":300})");
  EXPECT_EQ(enable("piece_group_pi_a"), R"({"start":"#piece_group_control_pi_a.start - 200",)"
                                        R"("end":"#piece_group_control_pi_a.end + 150"})");
  EXPECT_EQ(object("piece_group_control_pi_a")->layer, Json("layer_a"));
  EXPECT_EQ(object("piece_group_control_pi_a")->inGroup, std::string("part_group_cur"));
}

TEST_F(TimelineObjects, ContentIsPrefixedWithItsInstance) {
  add(current(), "a", 0);
  EXPECT_EQ(built_enable("pi_aobj"), R"({"while":1})");
  EXPECT_EQ(enable("pi_aref"), R"({"start":"#pi_aobj.start + 10"})");
  EXPECT_EQ(string_member(object("pi_aref")->keyframes->as_array()[0], "id"), "kf_pi_aref");
  EXPECT_EQ(object("pi_aref")->inGroup, std::string("piece_group_pi_a"));
  EXPECT_EQ(object("pi_aref")->originalId, std::string("ref"));
}

TEST_F(TimelineObjects, APieceThatIsOverHasNoContent) {
  PieceInstance& piece = add(current(), "a", 0);
  piece.piece.enable.duration = 2900.0;
  EXPECT_EQ(built_enable("pi_aobj"), "none");
  EXPECT_NE(enable("piece_group_control_pi_a"), "none");
  piece.piece.hasSideEffects = true;
  EXPECT_NE(built_enable("pi_aobj"), "none");
}

TEST_F(TimelineObjects, APieceThatStartsNowWaitsForItsPreroll) {
  PieceInstance& piece = add(current(), "a", "now");
  EXPECT_EQ(built_enable("piece_group_control_pi_a"), R"({"start":"now"})");
  piece.piece.prerollDuration = 400.0;
  EXPECT_EQ(built_enable("piece_group_control_pi_a"),
            R"({"start":"#piece_group_control_pi_a_start_now + 400"})");
  EXPECT_EQ(enable("piece_group_control_pi_a_start_now"), R"({"start":"now"})");
}

TEST_F(TimelineObjects, EndsAreCappedByWhatFollows) {
  add(current(), "a", 0);
  add(current(), "b", 1000).piece.sourceLayerId = "layer_a";
  EXPECT_EQ(built_enable("piece_group_control_pi_a"), R"({"start":0,"end":1000})");
  pieces_[0].piece.enable.duration = 400.0;
  EXPECT_EQ(built_enable("piece_group_control_pi_a"), R"({"start":0,"end":400})");
  pieces_[1].piece.enable.start = "now";
  EXPECT_EQ(built_enable("piece_group_control_pi_a_cap"),
            R"({"start":0,"end":"#piece_group_control_pi_a_cap_now.start + 0"})");
  EXPECT_EQ(object("piece_group_control_pi_a")->inGroup,
            std::string("piece_group_control_pi_a_cap"));
  pieces_[0].piece.enable.duration.reset();
  EXPECT_EQ(built_enable("piece_group_control_pi_a"),
            R"({"start":0,"end":"#piece_group_control_pi_a_cap_now.start + 0"})");
}

TEST_F(TimelineObjects, TransitionsStandAtTheEdges) {
  PieceInstance& in = add(current(), "in", 50);
  in.piece.pieceType = PieceType::InTransition;
  PieceInstance& out = add(current(), "out", 0);
  out.piece.pieceType = PieceType::OutTransition;
  EXPECT_EQ(built_enable("piece_group_control_pi_in"), "none");
  EXPECT_EQ(enable("piece_group_control_pi_out"), "none");
  current().partPlayoutTimings.ensure().inTransitionStart = 100.0;
  current().partPlayoutTimings->toPartPostroll = 20;
  current().part.outTransition.ensure().duration = 500;
  EXPECT_EQ(built_enable("piece_group_control_pi_in"), R"({"start":150})");
  EXPECT_EQ(enable("piece_group_control_pi_out"), R"({"start":"#part_group_cur.end - 520"})");
}

TEST_F(TimelineObjects, PiecesThatEndWithTheKeepaliveHaveAGroupOfTheirOwn) {
  has_next_ = true;
  add(current(), "a", 0).piece.excludeDuringPartKeepalive = true;
  next().part.inTransition.ensure().previousPartKeepaliveDuration = 800;
  EXPECT_EQ(built_enable("part_group_cur_no_keepalive"),
            R"({"start":0,"end":"#part_group_cur.end - 800"})");
  EXPECT_EQ(object("piece_group_pi_a")->inGroup, std::string("part_group_cur_no_keepalive"));
}

TEST_F(TimelineObjects, AnInfiniteStandsBesideThePart) {
  PieceInstance& piece = add(current(), "i", 300, PieceLifespan::OutOnSegmentEnd);
  piece.infinite.ensure().infiniteInstanceId = InfiniteInstanceId("x");
  EXPECT_EQ(built_enable("part_group_pi_i_infinite"), R"({"start":"#part_group_cur.start"})");
  EXPECT_EQ(object("part_group_pi_i_infinite")->priority, 1.0);
  EXPECT_EQ(enable("piece_group_control_pi_i"), R"({"start":300})");
  piece.reportedStartedPlayback = kNow - 1000;
  EXPECT_EQ(built_enable("part_group_pi_i_infinite"), R"({"start":98700})");
  current().part.autoNext = true;
  piece.piece.postrollDuration = 60.0;
  EXPECT_EQ(built_enable("part_group_pi_i_infinite"),
            R"({"start":98700,"end":"#part_group_cur.end + 60"})");
}

TEST_F(TimelineObjects, MultipleGatewaysGetNoNow) {
  multi_gateway_ = true;
  has_previous_ = true;
  current().timings.reset();
  current().partPlayoutTimings.ensure().toPartDelay = 200;
  current().partPlayoutTimings->fromPartRemaining = 200;
  add(current(), "a", "now").piece.prerollDuration = 100.0;
  build();
  const auto changes = fix_now_times(built_.objects, {selected_, *built_.timings, kNow + 30});
  EXPECT_EQ(enable("part_group_cur"), R"({"start":100030})");
  EXPECT_EQ(enable("piece_group_control_pi_a_start_now"), R"({"start":0})");
  using Part = PlannedPartTime;
  using Piece = PlannedPieceTime;
  const std::vector<PlannedTimeChange> expected = {
      Part{PartInstanceId("cur"), Part::What::started, kNow + 30},
      Part{PartInstanceId("prev"), Part::What::stopped, kNow + 230},
      Piece{PieceInstanceId("pi_a"), Piece::What::start, -200},
      Piece{PieceInstanceId("pi_a"), Piece::What::started, kNow - 170},
      Piece{PieceInstanceId("pi_a"), Piece::What::stopped, std::nullopt},
  };
  EXPECT_EQ(changes, expected);
}

}  // namespace
}  // namespace takt::playout
