#include "store/coverage.h"

#include <gtest/gtest.h>

#include "store/make.h"

namespace takt {
namespace {

using namespace testing_store;

class CoverageTest : public testing::Test {
 protected:
  CoverageTest() {
    studio_.apply({put(playlist("p1")), put(playlist("p2")), put(rundown("r1", "p1")),
                   put(rundown("lost", "gone")), put(part("a", "r1")), put(part("o", "unknown"))});
  }

  /// The message of the refusal; empty when the locks cover the changes.
  std::string refusal(ChangeSet changes, std::vector<PlaylistId> playlists,
                      std::vector<RundownId> rundowns = {}) {
    Transaction made;
    made.studio = kStudio;
    made.changes = std::move(changes);
    made.locks.playlists = std::move(playlists);
    made.locks.rundowns = std::move(rundowns);
    try {
      check_coverage(made, studio_);
      return {};
    } catch (const LockCoverageError& error) {
      return error.what();
    }
  }

  const PlaylistId p1{"p1"}, p2{"p2"};
  const RundownId r1{"r1"};
  Documents studio_;
};

TEST_F(CoverageTest, PlaylistNeedsItsOwnLock) {
  EXPECT_EQ(refusal({put(playlist("p1"))}, {p1}), "");
  EXPECT_EQ(refusal({put(playlist("p1"))}, {p2}, {r1}),
            "rundownPlaylists \"p1\" was changed without the lock of playlist \"p1\"");
  EXPECT_NE(refusal({removal<Playlist>("p1")}, {}), "");
  EXPECT_NE(refusal({put(playlist("new"))}, {p1}), "");
}

TEST_F(CoverageTest, ContentOfARundownNeedsThePlaylistsLock) {
  EXPECT_EQ(refusal({put(part("a", "r1"))}, {p1}), "");
  EXPECT_EQ(refusal({put(part("a", "r1"))}, {p2}, {r1}),
            "parts \"a\" was changed without the lock of playlist \"p1\"");
  EXPECT_NE(refusal({removal<Part>("a")}, {}, {r1}), "");
  EXPECT_EQ(refusal({removal<Part>("a")}, {p1}), "");

  Piece piece;
  piece._id = PieceId("x");
  piece.startRundownId = r1;
  EXPECT_NE(refusal({put(piece)}, {p2}), "");
  EXPECT_EQ(refusal({put(piece)}, {p1}), "");
  PartInstance instance;
  instance._id = PartInstanceId("i");
  instance.rundownId = r1;
  EXPECT_NE(refusal({put(instance)}, {p2}), "");
  EXPECT_EQ(refusal({put(instance)}, {p1}), "");
}

TEST_F(CoverageTest, AMoveNeedsBothPlaylists) {
  EXPECT_NE(refusal({put(rundown("r1", "p2"))}, {p1}), "");
  EXPECT_NE(refusal({put(rundown("r1", "p2"))}, {p2}), "");
  EXPECT_EQ(refusal({put(rundown("r1", "p2")), put(part("a", "r1"))}, {p1, p2}), "");
  // A part that moves to a rundown of another playlist.
  studio_.apply({put(rundown("r2", "p2"))});
  EXPECT_NE(refusal({put(part("a", "r2"))}, {p2}), "");
  EXPECT_EQ(refusal({put(part("a", "r2"))}, {p1, p2}), "");
}

TEST_F(CoverageTest, ARundownOfNoKnownPlaylistNeedsItsTarget) {
  EXPECT_NE(refusal({put(rundown("new", "p1"))}, {p2}), "");
  EXPECT_EQ(refusal({put(rundown("new", "p1")), put(part("b", "new"))}, {p1}), "");
  EXPECT_NE(refusal({put(part("b", "new")), put(rundown("new", "p1"))}, {p2}), "");
  EXPECT_EQ(refusal({put(rundown("lost", "p1")), put(part("b", "lost"))}, {p1}), "");
  EXPECT_NE(refusal({removal<Rundown>("lost")}, {}), "");
  EXPECT_EQ(refusal({removal<Rundown>("lost")}, {}, {RundownId("lost")}), "");
}

TEST_F(CoverageTest, OrphansAreCoveredByEither) {
  EXPECT_NE(refusal({removal<Part>("o")}, {}), "");
  EXPECT_EQ(refusal({removal<Part>("o")}, {p2}), "");
  EXPECT_EQ(refusal({removal<Part>("o")}, {}, {RundownId("unknown")}), "");
}

TEST_F(CoverageTest, IngestCachesNeedTheRundownsLock) {
  NrcsIngestCacheDoc cache;
  cache._id = IngestCacheId("c");
  cache.rundownId = r1;
  EXPECT_EQ(refusal({put(cache)}, {p1}),
            "ingestDataCache \"c\" was changed without the lock of rundown \"r1\"");
  EXPECT_EQ(refusal({put(cache)}, {}, {r1}), "");
}

TEST_F(CoverageTest, CachesOfARundownThatComesWithItsPlaylistNeedOnlyThat) {
  NrcsIngestCacheDoc cache;
  cache._id = IngestCacheId("c");
  cache.rundownId = RundownId("new");
  EXPECT_EQ(refusal({put(rundown("new", "p1")), put(cache)}, {p1}), "");
  EXPECT_NE(refusal({put(rundown("new", "p1")), put(cache)}, {p2}), "");
  cache.rundownId = r1;
  EXPECT_NE(refusal({put(rundown("r1", "p1")), put(cache)}, {p1}), "");
}

TEST_F(CoverageTest, OtherCollectionsNeedNone) {
  TimelineDocument timeline;
  timeline._id = kStudio;
  EXPECT_EQ(refusal({put(timeline)}, {}), "");
}

TEST_F(CoverageTest, EverythingSkipsTheCheck) {
  EXPECT_NO_THROW(check_coverage(transaction({put(playlist("p1"))}), studio_));
}

}  // namespace
}  // namespace takt
