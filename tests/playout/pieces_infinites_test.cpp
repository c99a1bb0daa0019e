#include <gtest/gtest.h>

#include "pieces_fixtures.h"
#include "playout/pieces/infinites.h"
#include "store/index.h"

namespace takt::playout {
namespace {

/// Two segments with two parts each, and an earlier rundown; the first part is on air.
class Infinites : public testing::Test {
 protected:
  Infinites() {
    for (const auto& [id, rank] : {std::pair("s1", 1.0), std::pair("s2", 2.0)}) {
      Segment segment;
      segment._id = SegmentId(id);
      segment.rundownId = RundownId("rundown0");
      segment._rank = rank;
      segments_.push_back(std::make_shared<const Segment>(segment));
      for (int n = 1; n <= 2; ++n) {
        parts_.push_back(std::make_shared<const Part>(part(fmt::format("{}p{}", id, n), id, n)));
      }
    }
    for (const char* id : {"earlier", "rundown0"}) {
      Rundown rundown;
      rundown._id = RundownId(id);
      rundown.showStyleBaseId = ShowStyleBaseId("style");
      rundowns_.push_back(std::make_shared<const Rundown>(rundown));
      rundown_ids_.push_back(rundown._id);
    }
    playing_instance_ = part_instance("playing", *parts_[0]);
  }

  void plan(std::string id, const Part& in, PieceLifespan lifespan, std::string layer = "gfx",
            Json start = 0) {
    Piece piece = piece_instance(std::move(id), std::move(layer), std::move(start), lifespan).piece;
    piece.startPartId = in._id;
    piece.startSegmentId = in.segmentId;
    piece.startRundownId = in.rundownId;
    planned_.push_back(std::make_shared<const Piece>(piece));
  }

  PieceInstance& play(std::string id, PieceLifespan lifespan, std::string layer = "gfx") {
    PieceInstance& piece = playing_.emplace_back(piece_instance(id, layer, 0, lifespan));
    piece.infinite.ensure().infiniteInstanceId = InfiniteInstanceId("infinite_" + id);
    piece.infinite->infinitePieceId = piece.piece._id;
    piece.piece.startPartId = PartId("s1p1");
    return piece;
  }

  /// "<piece>" per instance of `into`: with + when it goes on from the part before, @ and the
  /// infinite instance's index.
  std::string instances(const Part& into, const Segment* segment = nullptr) {
    const auto own =
        std::ranges::find(segments_, into.segmentId, [](const auto& other) { return other->_id; });
    if (segment == nullptr) segment = own->get();
    std::vector<Doc<Part>> segment_parts;
    for (const auto& other : parts_) {
      if (other->segmentId == into.segmentId) segment_parts.push_back(other);
    }
    const BeforePart before =
        before_part(into, {segment, segment_parts, segments_, {}, rundown_ids_});
    std::vector<const PieceInstance*> playing;
    for (const PieceInstance& piece : playing_) playing.push_back(&piece);
    const PlayingPart playing_part{playing_instance_, *segments_[0], playing};
    InfinitesInput input{.activation = ActivationId("active"),
                         .playing = nothing_on_air_ ? nullptr : &playing_part,
                         .into = {*rundowns_[1], *segment, into, PartInstanceId("new")},
                         .before = before,
                         .rundowns = rundowns_};
    input.part_index = [this](const PartId& id) {
      const auto at = std::ranges::find(parts_, id, [](const auto& other) { return other->_id; });
      return at == parts_.end() ? -1 : static_cast<int>(at - parts_.begin());
    };
    input.forward = is_forward(&playing_instance_, into,
                               [](const SegmentId& id) { return id.str() == "s1" ? 0 : 1; });
    CountedIds ids;
    made_ =
        piece_instances_for_part(input, pieces_that_may_be_active(look_ups(), into, before), ids);
    std::string text;
    for (const PieceInstance& instance : made_) {
      text += instance.piece._id.str();
      if (instance.infinite && truthy(instance.infinite->fromPreviousPart)) text += "+";
      if (instance.infinite) text += "@" + number_text(instance.infinite->infiniteInstanceIndex);
      text += " ";
    }
    return text;
  }

