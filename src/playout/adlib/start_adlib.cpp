#include "playout/adlib/start_adlib.h"

#include "playout/adlib/queue_part.h"
#include "playout/infinites.h"

namespace takt::playout {

namespace {

/// Members of an adlib's document that mean nothing in a piece.
constexpr const char* kAdlibOnly[] = {"_rank", "expectedDuration", "partId", "rundownId"};

Opt<double> number_member(const Json* object, std::string_view name) {
  const Json* value = object != nullptr ? member(*object, name) : nullptr;
  return value != nullptr ? Opt<double>(as_number(*value)) : Opt<double>();
}

Opt<double> played_duration(const JsonObject& document) {
  const Json whole = document;
  const Opt<double> expected = number_member(&whole, "expectedDuration");
  if (truthy(expected)) return expected;
  const Opt<double> planned = number_member(member(document, "enable"), "duration");
  return truthy(planned) ? planned : Opt<double>();
}

void queue(PlayoutModel& model, PartInstanceModel& current, const PlayableAdlib& adlib) {
  QueuedPart queued;
  queued.part._id = PartId(model.ids().next());
  queued.part.title = string_member(Json(adlib.document), "name");
  const Json whole = adlib.document;
  queued.part.expectedDuration = number_member(&whole, "expectedDuration");
  queued.part.expectedDurationWithTransition = queued.part.expectedDuration;
  queued.pieces.push_back(generic_piece(adlib.document, PlayAs::own_part, model.ids()));
  insert_queued_part(model, current, std::move(queued), adlib.id.str());
}

}  // namespace

PlayableAdlib PlayableAdlib::of(const AdLibPieceCommon& adlib, Json document) {
  return {adlib._id, std::move(document.as_object())};
}

PlayableAdlib PlayableAdlib::of_played(const Piece& piece, IdGenerator& ids) {
  PlayableAdlib adlib{PieceId(ids.next()), to_json(piece).as_object()};
  if (piece.enable.duration) adlib.document["expectedDuration"] = number(*piece.enable.duration);
  return adlib;
}

Piece generic_piece(const JsonObject& document, PlayAs as, IdGenerator& ids) {
  const Opt<double> duration = played_duration(document);
  JsonObject object = document;
  for (const char* name : kAdlibOnly) object.erase(name);
  object["_id"] = ids.next();
  object["pieceType"] = "normal";
  object["enable"] = JsonObject{{"start", 0}};
  Piece piece = parse<Piece>(Json(std::move(object)));
  if (as == PlayAs::in_current_part) {
    piece.enable.start = "now";
    if (piece.lifespan == PieceLifespan::WithinPart) piece.enable.duration = duration;
  }
  return piece;
}

void start_or_queue_adlib(PlayoutModel& model, PartInstanceModel& current,
                          const PlayableAdlib& adlib, bool wants_queue) {
  if (wants_queue || truthy(member(adlib.document, "toBeQueued"))) {
    queue(model, current, adlib);
  } else {
    current.insert_adlib(generic_piece(adlib.document, PlayAs::in_current_part, model.ids()),
                         adlib.id.str(), model.ids(), model.now());
    sync_playhead_infinites(model, &current, model.next());
  }
  model.update_timeline();
}

}  // namespace takt::playout
