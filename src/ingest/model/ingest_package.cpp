#include "ingest/model/ingest_package.h"

#include <set>
#include <unordered_map>

#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

ExpectedPackage new_package(const StudioId& studio, const RundownId& rundown,
                            const IngestPackage& package, Time now) {
  ExpectedPackage doc;
  doc._id = package.id;
  doc.studioId = studio;
  doc.rundownId = rundown;
  doc.bucketId = null;
  doc.created = now;
  doc.package = *package.package;
  return doc;
}

}  // namespace

bool is_part_source(const Json& source) {
  const std::string type = string_member(source, "fromPieceType");
  return type == "piece" || type == "adlib_piece" || type == "adlib_action";
}

bool is_baseline_source(const Json& source) {
  const std::string type = string_member(source, "fromPieceType");
  return type == "baseline_piece" || type == "baseline_adlib_piece" ||
         type == "baseline_adlib_action" || type == "rundown_baseline_objects";
}

void collect_packages(std::vector<IngestPackage>& out, std::string_view owner_id,
                      const Opt<Json>& packages, const JsonObject& source) {
  if (!packages || !packages->is_array()) return;
  // One piece may name a package under several ids of its own, so that the id counts too.
  std::set<std::string> seen;
  for (const Json& package : packages->get_array()) {
    if (!package.is_object()) continue;
    const JsonObject& object = package.get_object();
    IngestPackage entry;
    entry.id = expected_package_id(owner_id, object);
    entry.source = source;
    if (const Json* id = object.if_contains("_id")) entry.source["blueprintPackageId"] = *id;
    if (const Json* listens = object.if_contains("listenToPackageInfoUpdates")) {
      entry.source["listenToPackageInfoUpdates"] = *listens;
    }
    const std::string key =
        fmt::format("{}-{}-{}", entry.id, string_member(package, "_id"), entry.listens());
    if (!seen.insert(key).second) continue;
    entry.package = std::make_shared<const Json>(package);
    out.push_back(std::move(entry));
  }
}

void save_packages(DocumentView& documents, const StudioId& studio, const RundownId& rundown,
                   const std::vector<IngestPackage>& packages, Time now) {
  std::vector<const IngestPackage*> first;  // of each document, in order
  std::unordered_map<ExpectedPackageId, std::vector<Json>> sources;
  for (const IngestPackage& package : packages) {
    auto& of_package = sources[package.id];
    if (of_package.empty()) first.push_back(&package);
    of_package.push_back(package.source);
  }
  for (const IngestPackage* package : first) {
    const auto stored = documents.find<ExpectedPackage>(package->id);
    ExpectedPackage doc = stored ? *stored : new_package(studio, rundown, *package, now);
    doc.ingestSources = std::move(sources.at(package->id));
    documents.put_if_changed(std::move(doc));
  }
  for (const auto& doc : documents.by<ExpectedPackage>(Index::rundown, rundown.str())) {
    if (doc->bucketId || doc->studioId != studio || sources.contains(doc->_id)) continue;
    if (doc->playoutSources.pieceInstanceIds.empty()) {
      documents.remove<ExpectedPackage>(doc->_id);
    } else if (!doc->ingestSources.empty()) {
      ExpectedPackage kept = *doc;
      kept.ingestSources.clear();
      documents.put(std::move(kept));
    }
  }
}

}  // namespace takt::ingest
