#include "replay/scenario.h"

#include <stdexcept>

#include "replay/files.h"

namespace takt::replay {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void malformed(const std::string& what) {
  throw std::runtime_error("not a scenario: " + what);
}

const JsonObject& object_at(const Json& value, std::string_view key) {
  const Json* found = member(value, key);
  if (found == nullptr || !found->is_object()) malformed(fmt::format("'{}' is no object", key));
  return found->get_object();
}

CollectionDocuments read_documents(const JsonObject& by_collection) {
  CollectionDocuments out;
  for (const auto& entry : by_collection) {
    if (!entry.value().is_array()) malformed(fmt::format("'{}' is no list", to_string(entry.key())));
    const JsonArray& documents = entry.value().get_array();
    out.emplace_back(entry.key(), std::vector<Json>(documents.begin(), documents.end()));
  }
  return out;
}

Step read_step(const Json& json) {
  Step step;
  const Json* at = member(json, "at");
  if (at == nullptr || !at->is_number()) malformed("a step without 'at'");
  step.at = *as_number(*at);
  if (const Json* write = member(json, "write")) {
    if (!write->is_object()) malformed("'write' is no object");
    step.write = read_documents(write->get_object());
    return step;
  }
  const Json* data = member(json, "data");
  step.job = JobStep{string_member(json, "queue"), string_member(json, "job"),
                     data == nullptr ? Json(nullptr) : *data};
  if (step.job->job.empty()) malformed("a step with neither 'job' nor 'write'");
  return step;
}

Json blueprint_document(const std::string& kind, const std::string& file, const std::string& code) {
  std::string type = kind;
  for (char& c : type) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return JsonObject{{"_id", kind + "Blueprint0"},
                    {"name", file},
                    {"blueprintId", file},
                    {"code", code},
                    {"hasCode", true},
                    {"created", 0},
                    {"modified", 0},
                    {"blueprintType", type},
                    {"databaseVersion", JsonObject{}},
                    {"blueprintVersion", "1.0.0"},
                    {"integrationVersion", "0.0.0"},
                    {"TSRVersion", "0.0.0"},
                    {"blueprintHash", "hash-" + file},
                    {"hasFixUpFunction", code.find("fixUpConfig") != std::string::npos}};
}

}  // namespace

Scenario read_scenario(const Json& file, const fs::path& blueprints) {
  const Json* inner = member(file, "scenario");
  const Json& json = inner == nullptr ? file : *inner;
  Scenario scenario;
  scenario.name = string_member(json, "name");
  scenario.drain = truthy(member(json, "drain"));
  scenario.documents = read_documents(object_at(json, "documents"));

  std::vector<Json> bundles;
  for (const char* kind : {"studio", "showStyle", "system"}) {
    const std::string bundle = string_member(Json(object_at(json, "blueprints")), kind);
    if (bundle.empty()) continue;
    bundles.push_back(blueprint_document(kind, bundle, read_text(blueprints / bundle)));
  }
  scenario.documents.emplace_back("blueprints", std::move(bundles));

  for (const auto& [collection, documents] : scenario.documents) {
    if (collection != "studios") continue;
    if (documents.size() != 1) malformed("there must be exactly one studio");
    scenario.studio_id = string_member(documents.front(), "_id");
  }
  if (scenario.studio_id.empty()) malformed("no studio");

  const Json* steps = member(json, "steps");
  if (steps == nullptr || !steps->is_array()) malformed("no 'steps'");
  for (const Json& step : steps->get_array()) scenario.steps.push_back(read_step(step));
  return scenario;
}

fs::path blueprints_folder_of(const fs::path& file) {
  const fs::path absolute = fs::absolute(file);
  for (fs::path folder = absolute.parent_path(); folder.has_relative_path();
       folder = folder.parent_path()) {
    const fs::path candidate = folder.parent_path() / "blueprints";
    if (fs::is_directory(candidate)) return candidate;
  }
  return absolute.parent_path() / "blueprints";
}

}  // namespace takt::replay
