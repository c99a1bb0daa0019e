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

Json json_member(const FlatView& generated, std::string_view name) {
  const auto found = generated.member(name);
  return found ? found->json() : Json();
}

std::vector<FlatView> item_members(const FlatView& generated, std::string_view name) {
  const auto found = generated.member(name);
  return found ? found->items() : std::vector<FlatView>();
}

const KnownPart* find_part(const std::vector<KnownPart>& known, size_t place, const PartId& id) {
  const auto is_it = [&](const KnownPart& part) {
    return part.documents.part && part.documents.part->_id == id;
  };
  if (place < known.size() && is_it(known[place])) return &known[place];
  const auto found = std::find_if(known.begin(), known.end(), is_it);
  return found == known.end() ? nullptr : &*found;
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

GeneratedPart generate_part(const Segment& segment, const FlatView& generated, double rank,
                            const BlueprintId& blueprint,
                            const std::vector<blueprints::UserNote>& notes,
                            const std::vector<KnownPart>& known, std::vector<KnownPiece>& pieces) {
  GeneratedPart out;
  out.part = part_document(segment, json_member(generated, "part"), rank, blueprint, notes);
  const RundownId& rundown = segment.rundownId;
  const PartId& id = out.part._id;
  MadePieces made = make_pieces(item_members(generated, "pieces"), blueprint,
                                {rundown, segment._id, id}, truthy(out.part.invalid),
                                find_part(known, static_cast<size_t>(rank), id));
  out.pieces = std::move(made.documents);
  pieces = std::move(made.known);
  out.adlib_pieces = blueprints::post_process_adlib_pieces(json_member(generated, "adLibPieces"),
                                                           blueprint, rundown, id);
  out.adlib_actions = blueprints::post_process_adlib_actions(json_member(generated, "actions"),
                                                             blueprint, rundown, id);
  std::vector<const Piece*> all;
  for (const Doc<Piece>& piece : out.pieces) all.push_back(piece.get());
  out.part.expectedDurationWithTransition =
      playout::expected_duration_with_transition(out.part, all);
  return out;
}

}  // namespace takt::ingest
