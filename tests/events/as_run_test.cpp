#include "events/as_run.h"

#include <gtest/gtest.h>

#include "blueprints/test_job.h"
#include "events/as_run_export.h"

namespace takt::events {
namespace {

constexpr double kNow = 1'600'000'000'000;  // TestJob's

/// A playlist with one rundown, on air under activation "a".
class AsRunTest : public testing::Test {
 protected:
  AsRunTest() {
    put_playlist("a");
    job_.put(Collection::rundowns,
             R"({"_id":"r","externalId":"r","studioId":"studio0","name":"Rundown",
               "showStyleBaseId":"base0","showStyleVariantId":"variant0",
               "source":{"type":"http"},"created":0,"modified":0,"importVersions":{},
               "timing":{"type":"none"},"playlistId":"p"})");
    put_segment("Segment");
  }

  void put_playlist(std::string_view activation) {
    job_.put(Collection::rundownPlaylists,
             fmt::format(R"({{"_id":"p","externalId":"p","studioId":"studio0","name":"Show",
               "created":0,"modified":0,"timing":{{"type":"none"}},"activationId":"{}",
               "previousPartsInfo":[],"rundownIdsInOrder":["r"],"tTimers":[]}})",
                         activation));
  }
  void put_segment(std::string_view name) {
    job_.put(Collection::segments,
             fmt::format(R"({{"_id":"s","_rank":0,"externalId":"s","rundownId":"r","name":"{}"}})",
                         name));
  }
  /// Part instance "i<take>", taken at 1000 times `take`.
  void put_part(int take, std::string_view more = "", std::string_view timings = "") {
    job_.put(Collection::partInstances,
             fmt::format(R"({{"_id":"i{0}","rundownId":"r","segmentId":"s","takeCount":{0},
               "playlistActivationId":"a","segmentPlayoutId":"sp","isTaken":true,
               "timings":{{"take":{0}000{2}}},
               "part":{{"_id":"part{0}","_rank":{0},"rundownId":"r","segmentId":"s",
                 "externalId":"e{0}","title":"Part {0}","expectedDuration":8000}}{1}}})",
                         take, more, timings));
  }
  void put_piece(std::string_view id, std::string_view more = "", std::string_view of_piece = "") {
    job_.put(Collection::pieceInstances,
             fmt::format(R"({{"_id":"{0}","rundownId":"r","partInstanceId":"i1",
               "piece":{{"_id":"piece","externalId":"x","name":"{0}","lifespan":"part-only",
                 "sourceLayerId":"cam","outputLayerId":"pgm","pieceType":"normal",
                 "content":{{}},"timelineObjectsString":"[]",
                 "enable":{{"start":500,"duration":2000}}{2}}}{1}}})",
                         id, more, of_piece));
  }
  void put_row(std::string_view id, double taken) {
    AsRunEntry row;
    row._id = AsRunId(std::string(id));
    row.taken = taken;
    job_.put(Collection::asRunLog, dump(to_json(row)));
  }

  void note(int take, const AsRunLimits& limits = {1e13, 1000}) {
    const std::string id = fmt::format("i{}", take);
    note_as_run(job_, *job_.documents().find<PartInstance>(PartInstanceId(id)), limits);
  }
  Doc<AsRunEntry> row(const std::string& id) {
    return job_.documents().find<AsRunEntry>(AsRunId(id));
  }
  std::vector<std::string> rows() {
    std::vector<std::string> ids;
    for (const auto& row : job_.documents().all<AsRunEntry>()) ids.push_back(row->_id.str());
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  /// Makes what was noted the committed documents.
  void commit() {
    for (const Change& change : job_.documents().take_changes()) {
      job_.put(change.collection, dump(change_json(change)));
    }
  }

  blueprints::TestJob job_;
};

using Ids = std::vector<std::string>;

