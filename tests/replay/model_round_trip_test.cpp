// Every document of the recorded scenarios, read into its struct and written again, must come out
// as it went in: nothing that the reference stores gets lost or changes its form.

#include <gtest/gtest.h>

#include <set>

#include "replay/compare.h"
#include "replay/document_text.h"
#include "replay/recorded.h"
#include "replay/scenario.h"
#include "store/change_set.h"

namespace takt::replay {
namespace {

class RoundTrip {
 public:
  void document(const std::string& name, const Json& document) {
    if (document.is_null()) return;
    ++documents_;
    const Json stored = encode_json_texts(document);
    const auto collection = collection_by_name(name);
    try {
      const Json back = change_json(json_change(collection.value(), stored));
      if (back != stored) note(name, first_difference(stored, back));
    } catch (const std::exception& error) {
      note(name, error.what());
    }
  }

  size_t documents() const { return documents_; }
  const std::set<std::string>& problems() const { return problems_; }

 private:
  void note(const std::string& name, const std::string& what) { problems_.insert(name + ": " + what); }

  static std::string first_difference(const Json& a, const Json& b, const std::string& path = {}) {
    if (!a.is_object() || !b.is_object()) {
      return a == b ? "" : path + ": " + dump(a).substr(0, 120) + " became " + dump(b).substr(0, 120);
    }
    for (const auto& entry : a.get_object()) {
      const std::string inner = path + "/" + std::string(entry.key());
      const Json* other = member(b, entry.key());
      if (other == nullptr) return inner + " is lost";
      const std::string found = first_difference(entry.value(), *other, inner);
      if (!found.empty()) return found;
    }
    for (const auto& entry : b.get_object()) {
      if (member(a, entry.key()) == nullptr) return path + "/" + std::string(entry.key()) + " is new";
    }
    return "";
  }

  size_t documents_ = 0;
  std::set<std::string> problems_;
};

TEST(ModelRoundTrip, RecordedDocuments) {
  const auto folder = conformance_folder();
  if (!folder) GTEST_SKIP() << "no recorded scenarios; set TAKT_VECTORS";
  RoundTrip round_trip;
  for (const auto& file : scenario_files({*folder / "vectors"})) {
    const Json vector = read_json(file);
    for (const auto& [name, list] : read_scenario(vector, *folder / "blueprints").documents) {
      for (const Json& each : list) round_trip.document(name, each);
    }
    for (const Json& step : vector.at("expected").at("steps").as_array()) {
      for (const auto& collection : step.at("changes").as_object()) {
        for (const auto& document : collection.value().as_object()) {
          round_trip.document(std::string(collection.key()), document.value());
        }
      }
    }
  }
  EXPECT_GT(round_trip.documents(), 0u);
  size_t shown = 0;
  for (const std::string& problem : round_trip.problems()) {
    if (++shown <= 40) ADD_FAILURE() << problem;
  }
}

}  // namespace
}  // namespace takt::replay
