// SnapshotRestore: expected packages, in today's form and in that of before release 53, where a
// document was one piece's package.

#include "base/hash.h"
#include "base/log.h"
#include "model/derived_ids.h"
#include "playout/upkeep/snapshot_restore.h"

namespace takt::playout {

namespace {

enum class Owner { part_piece, rundown_piece, rundown, other };

Owner owner_of(std::string_view piece_type) {
  if (piece_type == "piece" || piece_type == "adlib_piece" || piece_type == "adlib_action") {
    return Owner::part_piece;
  }
  if (piece_type == "baseline_piece" || piece_type == "baseline_adlib_piece" ||
      piece_type == "baseline_adlib_action") {
    return Owner::rundown_piece;
  }
  return piece_type == "rundown_baseline_objects" ? Owner::rundown : Owner::other;
}

std::string text(const JsonObject& object, std::string_view name) {
  return string_member(object, name);
}

}  // namespace

void SnapshotRestore::restore_packages() {
  for (Json& item : list("expectedPackages")) {
    const JsonObject& package = item.as_object();
    const std::string before = text(package, "_id");
    JsonObject restored = package.contains("fromPieceType") ? restored_old_package(package)
                                                            : restored_package(package);
    packages_.set(before, text(restored, "_id"));
    item = std::move(restored);
  }
}

void SnapshotRestore::restore_source(JsonObject& source) {
  const Owner owner = owner_of(text(source, "fromPieceType"));
  if (owner == Owner::part_piece || owner == Owner::rundown_piece) {
    source["pieceId"] = pieces_.get(text(source, "pieceId"));
  }
  if (owner == Owner::part_piece) {
    source["partId"] = parts_.get(text(source, "partId"));
    source["segmentId"] = segments_.get(text(source, "segmentId"));
  }
}

/// The id of today's form goes by its rundown, which the reference leaves as it was.
JsonObject SnapshotRestore::restored_package(JsonObject package) {
  if (Json* sources = package.if_contains("ingestSources"); sources && sources->is_array()) {
    for (Json& source : sources->get_array()) restore_source(source.as_object());
  }
  std::string owner = text(package, "rundownId");
  if (owner.empty()) owner = text(package, "studioId");
  package["_id"] = expected_package_id(owner, package["package"].as_object()).str();
  return package;
}

JsonObject SnapshotRestore::restored_old_package(const JsonObject& old) {
  JsonObject source{{"fromPieceType", text(old, "fromPieceType")}};
  for (const char* name :
       {"pieceId", "partId", "segmentId", "blueprintPackageId", "listenToPackageInfoUpdates"}) {
    if (const Json* value = old.if_contains(name)) source[name] = *value;
  }
  const Owner owner = owner_of(text(old, "fromPieceType"));
  if (owner == Owner::other) {
    log::warning("A package in the snapshot belongs to nothing of its playlist: {}",
                 text(old, "_id"));
    source["fromPieceType"] = "piece";
    source["pieceId"] = "fakePiece";
    source["partId"] = "fakePart";
    source["segmentId"] = "fakeSegment";
  } else {
    restore_source(source);
  }
  const std::string rundown =
      old.contains("rundownId") ? rundowns_.get(text(old, "rundownId")) : std::string();
  const std::string owner_id =
      owner == Owner::rundown ? "rundownBaselineObjects" : text(source, "pieceId");
  const std::string blueprint_id = text(old, "blueprintPackageId");

  JsonObject package = old;
  for (const char* name :
       {"_id", "studioId", "fromPieceType", "blueprintPackageId", "contentVersionHash", "rundownId",
        "pieceId", "partId", "segmentId", "pieceExternalId"}) {
    package.erase(name);
  }
  package["_id"] = blueprint_id;
  JsonObject made{
      {"_id", fmt::format("{}_{}_{}", rundown.empty() ? context_.studio_id().str() : rundown,
                          owner_id, get_hash(blueprint_id))},
      {"studioId", context_.studio_id().str()},
      {"rundownId", rundown.empty() ? Json() : Json(rundown)},
      {"bucketId", nullptr}};
  if (const Json* created = old.if_contains("created")) made["created"] = *created;
  made["package"] = std::move(package);
  made["ingestSources"] = JsonArray{std::move(source)};
  made["playoutSources"] = JsonObject{{"pieceInstanceIds", JsonArray{}}};
  return made;
}

}  // namespace takt::playout