TEST_F(AsRunTest, APartAndItsPiecesArePlannedCommandedAndReported) {
  put_part(1, R"(,"rehearsal":true)",
           R"(,"plannedStartedPlayback":1100,"reportedStartedPlayback":1140)");
  put_piece("clip", R"(,"plannedStartedPlayback":1600,"plannedStoppedPlayback":3600,
                        "reportedStartedPlayback":1650,"reportedStoppedPlayback":3660)");
  put_piece("logo", R"(,"infinite":{"infiniteInstanceId":"f","infiniteInstanceIndex":1,
                        "infinitePieceId":"piece","fromPreviousPart":true})");
  note(1);
  EXPECT_EQ(to_json(*row("i1")),
            parse_json(R"({"_id":"i1","kind":"part","studioId":"studio0","playlistId":"p",
              "rundownId":"r","playlistActivationId":"a","partInstanceId":"i1",
              "playlistName":"Show","rundownName":"Rundown","segmentName":"Segment",
              "name":"Part 1","externalId":"e1","rehearsal":true,"continued":false,"takeCount":1,
              "plannedDuration":8000,"taken":1000,"commandedStart":1100,"reportedStart":1140})"));
  EXPECT_EQ(to_json(*row("clip")),
            parse_json(R"({"_id":"clip","kind":"piece","studioId":"studio0","playlistId":"p",
              "rundownId":"r","playlistActivationId":"a","partInstanceId":"i1",
              "playlistName":"Show","rundownName":"Rundown","segmentName":"Segment",
              "name":"clip","externalId":"x","sourceLayerId":"cam","rehearsal":true,
              "continued":false,"takeCount":1,"plannedStart":500,"plannedDuration":2000,
              "taken":1000,"commandedStart":1600,"commandedStop":3600,"reportedStart":1650,
              "reportedStop":3660})"));
  EXPECT_TRUE(row("logo")->continued);
}

TEST_F(AsRunTest, TheSameAgainWritesNothing) {
  put_part(1);
  put_piece("clip");
  note(1);
  EXPECT_EQ(job_.documents().changes().size(), 2u);
  commit();
  note(1);
  EXPECT_FALSE(job_.documents().has_changes());
}

TEST_F(AsRunTest, WhatIsNotPutOnAirHasNoRow) {
  put_part(1);
  put_piece("disabled", R"(,"disabled":true)");
  put_piece("temporary", R"(,"isTemporary":true)");
  put_piece("virtual", "", R"(,"virtual":true)");
  put_piece("invalid", "", R"(,"invalid":true)");
  put_part(2, R"(,"isTaken":false)");
  note(1);
  EXPECT_EQ(rows(), Ids{"i1"});
  note(2);
  EXPECT_EQ(rows(), Ids{"i1"});
}

TEST_F(AsRunTest, TheOneBeforeIsBroughtUpToDateAndTakesThatNobodyReportedAreMadeUpFor) {
  for (int take = 1; take <= 3; ++take) put_part(take);
  put_part(4, R"(,"playlistActivationId":"earlier")");
  note(1);
  commit();
  put_part(1, "", R"(,"reportedStoppedPlayback":5)");
  put_part(3, "", R"(,"plannedStoppedPlayback":7)");
  put_part(5);
  note(5);
  EXPECT_EQ(rows(), (Ids{"i1", "i2", "i3", "i5"}));
  // The report of its stop has an event of its own.
  EXPECT_FALSE(row("i1")->reportedStop);
  put_part(2, "", R"(,"plannedStoppedPlayback":7)");
  note(3);
  EXPECT_EQ(row("i2")->commandedStop, 7.0);
}

TEST_F(AsRunTest, ADeactivationBringsAllOfItUpToDate) {
  for (int take = 1; take <= 4; ++take) put_part(take);
  note(1);
  commit();
  put_part(1, "", R"(,"reportedStoppedPlayback":5)");
  put_playlist("next");
  note(3);
  EXPECT_EQ(rows(), (Ids{"i1", "i2", "i3", "i4"}));
  EXPECT_EQ(row("i1")->reportedStop, 5.0);
}

TEST_F(AsRunTest, NamesStayAsTheyWereOnAir) {
  put_part(1);
  note(1);
  commit();
  put_segment("Renamed");
  put_part(1, "", R"(,"reportedStoppedPlayback":5)");
  note(1);
  EXPECT_EQ(row("i1")->segmentName, "Segment");
  EXPECT_EQ(row("i1")->reportedStop, 5.0);
}

TEST_F(AsRunTest, OldRowsGo) {
  put_row("old", kNow - 1001);
  put_row("kept", kNow - 999);
  put_part(1, "", fmt::format(R"(,"take":{})", number_text(kNow)));
  note(1, {1000, 100});
  EXPECT_EQ(rows(), (Ids{"i1", "kept"}));
}

