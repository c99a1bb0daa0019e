// PartActions: changing pieces and parts.

#include "base/reflect.h"
#include "blueprints/documents.h"
#include "blueprints/post_process.h"
#include "blueprints/translate.h"
#include "playout/adlib/allowed_changes.h"
#include "playout/adlib/part_actions.h"

namespace takt::playout {

using blueprints::arg;
using blueprints::text_arg;
using script::Reply;

Json PartActions::insert_piece(std::string_view part, const Json& given) {
  PartInstanceModel* found = instance(part);
  if (found == nullptr) throw std::runtime_error("Cannot insert piece when no active part");
  PartInstanceModel& into = *found;
  const JsonArray items{allowed_piece_changes(given, {}).set};
  auto pieces = blueprints::post_process_pieces(
      items, blueprint_.id(), {into->rundownId, into->segmentId, into->part._id},
      part == "current" ? blueprints::StartNow::allowed : blueprints::StartNow::refused);
  Piece piece = std::move(pieces.at(0));
  // The derived id would be the same for every such piece.
  piece._id = PieceId(model_.ids().next());
  PieceInstanceModel& inserted =
      into.insert_adlib(std::move(piece), {}, model_.ids(), model_.now());
  mark(part);
  return blueprints::piece_instance_json(*inserted);
}

Json PartActions::update_piece(const JsonArray& args) {
  MemberChanges changes = allowed_piece_changes(arg(args, 1), blueprints::texts_arg(args, 2));
  if (changes.empty()) throw std::runtime_error("Some valid properties must be defined");
  const auto found = model_.find_piece_instance(PieceInstanceId(text_arg(args, 0)));
  if (found.piece == nullptr) throw std::runtime_error("PieceInstance could not be found");
  PieceInstanceModel& piece = *found.piece;
  const bool in_current = found.instance == model_.current();
  const bool in_next = found.instance == model_.next();
  if (in_next && piece->infinite && truthy(piece->infinite->fromPreviousPart)) {
    throw std::runtime_error(
        "Cannot update an infinite piece that is continued from a previous part");
  }
  if (!in_current && !in_next) {
    throw std::runtime_error("Can only update piece instances in current or next part instance");
  }
  const auto objects = take_timeline_objects(changes.set, piece->piece._id, blueprint_.id());
  Json json = to_json(piece->piece);
  changes.apply_to(json.get_object());
  if (objects) json.get_object()["timelineObjectsString"] = *objects;
  piece.set_piece(parse<Piece>(json), model_.ids(), model_.now());
  if (in_current) changed_current_ = true;
  if (in_next) changed_next_ = true;
  return blueprints::piece_instance_json(*piece);
}

Json PartActions::update_part(const JsonArray& args) {
  const std::string which = text_arg(args, 0);
  PartInstanceModel* found = instance(which);
  if (found == nullptr) throw std::runtime_error("PartInstance could not be found");
  PartInstanceModel& instance = *found;
  bool changes_part = false;
  const MemberChanges changes = allowed_part_changes(
      arg(args, 1), blueprints::texts_arg(args, 3), blueprint_.id(), changes_part);
  if (changes_part) {
    Json json = to_json(instance->part);
    changes.apply_to(json.get_object());
    instance.set_part(parse<Part>(json));
  }
  const Json& instance_props = arg(args, 2);
  const auto unset = blueprints::texts_arg(args, 4);
  const Json* reason = member(instance_props, "invalidReason");
  const bool changes_reason =
      reason != nullptr || std::find(unset.begin(), unset.end(), "invalidReason") != unset.end();
  if (changes_reason) {
    if (which != "next") {
      throw std::runtime_error("Can only set invalidReason on the next PartInstance");
    }
    Opt<PartInvalidReason> invalid;
    if (truthy(reason)) {
      PartInvalidReason made;
      made.message = blueprints::wrap_message(*reason, blueprint_.id());
      made.severity = NoteSeverity::ERROR;
      invalid = std::move(made);
    }
    instance.set_invalid_reason(std::move(invalid));
  }
  if (!changes_part && !changes_reason) {
    throw std::runtime_error("Some valid properties must be defined");
  }
  mark(which);
  return blueprints::part_instance_json(*instance);
}

Json PartActions::remove_pieces(const JsonArray& args) {
  const std::string which = text_arg(args, 0);
  PartInstanceModel* found = instance(which);
  if (found == nullptr) {
    throw std::runtime_error("Cannot remove pieceInstances when no selected partInstance");
  }
  JsonArray removed;
  for (const std::string& id : blueprints::texts_arg(args, 1)) {
    if (found->remove_piece(PieceInstanceId(id))) removed.emplace_back(id);
  }
  mark(which);
  return removed;
}

void PartActions::add_changing(blueprints::ContextHost& host, Inserts inserts) {
  host.add("insertPiece", [this, inserts](const JsonArray& args) -> Reply {
    const std::string part = inserts == Inserts::only_next ? "next" : text_arg(args, 0);
    return insert_piece(part, arg(args, 1));
  });
  host.add("updatePieceInstance",
           [this](const JsonArray& args) -> Reply { return update_piece(args); });
  host.add("updatePartInstance",
           [this](const JsonArray& args) -> Reply { return update_part(args); });
  host.add("removePieceInstances",
           [this](const JsonArray& args) -> Reply { return remove_pieces(args); });
}

QueuedPart PartActions::part_to_queue(const Json& part, const Json& pieces,
                                      const PartInstance& after) {
  if (!pieces.is_array() || pieces.get_array().empty()) {
    throw std::runtime_error("New part must contain at least one piece");
  }
  Json json = part.is_object() ? part : Json(JsonObject{});
  JsonObject& object = json.get_object();
  object["_id"] = model_.ids().next();
  object["_rank"] = 0;
  object["rundownId"] = after.rundownId.str();
  object["segmentId"] = after.segmentId.str();
  object["notes"] = JsonArray{};
  object["invalid"] = false;
  object["floated"] = false;
  object["userEditOperations"] = JsonArray{};
  for (const char* name :
       {"invalidReason", "expectedDurationWithTransition", "userEditProperties"}) {
    object.erase(name);
  }
  QueuedPart queued;
  queued.part = parse<Part>(json);
  queued.pieces = blueprints::post_process_pieces(
      pieces, blueprint_.id(), {after.rundownId, after.segmentId, queued.part._id},
      blueprints::StartNow::refused);
  return queued;
}

}  // namespace takt::playout
