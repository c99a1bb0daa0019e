#include "playout/next/select_next_part.h"

#include <gtest/gtest.h>

#include "playout/model/quick_loop.h"

namespace takt::playout {
namespace {

/// Segments a, b, c with parts a0 a1, b0 b1, c0.
class SelectNextPart : public testing::Test {
 protected:
  SelectNextPart() {
    for (const auto& [segment, count] : {std::pair{"a", 2}, {"b", 2}, {"c", 1}}) {
      auto made = std::make_shared<PlayoutSegment>();
      auto document = std::make_shared<Segment>();
      document->_id = SegmentId(segment);
      made->segment = document;
      for (int i = 0; i < count; ++i) {
        auto part = std::make_shared<Part>();
        part->_id = PartId(segment + std::to_string(i));
        part->_rank = i;
        part->segmentId = document->_id;
        parts_.push_back(part);
        made->parts.push_back(part);
      }
      segments_.push_back(made);
    }
  }

  PartInstance instance(const std::string& part, double rank = 0) {
    PartInstance made;
    made.part._id = PartId(part);
    made.part._rank = rank;
    made.segmentId = made.part.segmentId = SegmentId(part.substr(0, 1));
    return made;
  }

  void change(size_t index, const std::function<void(Part&)>& change) {
    auto part = std::make_shared<Part>(*parts_[index]);
    change(*part);
    parts_[index] = part;
  }

  std::string select(SelectNextInput input, const PartInstance* previous) {
    input.previous = previous;
    input.segments = segments_;
    input.parts = parts_;
    const auto next = select_next_part(input);
    if (!next) return "";
    return next->part->_id.str() + (next->consumes_queued_segment ? " (queued)" : "");
  }
  std::string after(const std::string& part) {
    const PartInstance previous = instance(part);
    return select({}, &previous);
  }

  static QuickLoop loop(const char* start, const char* end) {
    QuickLoop loop;
    loop.running = true;
    loop.start.ensure().type = quick_loop::kPart;
    loop.start->id = start;
    loop.end.ensure().type = quick_loop::kPart;
    loop.end->id = end;
    return loop;
  }

  std::vector<SegmentPtr> segments_;
  std::vector<Doc<Part>> parts_;
};

TEST_F(SelectNextPart, BeginsWithTheFirstPart) { EXPECT_EQ(select({}, nullptr), "a0"); }

TEST_F(SelectNextPart, GoesOnInTheNextSegment) {
  EXPECT_EQ(after("a0"), "a1");
  EXPECT_EQ(after("a1"), "b0");
  EXPECT_EQ(after("c0"), "");
}

TEST_F(SelectNextPart, SkipsWhatCanNotPlay) {
  change(1, [](Part& part) { part.floated = true; });
  change(2, [](Part& part) { part.invalid = true; });
  EXPECT_EQ(after("a0"), "b1");
}

TEST_F(SelectNextPart, AMissingPartIsFollowedByWhatStoodBehindIt) {
  const PartInstance between = instance("a_gone", 0.5);
  EXPECT_EQ(select({}, &between), "a1");
  const PartInstance last = instance("a_gone", 9);
  EXPECT_EQ(select({}, &last), "b0");
}

TEST_F(SelectNextPart, APartOfAnEmptiedSegmentIsFollowedByALaterSegment) {
  std::erase_if(parts_, [](const Doc<Part>& part) { return part->segmentId == SegmentId("b"); });
  const PartInstance gone = instance("b0");
  EXPECT_EQ(select({}, &gone), "c0");
}

TEST_F(SelectNextPart, TheQueuedSegmentFollowsWhenTheCurrentOneEnds) {
  SelectNextInput input;
  input.queued_segment = SegmentId("c");
  const PartInstance first = instance("a0");
  EXPECT_EQ(select(input, &first), "a1");
  const PartInstance last = instance("a1");
  EXPECT_EQ(select(input, &last), "c0 (queued)");
}

TEST_F(SelectNextPart, ALoopGoesBackToItsStart) {
  SelectNextInput input;
  input.quick_loop = loop("a1", "b0");
  const PartInstance end = instance("b0");
  EXPECT_EQ(select(input, &end), "a1");
  input.ignore_quick_loop = true;
  EXPECT_EQ(select(input, &end), "b1");
}

TEST_F(SelectNextPart, ALoopCanSkipPartsWithoutADuration) {
  change(3, [](Part& part) { part.expectedDuration = 500.0; });
  SelectNextInput input;
  input.quick_loop = loop("a0", "c0");
  input.loop_needs_duration = true;
  const PartInstance previous = instance("a1");
  EXPECT_EQ(select(input, &previous), "b1");
}

TEST_F(SelectNextPart, TheSelectedInstanceStandsForItsPart) {
  auto selected = std::make_shared<PartInstance>(instance("b0"));
  selected->part.floated = true;
  SelectNextInput input;
  input.selected = selected;
  const PartInstance previous = instance("a1");
  EXPECT_EQ(select(input, &previous), "b1");
}

}  // namespace
}  // namespace takt::playout
