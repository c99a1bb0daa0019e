// mosRundownStatus: the newsroom's word on the state of a running order.

#include <gtest/gtest.h>

#include "ingest/newsroom.h"

namespace takt::ingest {
namespace {

class MosStatusTest : public testing::Test {
 protected:
  void SetUp() override {
    const JsonObject order{{"ID", "rd"},
                           {"Slug", "Rundown"},
                           {"Stories", JsonArray{JsonObject{{"ID", "a"}, {"Slug", "A"}}}}};
    ASSERT_EQ(newsroom_
                  .change("mosRundown", {{"mosRunningOrder", order},
                                         {"isUpdateOperation", false},
                                         {"rundownSource", JsonObject{{"type", "http"}}}})
                  .error,
              "");
  }
  Newsroom::Outcome status(const std::string& status) {
    return newsroom_.change("mosRundownStatus", {{"status", status}});
  }

  Newsroom newsroom_;
};

TEST_F(MosStatusTest, IsKeptOnTheRundownAndNothingElseChanges) {
  const auto outcome = status("PLAY");
  ASSERT_EQ(outcome.error, "");
  ASSERT_EQ(outcome.changes.size(), 1u);
  EXPECT_EQ(outcome.changes[0].collection, Collection::rundowns);
  EXPECT_EQ(newsroom_.rundown()->status, std::string("PLAY"));
  EXPECT_TRUE(outcome.queued.empty());
}

TEST_F(MosStatusTest, TheSameStatusAgainWritesNothing) {
  status("PLAY");
  EXPECT_TRUE(status("PLAY").changes.empty());
}

TEST_F(MosStatusTest, OutlivesTheNextUpdate) {
  status("PLAY");
  ASSERT_EQ(newsroom_.change("regenerateRundown", {}).error, "");
  EXPECT_EQ(newsroom_.rundown()->status, std::string("PLAY"));
}

TEST_F(MosStatusTest, IsIgnoredWhileUnsynced) {
  const std::string id = newsroom_.rundown()->_id.str();
  ASSERT_EQ(newsroom_.run("userUnsyncRundown", JsonObject{{"rundownId", id}}).error, "");
  const auto outcome = status("PLAY");
  EXPECT_EQ(outcome.error, "");
  EXPECT_TRUE(outcome.changes.empty());
}

TEST_F(MosStatusTest, OfAnUnknownRundownIsRefused) {
  const auto outcome = newsroom_.run("mosRundownStatus",
                                     JsonObject{{"rundownExternalId", "nope"}, {"status", "PLAY"}});
  EXPECT_EQ(outcome.error, "InternalError");
  EXPECT_TRUE(outcome.changes.empty());
}

}  // namespace
}  // namespace takt::ingest
