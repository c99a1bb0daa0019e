#include "playout/upkeep/snapshot_restore.h"

#include "base/log.h"
#include "model/derived_ids.h"
#include "playout/upkeep/upkeep_jobs.h"

namespace takt::playout {

namespace {

/// Replaces the id `object[name]`, if it is there.
template <class F>
void replace_id(JsonObject& object, std::string_view name, F replace) {
  Json* id = object.if_contains(name);
  if (id == nullptr || !id->is_string() || id->get_string().empty()) return;
  *id = replace(to_string(id->get_string()));
}

std::string id_of(const JsonObject& document) {
  return string_member(document, "_id");
}

/// Renames `object[from]`, when it is there.
void rename_member(JsonObject& object, std::string_view from, std::string_view to) {
  const Json* value = object.if_contains(from);
  if (!truthy(value)) return;
  object[to] = Json(*value);
  object.erase(from);
}

}  // namespace

SnapshotRestore::SnapshotRestore(JobContext& context, Json snapshot)
    : context_(context),
      rundowns_(context.ids()),
      segments_(context.ids()),
      parts_(context.ids()),
      part_instances_(context.ids()),
      pieces_(context.ids()),
      packages_(context.ids()) {
  const Json* shown = member(snapshot, "playlist");
  if (shown == nullptr || !shown->is_object()) {
    throw std::runtime_error("Restore snapshot: there is no playlist in it");
  }
  const std::string id = string_member(snapshot, "playlistId");
  if (id.empty() || id != string_member(*shown, "_id")) {
    throw std::runtime_error(
        fmt::format("Restore snapshot: playlistIds don't match, \"{}\", \"{}\"!", id,
                    string_member(*shown, "_id")));
  }
  snapshot_ = std::move(snapshot.get_object());
  playlist_id_ = PlaylistId(context.ids().next());
}

JsonArray& SnapshotRestore::list(std::string_view name) {
  Json& value = snapshot_[name];
  if (!value.is_array()) value = JsonArray{};
  return value.get_array();
}

std::string SnapshotRestore::new_rundown_id(const std::string& from) const {
  const std::string* id = rundowns_.find(from);
  if (id == nullptr) {
    throw std::runtime_error(fmt::format("Could not find new rundownId for \"{}\"", from));
  }
  return *id;
}

void SnapshotRestore::run() {
  migrate_pieces();
  restore_rundowns();
  restore_contents();
  restore_instances();
  restore_pieces();
  restore_playlist();
  restore_packages();
}

/// Release 24 and before named a piece's place otherwise.
void SnapshotRestore::migrate_pieces() {
  std::unordered_map<std::string, std::string> segments;
  for (const Json& part : list("parts")) {
    segments[string_member(part, "_id")] = string_member(part, "segmentId");
  }
  for (Json& item : list("pieces")) {
    JsonObject& piece = item.as_object();
    rename_member(piece, "rundownId", "startRundownId");
    if (!truthy(piece.if_contains("partId"))) continue;
    rename_member(piece, "partId", "startPartId");
    piece["startSegmentId"] = segments[string_member(item, "startPartId")];
  }
}

/// What this installation doesn't have becomes the first that it has.
void SnapshotRestore::use_known_show_styles(JsonObject& rundown) const {
  const auto bases = context_.configuration().show_style_bases();
  const std::string base_id = string_member(rundown, "showStyleBaseId");
  auto base = std::ranges::find_if(bases, [&](auto& each) { return each->_id.str() == base_id; });
  if (base == bases.end()) {
    if (bases.empty()) return;
    base = bases.begin();
    rundown["showStyleBaseId"] = (*base)->_id.str();
  }
  const auto variants = context_.configuration().show_style_variants((*base)->_id);
  const std::string variant_id = string_member(rundown, "showStyleVariantId");
  const bool known = std::ranges::any_of(
      variants, [&](const auto& variant) { return variant->_id.str() == variant_id; });
  if (!known && !variants.empty()) rundown["showStyleVariantId"] = variants.front()->_id.str();
}

void SnapshotRestore::restore_rundowns() {
  for (Json& item : list("rundowns")) {
    JsonObject& rundown = item.as_object();
    if (!truthy(rundown.if_contains("orphaned"))) rundown["orphaned"] = "manual";
    rundown["playlistId"] = playlist_id_.str();
    rundown["source"] = JsonObject{{"type", "snapshot"}, {"rundownId", id_of(rundown)}};
    rundown["studioId"] = string_member(playlist(), "studioId");
    use_known_show_styles(rundown);
    const std::string id = context_.ids().next();
    rundowns_.set(id_of(rundown), id);
    rundown["_id"] = id;
  }
}

void SnapshotRestore::restore_contents() {
  for (Json& item : list("parts")) {
    JsonObject& part = item.as_object();
    const std::string external = string_member(part, "externalId");
    const RundownId rundown(new_rundown_id(string_member(part, "rundownId")));
    const std::string id =
        external.empty() ? context_.ids().next() : part_id(rundown, external).str();
    parts_.set(id_of(part), id);
    part["_id"] = id;
  }
  for (Json& item : list("segments")) {
    JsonObject& segment = item.as_object();
    const RundownId rundown(new_rundown_id(string_member(segment, "rundownId")));
    const std::string id = segment_id(rundown, string_member(segment, "externalId")).str();
    segments_.set(id_of(segment), id);
    segment["_id"] = id;
  }
}

void SnapshotRestore::restore_instances() {
  for (Json& item : list("partInstances")) {
    JsonObject& instance = item.as_object();
    const std::string id = context_.ids().next();
    part_instances_.set(id_of(instance), id);
    instance_rundowns_[id_of(instance)] = string_member(instance, "rundownId");
    instance["_id"] = id;
    replace_id(instance["part"].as_object(), "_id",
               [&](const auto& from) { return parts_.get(from); });
  }
}

void SnapshotRestore::restore_pieces() {
  for (Json& item : list("pieces")) {
    JsonObject& piece = item.as_object();
    piece["startRundownId"] = new_rundown_id(string_member(piece, "startRundownId"));
    replace_id(piece, "startPartId", [&](const auto& from) { return parts_.get(from); });
    replace_id(piece, "startSegmentId", [&](const auto& from) { return segments_.get(from); });
  }
  for (const char* name :
       {"pieces", "adLibPieces", "adLibActions", "baselineAdlibs", "baselineAdLibActions"}) {
    for (Json& item : list(name)) {
      const std::string id = context_.ids().next();
      pieces_.set(id_of(item.as_object()), id);
      item.get_object()["_id"] = id;
    }
  }
  const auto new_piece = [&](const std::string& from) { return pieces_.get(from); };
  for (Json& item : list("pieceInstances")) {
    JsonObject& instance = item.as_object();
    instance["_id"] = context_.ids().next();
    replace_id(instance["piece"].as_object(), "_id", new_piece);
    if (Json* infinite = instance.if_contains("infinite"); infinite && infinite->is_object()) {
      replace_id(infinite->get_object(), "infinitePieceId", new_piece);
    }
  }
}

Json SnapshotRestore::restored_selection(const Json& info) const {
  const std::string instance = string_member(info, "partInstanceId");
  const std::string rundown = string_member(info, "rundownId");
  const std::string* new_instance = part_instances_.find(instance);
  const std::string* new_rundown = rundowns_.find(rundown);
  JsonObject out{{"partInstanceId", new_instance ? *new_instance : instance},
                 {"rundownId", new_rundown ? *new_rundown : rundown}};
  for (const char* name : {"manuallySelected", "consumesQueuedSegmentId"}) {
    if (const Json* value = member(info, name)) out[name] = *value;
  }
  return out;
}

/// `name`: current or next. Older versions had only the part instance's id.
void SnapshotRestore::restore_selected(std::string_view name) {
  const std::string key = std::string(name) + "PartInfo";
  const std::string old_key = std::string(name) + "PartInstanceId";
  if (const Json* old = playlist().if_contains(old_key)) {
    if (!playlist().contains(key) && old->is_string()) {
      const std::string id = to_string(old->get_string());
      playlist()[key] = JsonObject{{"partInstanceId", id},
                                   {"rundownId", instance_rundowns_[id]},
                                   {"manuallySelected", false},
                                   {"consumesQueuedSegmentId", false}};
    }
    playlist().erase(old_key);
  }
  Json* info = playlist().if_contains(key);
  if (truthy(info)) *info = restored_selection(*info);
}

/// Older versions had one previous part, and before that its part instance's id.
void SnapshotRestore::restore_previous() {
  const bool is_recent =
      playlist().contains("previousPartsInfo") || playlist().contains("previousPartInfo");
  JsonArray infos;
  if (const Json* old = playlist().if_contains("previousPartInstanceId"); old && !is_recent) {
    if (old->is_string()) {
      const std::string id = to_string(old->get_string());
      infos.push_back(JsonObject{{"partInstanceId", id},
                                 {"rundownId", instance_rundowns_[id]},
                                 {"manuallySelected", false},
                                 {"consumesQueuedSegmentId", false}});
    }
  }
  const Json* list = playlist().if_contains("previousPartsInfo");
  const Json* single = playlist().if_contains("previousPartInfo");
  if (list != nullptr && list->is_array()) {
    infos = list->get_array();
  } else if (truthy(single)) {
    infos = {*single};
  }
  for (Json& info : infos) info = restored_selection(info);
  playlist().erase("previousPartInstanceId");
  playlist().erase("previousPartInfo");
  playlist()["previousPartsInfo"] = std::move(infos);
}

void SnapshotRestore::restore_playlist() {
  playlist()["restoredFromSnapshotId"] = id_of(playlist());
  playlist()["_id"] = playlist_id_.str();
  playlist().erase("activationId");
  restore_selected("current");
  restore_selected("next");
  restore_previous();
  JsonArray order;
  if (const Json* old = playlist().if_contains("rundownIdsInOrder"); old && old->is_array()) {
    for (const Json& id : old->get_array()) {
      const std::string* known =
          id.is_string() ? rundowns_.find(to_string(id.get_string())) : nullptr;
      order.push_back(known ? Json(*known) : id);
    }
  }
  playlist()["rundownIdsInOrder"] = std::move(order);
}

void SnapshotRestore::restore_references(JsonObject& document) {
  replace_id(document, "rundownId", [&](const auto& from) { return new_rundown_id(from); });
  replace_id(document, "partId", [&](const auto& from) { return parts_.get(from); });
  replace_id(document, "segmentId", [&](const auto& from) { return segments_.get(from); });
  replace_id(document, "partInstanceId",
             [&](const auto& from) { return part_instances_.get(from); });
  for (const char* name : {"part", "piece"}) {
    Json* inner = document.if_contains(name);
    if (inner != nullptr && inner->is_object()) restore_references(inner->get_object());
  }
}

void SnapshotRestore::put_all(DocumentView& documents, Collection collection, std::string_view name,
                              bool with_new_ids) {
  for (Json& item : list(name)) {
    JsonObject& document = item.as_object();
    restore_references(document);
    if (with_new_ids) document["_id"] = context_.ids().next();
    documents.put_json(collection, item);
  }
}

void SnapshotRestore::write(DocumentView& documents) {
  if (!snapshot_.contains("sofieIngestData") || snapshot_["sofieIngestData"].is_null()) {
    snapshot_["sofieIngestData"] = Json(list("ingestData"));  // before 1.52 there was only one
  }
  documents.put_json(Collection::rundownPlaylists, snapshot_["playlist"]);
  for (const Json& rundown : list("rundowns")) documents.put_json(Collection::rundowns, rundown);
  put_all(documents, Collection::ingestDataCache, "ingestData", true);
  put_all(documents, Collection::sofieIngestDataCache, "sofieIngestData", true);
  put_all(documents, Collection::rundownBaselineObjs, "baselineObjs", true);
  put_all(documents, Collection::rundownBaselineAdLibPieces, "baselineAdlibs", false);
  put_all(documents, Collection::rundownBaselineAdLibActions, "baselineAdLibActions", false);
  put_all(documents, Collection::segments, "segments", false);
  put_all(documents, Collection::parts, "parts", false);
  put_all(documents, Collection::partInstances, "partInstances", false);
  put_all(documents, Collection::pieces, "pieces", false);
  put_all(documents, Collection::pieceInstances, "pieceInstances", false);
  put_all(documents, Collection::adLibPieces, "adLibPieces", false);
  put_all(documents, Collection::adLibActions, "adLibActions", false);
  put_all(documents, Collection::expectedPlayoutItems, "expectedPlayoutItems", true);
  for (const Json& package : list("expectedPackages")) {
    documents.put_json(Collection::expectedPackages, package);
  }
}

Json SnapshotRestore::remapped_ids() const {
  return JsonObject{{"rundownId", rundowns_.json()},
                    {"segmentId", segments_.json()},
                    {"partId", parts_.json()},
                    {"partInstanceId", part_instances_.json()},
                    {"expectedPackageId", packages_.json()}};
}

Json restore_playlist_snapshot(JobContext& context, const RestoreSnapshotPayload& payload) {
  SnapshotRestore restore(context, parse_json(payload.snapshotJson));
  // Nobody knows the new ids yet; what is written has to be covered all the same.
  const PlaylistLock lock = context.lock_playlist(restore.playlist_id());
  restore.run();
  restore.write(context.documents());
  log::info("Restored a snapshot as playlist \"{}\"", restore.playlist_id());
  return JsonObject{{"playlistId", restore.playlist_id().str()},
                    {"remappedIds", restore.remapped_ids()}};
}

}  // namespace takt::playout
