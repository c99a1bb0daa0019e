#include "ingest/generate/part.h"

#include <stdexcept>

#include "blueprints/post_process.h"
#include "blueprints/translate.h"
#include "ingest/generate/notes.h"
#include "ingest/generate/result.h"
#include "model/derived_ids.h"
#include "playout/pieces/part_timings.h"

namespace takt::ingest {

namespace {

Part part_document(const Segment& segment, const Json& generated, double rank,
                   const BlueprintId& blueprint, const std::vector<blueprints::UserNote>& notes) {
  JsonObject object = reflect::expect_object(generated, reflect::Path("part"));
  const std::string external_id = string_member(generated, "externalId");
  if (external_id.empty()) {
    throw std::runtime_error(
        fmt::format("A part of segment \"{}\" has no externalId", segment.externalId));
  }
  object["_id"] = part_id(segment.rundownId, external_id).str();
  object["_rank"] = number(rank);
  object["rundownId"] = segment.rundownId.str();
  object["segmentId"] = segment._id.str();
  object.erase("notes");
  object.erase("expectedDurationWithTransition");
  if (Json* reason = object.if_contains("invalidReason")) {
    if (reason->is_object()) {
      reason->get_object()["message"] =
          blueprints::wrap_message(member_or_null(*reason, "message"), blueprint);
    } else {
      object.erase("invalidReason");
    }
  }
  translate_user_edits(object, blueprint);
  Part part = parse<Part>(Json(std::move(object)));
  auto& own_notes = part.notes.ensure();
  for (const auto& note : notes) {
    if (note.part_external_id == external_id) {
      own_notes.push_back(stored_note(note, std::span(&blueprint, 1), ""));
    }
  }
  return part;
}

}  // namespace

void translate_user_edits(JsonObject& object, const BlueprintId& blueprint) {
  if (Json* edits = object.if_contains("userEditOperations")) {
    *edits = blueprints::user_edits_from_blueprint(Json(*edits), blueprint);
  }
  if (Json* properties = object.if_contains("userEditProperties")) {
    *properties = blueprints::user_edit_properties_from_blueprint(Json(*properties), blueprint);
  }
}

GeneratedPart generate_part(const Segment& segment, Json generated, double rank,
                            const BlueprintId& blueprint,
                            const std::vector<blueprints::UserNote>& notes) {
  GeneratedPart out;
  out.part = part_document(segment, member_or_null(generated, "part"), rank, blueprint, notes);
  const RundownId& rundown = segment.rundownId;
  const PartId& id = out.part._id;
  out.pieces = blueprints::post_process_pieces(
      take_member(generated, "pieces"), blueprint, {rundown, segment._id, id},
      blueprints::StartNow::refused, truthy(out.part.invalid));
  out.adlib_pieces = blueprints::post_process_adlib_pieces(take_member(generated, "adLibPieces"),
                                                           blueprint, rundown, id);
  out.adlib_actions = blueprints::post_process_adlib_actions(take_member(generated, "actions"),
                                                             blueprint, rundown, id);
  std::vector<const Piece*> pieces;
  for (const Piece& piece : out.pieces) pieces.push_back(&piece);
  out.part.expectedDurationWithTransition =
      playout::expected_duration_with_transition(out.part, pieces);
  return out;
}

}  // namespace takt::ingest