  PlannedPieces look_ups() const {
    const auto matching = [this](auto member, const auto& id, bool only_lasting) {
      std::vector<Doc<Piece>> found;
      for (const auto& piece : planned_) {
        if ((*piece).*member == id && (!only_lasting || is_lasting(*piece))) found.push_back(piece);
      }
      return found;
    };
    return {[=](const PartId& id) { return matching(&Piece::startPartId, id, false); },
            [=](const SegmentId& id) { return matching(&Piece::startSegmentId, id, false); },
            [=](const RundownId& id) { return matching(&Piece::startRundownId, id, true); }};
  }

  std::vector<Doc<Segment>> segments_;
  std::vector<Doc<Part>> parts_;  // s1p1 s1p2 s2p1 s2p2
  std::vector<Doc<Rundown>> rundowns_;
  std::vector<RundownId> rundown_ids_;
  std::vector<Doc<Piece>> planned_;
  std::deque<PieceInstance> playing_;
  PartInstance playing_instance_;
  bool nothing_on_air_ = false;
  std::vector<PieceInstance> made_;
};

TEST_F(Infinites, OwnPiecesGetTheInstancesIds) {
  plan("own", *parts_[1], PieceLifespan::WithinPart);
  EXPECT_EQ(instances(*parts_[1]), "own ");
  EXPECT_EQ(made_[0]._id.str(), "new_own");
  EXPECT_EQ(made_[0].partInstanceId.str(), "new");
  EXPECT_FALSE(made_[0].infinite);
}

TEST_F(Infinites, SegmentEndReachesLaterPartsOfItsSegment) {
  plan("s", *parts_[0], PieceLifespan::OutOnSegmentEnd);
  EXPECT_EQ(instances(*parts_[0]), "s@0 ");
  EXPECT_EQ(instances(*parts_[1]), "s+@0 ");
  EXPECT_EQ(instances(*parts_[2]), "");
  plan("backwards", *parts_[1], PieceLifespan::OutOnSegmentEnd, "other");
  EXPECT_EQ(instances(*parts_[0]), "s@0 ");
}

TEST_F(Infinites, RundownEndReachesLaterSegments) {
  plan("r", *parts_[0], PieceLifespan::OutOnRundownEnd, "gfx", 700);
  EXPECT_EQ(instances(*parts_[3]), "r+@0 ");
  EXPECT_EQ(made_[0].piece.enable.start_number(), 0) << "it was already there";
  EXPECT_EQ(instances(*parts_[0]), "r@0 ");
  EXPECT_EQ(made_[0].piece.enable.start_number(), 700);
}

TEST_F(Infinites, TheLastStartingPieceOfALayerCounts) {
  plan("first", *parts_[0], PieceLifespan::OutOnRundownEnd);
  plan("second", *parts_[1], PieceLifespan::OutOnRundownEnd, "gfx", 500);
  plan("third", *parts_[1], PieceLifespan::OutOnRundownEnd, "gfx", 100);
  plan("elsewhere", *parts_[0], PieceLifespan::OutOnRundownEnd, "lower");
  EXPECT_EQ(instances(*parts_[2]), "second+@0 elsewhere+@0 ");
}

TEST_F(Infinites, AnInfiniteOnAirKeepsItsChain) {
  plan("r", *parts_[0], PieceLifespan::OutOnRundownEnd);
  play("r", PieceLifespan::OutOnRundownEnd).reportedStartedPlayback = 12345.0;
  EXPECT_EQ(instances(*parts_[2]), "r+@1 ");
  EXPECT_EQ(made_[0]._id.str(), "new_r_continue");
  EXPECT_EQ(made_[0].infinite->infiniteInstanceId.str(), "infinite_r");
  EXPECT_EQ(made_[0].reportedStartedPlayback, 12345.0);
}

TEST_F(Infinites, ShowStyleEndNeedsTheSameStyleAllTheWay) {
  Piece piece = piece_instance("t", "gfx", 0, PieceLifespan::OutOnShowStyleEnd).piece;
  piece.startPartId = PartId("earlier_part");
  piece.startSegmentId = SegmentId("earlier_segment");
  piece.startRundownId = RundownId("earlier");
  planned_.push_back(std::make_shared<const Piece>(piece));
  EXPECT_EQ(instances(*parts_[0]), "t+@0 ");
  Rundown other = *rundowns_[0];
  other.showStyleBaseId = ShowStyleBaseId("another");
  rundowns_[0] = std::make_shared<const Rundown>(other);
  EXPECT_EQ(instances(*parts_[0]), "");
}

TEST_F(Infinites, OnChangePiecesTravelWithThePlayhead) {
  play("sc", PieceLifespan::OutOnSegmentChange, "a");
  play("rc", PieceLifespan::OutOnRundownChange, "b");
  EXPECT_EQ(instances(*parts_[1]), "sc+@1 rc+@1 ");
  EXPECT_TRUE(truthy(made_[0].infinite->fromPreviousPlayhead));
  EXPECT_EQ(instances(*parts_[2]), "rc+@1 ");
  plan("sc", *parts_[0], PieceLifespan::OutOnSegmentChange, "a");
  nothing_on_air_ = true;
  EXPECT_EQ(instances(*parts_[1]), "") << "never from the plan";
}

TEST_F(Infinites, AnyLaterPieceOfTheLayerEndsAnOnChangePiece) {
  play("rc", PieceLifespan::OutOnRundownChange);
  PieceInstance& later = play("later", PieceLifespan::WithinPart);
  later.piece.enable.start = 1000;
  later.infinite.reset();
  EXPECT_EQ(instances(*parts_[1]), "");
}

TEST_F(Infinites, StoppedPiecesDontGoOn) {
  play("rc", PieceLifespan::OutOnRundownChange).userDuration.ensure().endRelativeToPart = 5000.0;
  EXPECT_EQ(instances(*parts_[1]), "");
}

TEST_F(Infinites, AdlibbedOnEndPiecesGoOnForwardOnly) {
  playing_instance_ = part_instance("playing", *parts_[0]);
  play("s", PieceLifespan::OutOnSegmentEnd, "a").dynamicallyInserted = 1.0;
  play("r", PieceLifespan::OutOnRundownEnd, "b").dynamicallyInserted = 1.0;
  EXPECT_EQ(instances(*parts_[1]), "s+@1 r+@1 ");
  EXPECT_EQ(instances(*parts_[2]), "r+@1 ");
  EXPECT_EQ(instances(*parts_[0]), "") << "again into the same part";
}

TEST_F(Infinites, NothingCrossesIntoAnAdlibTestingSegment) {
  play("rc", PieceLifespan::OutOnRundownChange);
  plan("r", *parts_[0], PieceLifespan::OutOnRundownEnd, "lower");
  Segment testing = *segments_[1];
  testing.orphaned = std::string(kOrphanedAdlibTesting);
  EXPECT_EQ(instances(*parts_[2], &testing), "");
}

TEST_F(Infinites, GlobalPiecesBeginAChainFromBefore) {
  Piece global = piece_instance("g", "gfx", 5000, PieceLifespan::OutOnRundownChange).piece;
  global.startRundownId = RundownId("rundown0");
  global.startPartId = null;
  const std::vector<Doc<Piece>> pieces = {std::make_shared<const Piece>(global)};
  CountedIds ids;
  const auto made =
      global_piece_instances(pieces, ActivationId("active"), PartInstanceId("new"), ids);
  ASSERT_EQ(made.size(), 1);
  EXPECT_TRUE(made[0].infinite && truthy(made[0].infinite->fromPreviousPart));
  EXPECT_TRUE(made[0].infinite->fromPreviousPlayhead.absent());
  EXPECT_TRUE(made[0].piece.startRundownId.absent());
  EXPECT_EQ(made[0].isTemporary, false);
  EXPECT_EQ(
      global_piece_instances(pieces, ActivationId("active"), PartInstanceId(), ids)[0].isTemporary,
      true);
}

}  // namespace
}  // namespace takt::playout
