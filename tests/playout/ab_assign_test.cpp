#include <gtest/gtest.h>

#include "playout/ab/assign.h"

namespace takt::playout {
namespace {

constexpr AbOptions kOptions{.ideal_gap_before = 1000, .now_window = 2000};

AbRequest request(const char* id, double start, std::optional<double> end) {
  return {id, id, start, end};
}
AbRequest lookahead(const char* id, int rank) {
  AbRequest made = request(id, 9e15, std::nullopt);
  made.lookahead_rank = rank;
  return made;
}
AbRequest with_player(AbRequest request, Json player) {
  request.player = std::move(player);
  return request;
}

/// "a:1 b:2 c:-", by start.
std::string result(const AbOutcome& outcome) {
  std::string text;
  for (const AbRequest& each : outcome.requests) {
    text += (text.empty() ? "" : " ") + each.id + ":" + (each.player ? dump(*each.player) : "-");
  }
  return text;
}
std::string assign(std::vector<Json> players, std::vector<AbRequest> requests, double now = 0) {
  return result(assign_players(kOptions, players, std::move(requests), now));
}

TEST(AbAssign, ALonePlayerGetsEverything) {
  EXPECT_EQ(assign({7}, {request("a", 0, 5000), request("b", 0, 5000), lookahead("c", 1)}),
            "a:7 b:7 c:7");
}

TEST(AbAssign, SessionsThatFollowEachOtherAlternate) {
  EXPECT_EQ(assign({1, 2}, {request("a", 0, 5000), request("b", 5000, 10000),
                            request("c", 10000, std::nullopt)}),
            "a:1 b:2 c:1");
}

TEST(AbAssign, WhatPlaysKeepsItsPlayer) {
  EXPECT_EQ(assign({1, 2}, {with_player(request("a", 0, 5000), 2), request("b", 1000, 5000)}),
            "a:2 b:1");
}

TEST(AbAssign, APlayerThatIsGoneIsReplaced) {
  EXPECT_EQ(assign({1, 2}, {with_player(request("a", 0, std::nullopt), "gone")}), "a:1");
}

TEST(AbAssign, TooManyAtOnceFail) {
  AbOutcome outcome =
      assign_players(kOptions, {1, 2},
                     {request("a", 0, 9000), request("b", 100, 9000), request("c", 200, 9000)}, 0);
  EXPECT_EQ(result(outcome), "a:1 b:2 c:-");
  ASSERT_EQ(outcome.failed.size(), 1u);
  EXPECT_EQ(outcome.failed[0].id, "c");
}

TEST(AbAssign, ARequiredSessionToComeTakesThePlaceOfAnOptionalOne) {
  AbRequest optional = with_player(request("b", 20000, 30000), 2);
  optional.optional = true;
  const auto required = request("c", 19000, 30000);
  AbOutcome outcome = assign_players(
      kOptions, {1, 2}, {with_player(request("a", 0, std::nullopt), 1), optional, required}, 0);
  EXPECT_EQ(result(outcome), "a:1 c:2 b:-");
  ASSERT_EQ(outcome.failed.size(), 1u);
  EXPECT_TRUE(outcome.failed[0].optional);
}

TEST(AbAssign, WithNoPlayerFreeOneThatIsFreeAtTheVeryMomentWillDo) {
  EXPECT_EQ(
      assign({1, 2}, {with_player(request("a", 0, 5000), 1),
                      with_player(request("b", 0, std::nullopt), 2), request("c", 5000, 6000)}),
      "a:1 b:2 c:1");
}

TEST(AbAssign, LookaheadsGetWhatIsLeftAndKeepIt) {
  EXPECT_EQ(assign({1, 2, 3}, {request("a", 0, std::nullopt), with_player(lookahead("b", 1), 3),
                               lookahead("c", 2), lookahead("d", 3)}),
            "a:1 b:3 c:2 d:-");
}

TEST(AbAssign, ALookaheadTakesAPlayerThatGetsFreeLater) {
  EXPECT_EQ(
      assign({1, 2}, {request("a", 0, std::nullopt), request("b", 0, 60000), lookahead("c", 1)}),
      "a:1 b:2 c:2");
}

TEST(AbAssign, WithoutPlayersEverythingFails) {
  AbOutcome outcome = assign_players(kOptions, {}, {request("a", 0, 1000), lookahead("b", 1)}, 0);
  EXPECT_EQ(result(outcome), "a:- b:-");
  EXPECT_EQ(outcome.failed.size(), 1u);
}

TEST(AbAssign, NeverPutsTwoNewSessionsToComeOnOnePlayer) {
  uint64_t seed = 1;
  const auto random = [&](uint64_t below) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (seed >> 33) % below;
  };
  int solved = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<AbRequest> requests;
    const uint64_t count = 1 + random(6);
    for (uint64_t i = 0; i < count; ++i) {
      const double start = 10000 + static_cast<double>(random(10)) * 5000;
      requests.push_back(request(fmt::format("r{}", i).c_str(), start,
                                 start + 1000 + static_cast<double>(random(4)) * 5000));
    }
    AbOutcome outcome;
    try {
      outcome = assign_players(kOptions, {1, 2, 3}, requests, 0);
    } catch (const std::runtime_error&) {
      continue;  // more at once than there are players: they may push each other out for ever
    }
    ++solved;
    for (const AbRequest& a : outcome.requests) {
      for (const AbRequest& b : outcome.requests) {
        if (&a == &b || !a.player || a.player != b.player) continue;
        EXPECT_FALSE(a.start < *b.end && b.start < *a.end)
            << "round " << round << ": " << result(outcome);
      }
    }
  }
  EXPECT_GT(solved, 1000);
}

}  // namespace
}  // namespace takt::playout
