#include "door/documents.h"

#include <gtest/gtest.h>

#include "store/memory_store.h"

namespace takt::door {
namespace {

class DocumentsTest : public testing::Test {
 protected:
  DocumentsTest() {
    put(StudioId(), Collection::studios, R"({"_id": "a", "name": "A"})");
    put(StudioId(), Collection::studios, R"({"_id": "b", "name": "B"})");
    segment("a", "s1", 2, "r1");
    segment("a", "s2", 1, "r1");
    segment("b", "s3", 0, "r2");
    part("a", "p1", 1, "s1");
    part("a", "p2", 0, "s1");
    part("a", "p3", 0, "s2");
    put(StudioId("a"), Collection::rundownPlaylists,
        R"({"_id": "pl", "externalId": "pl", "studioId": "a", "name": "P", "created": 0, "modified": 0,
            "timing": {"type": "none"}, "rundownIdsInOrder": ["r1"], "previousPartsInfo": [],
            "tTimers": []})");
  }

  void put(const StudioId& studio, Collection collection, std::string_view text) {
    Transaction transaction;
    transaction.studio = studio;
    transaction.changes.push_back(json_change(collection, parse_json(text)));
    transaction.locks.everything = true;
    store_.commit(std::move(transaction));
  }
  void segment(const char* studio, const char* id, int rank, const char* rundown) {
    put(StudioId(studio), Collection::segments,
        fmt::format(
            R"({{"_id": "{0}", "externalId": "{0}", "_rank": {1}, "rundownId": "{2}", "name": "N{0}"}})",
            id, rank, rundown));
  }
  void part(const char* studio, const char* id, int rank, const char* segment) {
    put(StudioId(studio), Collection::parts,
        fmt::format(R"({{"_id": "{0}", "externalId": "{0}", "_rank": {1}, "rundownId": "r1",
                        "segmentId": "{2}", "title": "T{0}"}})",
                    id, rank, segment));
  }
  std::vector<std::string> ids(const JsonArray& documents) {
    std::vector<std::string> out;
    for (const Json& document : documents) out.push_back(string_member(document, "_id"));
    return out;
  }
  std::vector<std::string> listed(const std::map<std::string, std::string>& parameters) {
    return ids(reader_.list(Collection::segments, parse_document_query(parameters)).documents);
  }

  MemoryStore store_;
  DocumentReader reader_{store_};
};

using Ids = std::vector<std::string>;

TEST_F(DocumentsTest, ComeFromAllStudiosInStorageOrder) {
  EXPECT_EQ(listed({}), (Ids{"s1", "s2", "s3"}));
  EXPECT_EQ(reader_.find(Collection::segments, "s3")->at("name"), Json("Ns3"));
  EXPECT_FALSE(reader_.find(Collection::segments, "s9"));
  EXPECT_EQ(reader_.find(Collection::studios, "a")->at("name"), Json("A"));
}

TEST_F(DocumentsTest, AreFilteredByMembersAsTextOrAsJson) {
  EXPECT_EQ(listed({{"rundownId", "r1"}}), (Ids{"s1", "s2"}));
  EXPECT_EQ(listed({{"rundownId", "r1"}, {"_rank", "1"}}), (Ids{"s2"}));
  EXPECT_EQ(listed({{"missing", "r1"}}), (Ids{}));
  EXPECT_EQ(listed({{"name.deeper", "r1"}}), (Ids{}));
}

TEST_F(DocumentsTest, AreLimitedAndSayThatMoreIsThere) {
  EXPECT_EQ(listed({{"limit", "2"}}), (Ids{"s1", "s2"}));
  EXPECT_TRUE(reader_.list(Collection::segments, parse_document_query({{"limit", "2"}})).more);
  EXPECT_FALSE(reader_.list(Collection::segments, parse_document_query({{"limit", "3"}})).more);
  EXPECT_THROW(parse_document_query({{"limit", "many"}}), UserError);
}

TEST_F(DocumentsTest, GiveChosenMembers) {
  const auto one = [&](const char* fields) {
    return reader_
        .list(Collection::segments, parse_document_query({{"limit", "1"}, {"fields", fields}}))
        .documents.at(0);
  };
  EXPECT_EQ(one("name,_rank"), (Json{{"name", "Ns1"}, {"_rank", 2}}));
  EXPECT_EQ(one("-name,_rank,rundownId"), (Json{{"_id", "s1"}, {"externalId", "s1"}}));
}

TEST_F(DocumentsTest, ThePartsOfAPlaylistComeInPlayingOrder) {
  const JsonArray parts = reader_.playlist_parts(PlaylistId("pl"));
  EXPECT_EQ(ids(parts), (Ids{"p3", "p2", "p1"}));
  EXPECT_EQ(parts.at(0).at("segment"), Json("Ns2"));
  EXPECT_THROW(reader_.playlist_parts(PlaylistId("nowhere")), UserError);
}

}  // namespace
}  // namespace takt::door
