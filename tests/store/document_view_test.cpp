#include "store/document_view.h"

#include <gtest/gtest.h>

namespace takt {
namespace {

Part part(const char* id, const char* rundown) {
  Part made;
  made._id = PartId(id);
  made.rundownId = RundownId(rundown);
  made.segmentId = SegmentId("s");
  return made;
}

std::vector<std::string> ids(const std::vector<Doc<Part>>& docs) {
  std::vector<std::string> out;
  for (const auto& doc : docs) out.push_back(doc->_id.str());
  return out;
}

class DocumentViewTest : public testing::Test {
 protected:
  DocumentViewTest() {
    DocumentView setup(studio, system);
    for (const char* id : {"b", "a", "c"}) setup.put(part(id, "r1"));
    studio.apply(setup.take_changes());
  }
  Documents studio;
  Documents system;
  DocumentView view{studio, system};
};

TEST_F(DocumentViewTest, LooksUpInInsertionOrderAndKeepsThePlaceOnReplace) {
  Part changed = part("b", "r1");
  changed.title = "new";
  view.put(changed);
  view.put(part("0", "r1"));
  EXPECT_EQ(ids(view.by<Part>(Index::rundown, "r1")),
            (std::vector<std::string>{"b", "a", "c", "0"}));
  EXPECT_EQ(ids(studio.by<Part>(Index::rundown, "r1")), (std::vector<std::string>{"b", "a", "c"}));
  studio.apply(view.take_changes());
  EXPECT_EQ(ids(studio.by<Part>(Index::rundown, "r1")),
            (std::vector<std::string>{"b", "a", "c", "0"}));
  EXPECT_EQ(studio.find<Part>(PartId("b"))->title, "new");
}

TEST_F(DocumentViewTest, MovesBetweenIndexKeys) {
  view.put(part("a", "r2"));
  EXPECT_EQ(ids(view.by<Part>(Index::rundown, "r1")), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(ids(view.by<Part>(Index::rundown, "r2")), (std::vector<std::string>{"a"}));
  studio.apply(view.take_changes());
  EXPECT_EQ(ids(studio.by<Part>(Index::rundown, "r1")), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(ids(studio.by<Part>(Index::rundown, "r2")), (std::vector<std::string>{"a"}));
}

TEST_F(DocumentViewTest, InstancesThatWereResetLeaveTheirIndex) {
  const auto found = [&](Index index) {
    std::vector<std::string> out;
    for (const auto& doc : view.by<PartInstance>(index, "s")) out.push_back(doc->_id.str());
    return out;
  };
  PartInstance instance;
  instance.segmentId = SegmentId("s");
  for (const char* id : {"1", "2"}) {
    instance._id = PartInstanceId(id);
    view.put(instance);
  }
  studio.apply(view.take_changes());
  EXPECT_EQ(found(Index::not_reset), (std::vector<std::string>{"1", "2"}));
  instance.reset = true;
  view.put(instance);
  EXPECT_EQ(found(Index::not_reset), (std::vector<std::string>{"1"}));
  studio.apply(view.take_changes());
  EXPECT_EQ(found(Index::not_reset), (std::vector<std::string>{"1"}));
  EXPECT_EQ(found(Index::segment), (std::vector<std::string>{"1", "2"}));
}

TEST_F(DocumentViewTest, RemovedDocumentsAreGoneAndUnchangedOnesNotWritten) {
  view.remove<Part>(PartId("a"));
  EXPECT_FALSE(view.find<Part>(PartId("a")));
  EXPECT_FALSE(view.put_if_changed(part("b", "r1")));
  EXPECT_EQ(view.changes().size(), 1u);
  view.take_changes();
  EXPECT_TRUE(view.find<Part>(PartId("a")));
}

TEST_F(DocumentViewTest, PlacesFollowStorageOrderAndNewOnesComeLast) {
  view.put(part("0", "r1"));
  view.put(part("a", "r2"));
  view.put(part("00", "r1"));
  const auto place = [&](const char* id) { return view.place(Collection::parts, id); };
  EXPECT_LT(place("b"), place("a"));
  EXPECT_LT(place("a"), place("c"));
  EXPECT_LT(place("c"), place("0"));
  EXPECT_LT(place("0"), place("00"));
}

TEST_F(DocumentViewTest, AVersionIsUnknownOnlyWhereTheJobChangedSomething) {
  DocumentView setup(studio, system);
  setup.put(part("d", "r2"));
  studio.apply(setup.take_changes());
  const auto known = [&](const char* rundown) {
    return view.version<Part>(Index::rundown, rundown).has_value();
  };
  view.put(part("b", "r1"));
  EXPECT_FALSE(known("r1"));
  EXPECT_TRUE(known("r2"));
  EXPECT_EQ(ids(view.by<Part>(Index::rundown, "r2")), (std::vector<std::string>{"d"}));
  // Both where it was and where it is now.
  view.put(part("d", "r3"));
  EXPECT_FALSE(known("r2"));
  EXPECT_FALSE(known("r3"));
  view.take_changes();
  EXPECT_TRUE(known("r1"));
}

NrcsIngestCacheDoc cached(const char* id, const char* type, Time modified) {
  NrcsIngestCacheDoc doc;
  doc._id = IngestCacheId(id);
  doc.type = type;
  doc.rundownId = RundownId("r1");
  doc.modified = modified;
  return doc;
}

TEST_F(DocumentViewTest, TheNewsroomsDocumentsShowTheTimeOfTheirRundowns) {
  view.put(cached("r1", "rundown", 5));
  view.put(cached("r1_segment_a", "segment", 2));
  studio.apply(view.take_changes());
  const auto shown = studio.find_json(Collection::ingestDataCache, "r1_segment_a");
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->at("modified"), Json(5));
  for (const Json& doc : studio.all_json(Collection::ingestDataCache)) {
    EXPECT_EQ(doc.at("modified"), Json(5));
  }
  EXPECT_EQ(studio.find<NrcsIngestCacheDoc>(IngestCacheId("r1_segment_a"))->modified, 2);
}

SofieIngestCacheDoc sofie_cached(const char* id, const char* rundown, Time modified) {
  SofieIngestCacheDoc doc;
  doc._id = SofieIngestCacheId(id);
  doc.type = doc._id.str() == rundown ? "rundown" : "segment";
  doc.rundownId = RundownId(rundown);
  doc.modified = modified;
  return doc;
}

TEST_F(DocumentViewTest, AWriteOfAllSofieDocumentsIsShownAsTheirTimeAndByNothingElse) {
  SofieIngestCacheDoc head = sofie_cached("r1", "r1", 6);
  head.allModified = 5;
  view.put(head);
  view.put(sofie_cached("r1_before", "r1", 2));
  view.put(sofie_cached("r1_after", "r1", 7));
  view.put(sofie_cached("r2", "r2", 1));
  view.put(sofie_cached("r2_before", "r2", 3));
  studio.apply(view.take_changes());
  const std::map<std::string, Time> expected = {
      {"r1", 6}, {"r1_before", 5}, {"r1_after", 7}, {"r2", 1}, {"r2_before", 3}};
  const auto all = studio.all_json(Collection::sofieIngestDataCache);
  EXPECT_EQ(all.size(), expected.size());
  for (const Json& doc : all) {
    EXPECT_EQ(doc.at("modified"), number(expected.at(string_member(doc, "_id")))) << dump(doc);
    EXPECT_FALSE(doc.as_object().contains("allModified"));
    EXPECT_EQ(studio.find_json(Collection::sofieIngestDataCache, string_member(doc, "_id")), doc);
  }
}

TEST_F(DocumentViewTest, TheTimeOfAWriteOfAllIsStored) {
  SofieIngestCacheDoc head = sofie_cached("r1", "r1", 6);
  head.allModified = 5;
  const auto stored = json_change(Collection::sofieIngestDataCache,
                                  parse_json(change_text(put_change<SofieIngestCacheDoc>(
                                      std::make_shared<const SofieIngestCacheDoc>(head)))));
  EXPECT_EQ(*static_cast<const SofieIngestCacheDoc*>(stored.document.get()), head);
}

}  // namespace
}  // namespace takt
