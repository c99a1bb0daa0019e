#include "replay/compare.h"

#include <gmock/gmock.h>

#include "base/hash.h"
#include "replay/canonical.h"
#include "replay/hash_notes.h"

namespace takt::replay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Json result(const std::string& changes, const std::string& hashes = "{}") {
  return parse_json(R"({"steps":[{"name":"take","changes":)" + changes + R"(,"queued":[]}],"hashes":)" +
                    hashes + "}");
}

TEST(Compare, IdsMayBeNumberedDifferently) {
  const Json a = result(R"({"parts":{"x_randomId000001_":{"a":1,"r":"randomId000002_"}}})");
  const Json b = result(R"({"parts":{"x_randomId000009_":{"a":1,"r":"randomId000001_"}}})");
  EXPECT_THAT(compare(a, b), IsEmpty());
}

TEST(Compare, OneIdForTwoIsADifference) {
  const Json a = result(R"({"parts":{"x_randomId000001_":{"r":"randomId000002_"}}})");
  const Json b = result(R"({"parts":{"x_randomId000001_":{"r":"randomId000001_"}}})");
  EXPECT_THAT(compare(a, b), ElementsAre("step 0 (take)/changes/parts/x_<id0>/r: expected "
                                         "\"<id1>=randomId000002_\", is \"<id0>=randomId000001_\""));
}

TEST(Compare, HashesOfRandomTextsAreIds) {
  const Json a = result(R"({"parts":{"HashA_":{"v":1}}})", R"({"HashA_":"randomId000001_"})");
  const Json b = result(R"({"parts":{"HashB_":{"v":1}}})", R"({"HashB_":"randomId000002_"})");
  EXPECT_THAT(compare(a, b), IsEmpty());
  EXPECT_EQ(compare(a, result(R"({"parts":{"HashB_":{"v":1}}})")).size(), 2u);
}

TEST(Compare, IntegralNumbersAreEqualInAnyForm) {
  EXPECT_THAT(compare(result(R"({"parts":{"x":{"n":1.0}}})"), result(R"({"parts":{"x":{"n":1}}})")),
              IsEmpty());
  EXPECT_THAT(compare(result(R"({"parts":{"x":{"n":1}}})"), result(R"({"parts":{"x":{"n":true}}})")),
              ElementsAre("step 0 (take)/changes/parts/x/n: expected 1, is true"));
}

TEST(Compare, NullIsNotAbsent) {
  EXPECT_THAT(compare(result(R"({"parts":{"x":{"n":null}}})"), result(R"({"parts":{"x":{}}})")),
              ElementsAre("step 0 (take)/changes/parts/x/n: expected null, is missing"));
}

TEST(Compare, EntriesOfListsOfDifferentLengthAreToldApartById) {
  const Json a = result(R"({"timeline":{"s":{"b":[{"id":"one"},{"id":"two"}]}}})");
  const Json b = result(R"({"timeline":{"s":{"b":[{"id":"two"}]}}})");
  EXPECT_THAT(compare(a, b),
              ElementsAre("step 0 (take)/changes/timeline/s/b/one: expected {\"id\": \"one\"}, is missing"));
}

TEST(Compare, AnExtraDocumentIsTheOnlyDifferenceShown) {
  const Json a = result(R"({"parts":{"randomId000001_":{"t":"b"},"randomId000002_":{"t":"c"}}})");
  const Json b = result(R"({"parts":{"randomId000001_":{"t":"a"},"randomId000002_":{"t":"b"},
                                     "randomId000003_":{"t":"c"}}})");
  EXPECT_THAT(compare(a, b), ElementsAre("step 0 (take)/changes/parts/randomId000001_: "
                                         "not expected, is {\"t\": \"a\"}"));
}

TEST(Compare, AnUnexpectedErrorSaysWhatWasThrown) {
  const Json a = parse_json(R"({"steps":[{"name":"take","changes":{},"queued":[]}]})");
  const Json b = parse_json(R"({"steps":[{"name":"take","changes":{},"queued":[],
      "error":{"key":0,"keyName":"InternalError","rawMessage":"boom"}}]})");
  EXPECT_THAT(compare(a, b),
              ElementsAre("step 0 (take)/error: expected none, is InternalError (boom)"));
}

TEST(PythonText, IsWhatJsonDumpsWrites) {
  const Json value = parse_json("{\"b\":[1,0.5,1e-7,true,null],\"a\":\"\u00e9\U0001f3ac\\u007f\\n\\\"\"}");
  EXPECT_EQ(python_text(value, Ascii::escape),
            R"({"a": "\u00e9\ud83c\udfac\u007f\n\"", "b": [1, 0.5, 1e-07, true, null]})");
  EXPECT_EQ(python_text(value, Ascii::keep),
            "{\"a\": \"\u00e9\U0001f3ac\x7f\\n\\\"\", \"b\": [1, 0.5, 1e-07, true, null]}");
}

TEST(HashNotes, NotesRandomTextsAndWhatIsMadeOfThem) {
  const HashNotes notes;
  get_hash("plain");
  const std::string first = get_hash("x_randomId000001_");
  get_hash("x_randomId_");
  const std::string second = get_hash("y" + first + "z");
  get_hash("x_randomId000001_");
  EXPECT_EQ(Json(notes.all()), Json(JsonObject{{first, "x_randomId000001_"},
                                               {second, "y" + first + "z"}}));
}

}  // namespace
}  // namespace takt::replay
