#include "blueprints/post_process.h"

#include <stdexcept>

#include "base/hash.h"
#include "blueprints/blueprint_error.h"
#include "blueprints/translate.h"
#include "blueprints/validate_timeline.h"

namespace takt::blueprints {

namespace {

/// A member as JavaScript puts it into a text.
std::string member_text(const JsonObject& item, std::string_view name) {
  const Json* value = item.if_contains(name);
  if (value == nullptr) return "undefined";
  return value->is_string() ? to_string(value->get_string()) : dump(*value);
}

/// Anything else than an array counts as empty.
JsonArray& as_list(Json& items) {
  return items.is_array() ? items.get_array() : items.emplace_array();
}

const JsonObject& as_item(const Json& item, const BlueprintId& blueprint, std::string_view what) {
  if (!item.is_object()) refuse_result(blueprint, fmt::format("{} is not an object", what));
  return item.get_object();
}

JsonObject take_item(Json& item, const BlueprintId& blueprint, std::string_view what) {
  as_item(item, blueprint, what);
  JsonObject taken = std::move(item.get_object());
  constexpr size_t kAdded = 8;  // members that make it a document, at most
  taken.reserve(taken.size() + kAdded);
  return taken;
}

void require_external_id(const JsonObject& item, const BlueprintId& blueprint,
                         std::string_view what) {
  if (truthy(item.if_contains("externalId"))) return;
  refuse_result(blueprint, fmt::format("{} \"{}\" has no externalId", what, member_text(item, "name")));
}

void translate_edits(JsonObject& item, const BlueprintId& blueprint) {
  if (Json* edits = item.if_contains("userEditOperations")) {
    *edits = user_edits_from_blueprint(*edits, blueprint);
  }
  if (Json* properties = item.if_contains("userEditProperties")) {
    *properties = user_edit_properties_from_blueprint(*properties, blueprint);
  }
}

/// Takes content.timelineObjects out; the rest of content stays.
Json take_timeline_objects(JsonObject& item, const BlueprintId& blueprint, std::string_view what) {
  Json* content = item.if_contains("content");
  if (content == nullptr || !content->is_object()) {
    refuse_result(blueprint, fmt::format("{} \"{}\" has no content", what, member_text(item, "name")));
  }
  Json objects;
  JsonObject& members = content->get_object();
  if (Json* found = members.if_contains("timelineObjects")) {
    objects = std::move(*found);
    members.erase("timelineObjects");
  }
  return objects;
}

/// Everything that pieces of all kinds have done to them; `item` then fits the document. Gives the
/// timeline objects.
Json finish_piece(JsonObject& item, std::string id, const BlueprintId& blueprint,
                  std::unordered_set<std::string>& used_ids) {
  Json objects = take_timeline_objects(item, blueprint, "piece");
  objects = post_process_timeline_objects(std::move(objects), id, blueprint, used_ids);
  item["timelineObjectsString"] = dump(objects);
  item["_id"] = std::move(id);
  if (Json* packages = item.if_contains("expectedPackages")) fill_package_hashes(*packages);
  return objects;
}

bool starts_now(const JsonObject& item) {
  const Json* enable = item.if_contains("enable");
  const Json* start = enable ? member(*enable, "start") : nullptr;
  return start != nullptr && start->is_string() && start->get_string() == "now";
}

void wrap_member(JsonObject& object, std::string_view name, const BlueprintId& blueprint) {
  Json* text = object.if_contains(name);
  if (truthy(text)) *text = wrap_message(*text, blueprint);
}

JsonObject& object_member(JsonObject& item, std::string_view name) {
  Json& place = item[name];
  if (!place.is_object()) place = JsonObject{};
  return place.get_object();
}

void translate_action(JsonObject& item, const BlueprintId& blueprint) {
  JsonObject& display = object_member(item, "display");
  wrap_label(display, blueprint);
  wrap_member(display, "triggerLabel", blueprint);
  wrap_member(display, "description", blueprint);
  Json* modes = item.if_contains("triggerModes");
  if (modes != nullptr && modes->is_array()) {
    for (Json& mode : modes->get_array()) {
      if (!mode.is_object()) continue;
      JsonObject& mode_display = object_member(mode.get_object(), "display");
      wrap_label(mode_display, blueprint);
      wrap_member(mode_display, "description", blueprint);
    }
  }
  translate_edits(item, blueprint);
}

/// Actions of a part (`part`) or of the rundown (nullptr).
template <class Action>
std::vector<Action> process_actions(Json items, const BlueprintId& blueprint,
                                    const RundownId& rundown, const PartId* part) {
  IdHashes ids;
  std::vector<Action> actions;
  for (Json& original : as_list(items)) {
    JsonObject item = take_item(original, blueprint, "an adlib action");
    require_external_id(item, blueprint, "adlib action");
    const std::string external_id = member_text(item, "externalId");
    item["_id"] = ids.of(
        part ? fmt::format("{}_{}_{}_adlib_action_{}", rundown, blueprint, *part, external_id)
             : fmt::format("{}_{}_global_adlib_action_{}", rundown, blueprint, external_id));
    if (Json* packages = item.if_contains("expectedPackages")) fill_package_hashes(*packages);
    translate_action(item, blueprint);
    item["rundownId"] = rundown.str();
    item.erase("partId");
    if (part != nullptr) item["partId"] = part->str();
    actions.push_back(parse<Action>(Json(std::move(item))));
  }
  return actions;
}

template <class Adlib>
std::vector<Adlib> process_adlibs(Json items, const BlueprintId& blueprint,
                                  const RundownId& rundown, const PartId* part) {
  IdHashes ids;
  std::unordered_set<std::string> used_ids;
  std::vector<Adlib> adlibs;
  for (Json& original : as_list(items)) {
    JsonObject item = take_item(original, blueprint, "an adlib piece");
    require_external_id(item, blueprint, "adlib piece");
    translate_edits(item, blueprint);
    finish_piece(
        item,
        ids.of(fmt::format("{}_{}_{}_adlib_piece_{}_{}", rundown, blueprint,
                           part ? part->str() : "undefined", member_text(item, "sourceLayerId"),
                           member_text(item, "externalId"))),
        blueprint, used_ids);
    item["rundownId"] = rundown.str();
    item.erase("partId");
    if (part != nullptr) item["partId"] = part->str();
    adlibs.push_back(parse<Adlib>(Json(std::move(item))));
  }
  return adlibs;
}

std::string bucket_item_external_id(const BucketItemInput& input) {
  const Json* payload = member(input.ingest_info, "payload");
  return payload ? string_member(*payload, "externalId") : "";
}

void fill_bucket_item(JsonObject& item, const BucketItemInput& input, const std::string& id) {
  item["_id"] = id;
  item["externalId"] = bucket_item_external_id(input);
  item["studioId"] = input.studio.str();
  item["showStyleBaseId"] = input.show_style_base.str();
  item["showStyleVariantId"] = input.show_style_variant.str();
  item["bucketId"] = input.bucket.str();
  item["importVersions"] = to_json(input.import_versions);
  item["ingestInfo"] = input.ingest_info;
}

std::string bucket_item_id(const BucketItemInput& input) {
  return get_hash(fmt::format("{}_{}_{}_bucket_adlib_{}", input.show_style_variant, input.studio,
                              input.bucket, bucket_item_external_id(input)));
}

}  // namespace

PieceMaker::PieceMaker(BlueprintId blueprint, PartOwner owner, StartNow start_now, bool invalid)
    : blueprint_(std::move(blueprint)),
      owner_(std::move(owner)),
      start_now_(start_now),
      invalid_(invalid) {}

std::string PieceMaker::id_text(std::string_view layer, std::string_view external_id) const {
  return fmt::format("{}_{}_{}_piece_{}_{}", owner_.rundown, blueprint_, owner_.part, layer,
                     external_id);
}

Piece PieceMaker::make(Json original, PieceTrace& trace) {
  JsonObject item = take_item(original, blueprint_, "a piece");
  require_external_id(item, blueprint_, "piece");
  const std::string type = truthy(item.if_contains("pieceType")) ? member_text(item, "pieceType")
                                                                 : std::string("normal");
  item["pieceType"] = type;
  if (type != "normal" || truthy(item.if_contains("extendOnHold"))) item["lifespan"] = "part-only";
  if (start_now_ == StartNow::refused && starts_now(item)) {
    refuse_result(blueprint_, fmt::format("piece \"{}\" of part {} can't start \"now\"",
                                          member_text(item, "name"), owner_.part));
  }
  translate_edits(item, blueprint_);
  const std::string text =
      id_text(member_text(item, "sourceLayerId"), member_text(item, "externalId"));
  trace.same_before = ids_.count(text);
  const Json objects = finish_piece(item, ids_.of(text), blueprint_, used_ids_);
  trace.object_ids.clear();
  for (const Json& object : objects.get_array()) {
    trace.object_ids.push_back(string_member(object, "id"));
  }
  item["startRundownId"] = owner_.rundown.str();
  item["startSegmentId"] = owner_.segment.str();
  item["startPartId"] = owner_.part.str();
  item["invalid"] = invalid_;
  return parse<Piece>(Json(std::move(item)));
}

bool PieceMaker::repeat(const Piece& piece, const PieceTrace& trace) {
  const std::string text = id_text(piece.sourceLayerId, piece.externalId);
  const bool is_same = ids_.count(text) == trace.same_before &&
                       std::none_of(trace.object_ids.begin(), trace.object_ids.end(),
                                    [&](const std::string& id) { return used_ids_.contains(id); });
  if (!is_same) return false;
  ids_.skip(text);
  used_ids_.insert(trace.object_ids.begin(), trace.object_ids.end());
  return true;
}

std::vector<Piece> post_process_pieces(Json items, const BlueprintId& blueprint,
                                       const PartOwner& owner, StartNow start_now, bool invalid) {
  PieceMaker maker(blueprint, owner, start_now, invalid);
  PieceTrace trace;
  std::vector<Piece> pieces;
  for (Json& item : as_list(items)) pieces.push_back(maker.make(std::move(item), trace));
  return pieces;
}

std::vector<Piece> post_process_global_pieces(Json items, const BlueprintId& blueprint,
                                              const RundownId& rundown, bool invalid) {
  IdHashes ids;
  std::unordered_set<std::string> used_ids;
  std::vector<Piece> pieces;
  for (Json& original : as_list(items)) {
    JsonObject item = take_item(original, blueprint, "a rundown piece");
    require_external_id(item, blueprint, "rundown piece");
    item["pieceType"] = "normal";
    item["lifespan"] = truthy(item.if_contains("extendOnHold")) ? "part-only" : "rundown-change";
    if (starts_now(item)) {
      refuse_result(blueprint,
             fmt::format("rundown piece \"{}\" can't start \"now\"", member_text(item, "name")));
    }
    translate_edits(item, blueprint);
    finish_piece(
        item,
        ids.of(fmt::format("{}_{}_rundown_piece_{}_{}", rundown, blueprint,
                           member_text(item, "sourceLayerId"), member_text(item, "externalId"))),
        blueprint, used_ids);
    item["startRundownId"] = rundown.str();
    item["startSegmentId"] = nullptr;
    item["startPartId"] = nullptr;
    item["invalid"] = invalid;
    pieces.push_back(parse<Piece>(Json(std::move(item))));
  }
  return pieces;
}

std::vector<AdLibPiece> post_process_adlib_pieces(Json items, const BlueprintId& blueprint,
                                                  const RundownId& rundown, const PartId& part) {
  return process_adlibs<AdLibPiece>(std::move(items), blueprint, rundown, &part);
}

std::vector<BaselineAdLibPiece> post_process_baseline_adlib_pieces(Json items,
                                                                   const BlueprintId& blueprint,
                                                                   const RundownId& rundown) {
  return process_adlibs<BaselineAdLibPiece>(std::move(items), blueprint, rundown, nullptr);
}

std::vector<AdLibAction> post_process_adlib_actions(Json items, const BlueprintId& blueprint,
                                                    const RundownId& rundown, const PartId& part) {
  return process_actions<AdLibAction>(std::move(items), blueprint, rundown, &part);
}

std::vector<BaselineAdLibAction> post_process_baseline_adlib_actions(Json items,
                                                                     const BlueprintId& blueprint,
                                                                     const RundownId& rundown) {
  return process_actions<BaselineAdLibAction>(std::move(items), blueprint, rundown, nullptr);
}

BucketAdLib post_process_bucket_adlib(const Json& original, const BucketItemInput& input) {
  JsonObject item = as_item(original, input.blueprint, "a bucket adlib");
  const std::string id = bucket_item_id(input);
  std::unordered_set<std::string> used_ids;
  finish_piece(item, id, input.blueprint, used_ids);
  fill_bucket_item(item, input, id);
  // A rank of 0 and an empty name count as not given.
  if (input.rank.value_or(0) != 0) item["_rank"] = number(*input.rank);
  if (!input.name.value_or("").empty()) item["name"] = *input.name;
  return parse<BucketAdLib>(Json(std::move(item)));
}

BucketAdLibAction post_process_bucket_action(const Json& original, const BucketItemInput& input) {
  JsonObject item = as_item(original, input.blueprint, "a bucket action");
  item.erase("partId");
  translate_action(item, input.blueprint);
  JsonObject& display = object_member(item, "display");
  if (input.rank) display["_rank"] = number(*input.rank);
  if (input.name) display["label"] = *input.name;
  if (Json* packages = item.if_contains("expectedPackages")) fill_package_hashes(*packages);
  const bool all_variants = truthy(item.if_contains("allVariants"));
  fill_bucket_item(item, input, bucket_item_id(input));
  if (all_variants) item["showStyleVariantId"] = nullptr;
  return parse<BucketAdLibAction>(Json(std::move(item)));
}

std::vector<ExpectedPlayoutItem> expected_playout_items(const StudioId& studio,
                                                        const RundownId& rundown,
                                                        const Opt<PartId>& part,
                                                        std::string_view piece_id,
                                                        const Opt<Json>& items) {
  std::vector<ExpectedPlayoutItem> out;
  if (!items || !items->is_array()) return out;
  for (const Json& original : items->get_array()) {
    JsonObject item = original.is_object() ? original.get_object() : JsonObject{};
    item["_id"] = fmt::format("{}_{}", piece_id, out.size());
    item["studioId"] = studio.str();
    item["rundownId"] = rundown.str();
    item.erase("partId");
    if (part) item["partId"] = part->str();
    out.push_back(parse<ExpectedPlayoutItem>(Json(std::move(item))));
  }
  return out;
}

}  // namespace takt::blueprints