TEST_F(AsRunTest, BeyondTheirNumberTheFirstGo) {
  for (const char* id : {"z", "y", "x", "w"}) put_row(id, kNow);
  put_part(1, "", fmt::format(R"(,"take":{})", number_text(kNow)));
  note(1, {1000, 2});
  EXPECT_EQ(rows(), (Ids{"i1", "w", "x"}));
}

/// Rows in a studio's documents.
class AsRunExportTest : public testing::Test {
 protected:
  void put(AsRunEntry row) {
    documents_.apply({put_change<AsRunEntry>(std::make_shared<AsRunEntry>(std::move(row)))});
  }
  /// A part's row with a piece that was made before it.
  void put_take(int take, const std::string& playlist, bool rehearsal = false) {
    for (const AsRunKind kind : {AsRunKind::Piece, AsRunKind::Part}) {
      AsRunEntry row;
      row._id = AsRunId(fmt::format("{}{}", kind == AsRunKind::Part ? "i" : "x", take));
      row.kind = kind;
      row.partInstanceId = PartInstanceId(fmt::format("i{}", take));
      row.takeCount = take;
      row.taken = take * 1000.0;
      row.playlistId = PlaylistId(playlist);
      row.rundownId = RundownId("r" + playlist);
      row.rehearsal = rehearsal;
      put(std::move(row));
    }
  }
  Ids ids(const AsRunQuery& query) {
    Ids out;
    const AsRunPage page = as_run_page(documents_, query);
    next_ = page.next_from;
    for (const auto& row : page.rows) out.push_back(row->_id.str());
    return out;
  }

  Documents documents_;
  std::optional<Time> next_;
};

TEST_F(AsRunExportTest, ComesInTheOrderOfTheTakesAndAsChosen) {
  put_take(3, "p");
  put_take(1, "p");
  put_take(2, "q", true);
  EXPECT_EQ(ids({}), (Ids{"i1", "x1", "i2", "x2", "i3", "x3"}));
  EXPECT_EQ(ids({.playlist = PlaylistId("p")}), (Ids{"i1", "x1", "i3", "x3"}));
  EXPECT_EQ(ids({.rundown = RundownId("rq")}), (Ids{"i2", "x2"}));
  EXPECT_EQ(ids({.playlist = PlaylistId("p"), .rundown = RundownId("rq")}), Ids{});
  EXPECT_EQ(ids({.from = 2000, .to = 3000}), (Ids{"i2", "x2"}));
  EXPECT_EQ(ids({.rehearsals = false}), (Ids{"i1", "x1", "i3", "x3"}));
}

TEST_F(AsRunExportTest, APageEndsBetweenTakes) {
  for (const int take : {4, 2, 1, 3}) put_take(take, "p");
  EXPECT_EQ(ids({.limit = 5}), (Ids{"i1", "x1", "i2", "x2"}));
  EXPECT_EQ(next_, 3000.0);
  EXPECT_EQ(ids({.from = 3000, .limit = 4}), (Ids{"i3", "x3", "i4", "x4"}));
  EXPECT_EQ(next_, std::nullopt);
  // A take that is larger than a page comes whole.
  EXPECT_EQ(ids({.limit = 1}), (Ids{"i1", "x1"}));
  EXPECT_EQ(next_, 2000.0);
}

TEST_F(AsRunExportTest, CsvIsSafeForSpreadsheetsAndHasEachTimeTwice) {
  AsRunEntry row;
  row._id = AsRunId("i");
  row.name = R"(=SUM(A1,"x"))";
  row.rundownName = "a,b";
  row.segmentName = "-1";
  row.externalId = "plain";
  row.playlistName = "@x";
  row.plannedStart = -500.0;
  row.taken = 1600000000123.0;
  row.reportedStop = 1e300;
  put(std::move(row));
  const std::string csv = as_run_csv(as_run_page(documents_, {}).rows);
  EXPECT_EQ(csv.substr(csv.find("\r\n") + 2),
            "part,,'@x,\"a,b\",'-1,\"'=SUM(A1,\"\"x\"\")\",plain,,false,false,0,-500,,"
            "2020-09-13T12:26:40.123Z,1600000000123,,,,,,,,1e+300,,,,,i\r\n");
  const auto cells = std::count(csv.begin(), csv.begin() + static_cast<int>(csv.find('\r')), ',');
  EXPECT_EQ(cells, 27);
}

}  // namespace
}  // namespace takt::events
