#include "ingest/sync/sync_context.h"

#include <stdexcept>

#include "blueprints/documents.h"
#include "blueprints/post_process.h"
#include "blueprints/translate.h"
#include "playout/adlib/allowed_changes.h"

namespace takt::ingest {

namespace {

using blueprints::arg;
using blueprints::text_arg;
using script::Reply;

/// How long a change needs from here to what is on air: ms.
constexpr double kIngestToPlayoutMs = 500;

/// A part that goes on by itself can't be made shorter than what was shown of it.
void keep_long_enough(Json& props, const PartInstance& instance, Time now) {
  if (!props.is_object()) return;
  const Json* duration = member(props, "expectedDuration");
  const Json* auto_next = member(props, "autoNext");
  const double expected = duration != nullptr && !duration->is_null()
                              ? as_number(*duration).value_or(0)
                              : instance.part.expectedDuration.value_or(0);
  const bool goes_on = auto_next != nullptr && !auto_next->is_null()
                           ? truthy(auto_next)
                           : truthy(instance.part.autoNext);
  if (expected == 0 || !goes_on) return;
  const Time on_air =
      instance.timings ? instance.timings->reportedStartedPlayback.value_or(0) : 0;
  const double shown = now - on_air + kIngestToPlayoutMs;
  if (on_air != 0 && shown > expected) props.get_object()["expectedDuration"] = number(shown);
}

}  // namespace

std::string_view play_status_name(PlayStatus status) {
  switch (status) {
    case PlayStatus::previous: return "previous";
    case PlayStatus::current: return "current";
    case PlayStatus::next: return "next";
  }
  return "";
}

playout::PartInstanceModel& SyncContext::instance() {
  if (removed_) throw std::runtime_error("PartInstance has been removed");
  return instance_;
}

Piece SyncContext::process(Json piece) {
  auto& part = instance();
  const JsonArray items{std::move(piece)};
  return blueprints::post_process_pieces(
             items, blueprint_, {part->rundownId, part->segmentId, part->part._id},
             status_ == PlayStatus::current ? blueprints::StartNow::allowed
                                            : blueprints::StartNow::refused)
      .at(0);
}

Json SyncContext::sync_piece(const JsonArray& args) {
  const PieceInstanceId id(text_arg(args, 0));
  const auto found = std::find_if(proposed_.begin(), proposed_.end(),
                                  [&](const PieceInstance& piece) { return piece._id == id; });
  if (found == proposed_.end()) {
    throw std::runtime_error(fmt::format("PieceInstance \"{}\" could not be found", id));
  }
  auto& part = instance();
  PieceInstance synced = *found;
  if (arg(args, 1).is_object()) {
    Json modified = arg(args, 1);
    // How long it lasts is the plan's.
    modified.get_object()["lifespan"] = *member(to_json(found->piece), "lifespan");
    synced.piece = process(std::move(modified));
  }
  if (playout::PieceInstanceModel* existing = part.find_piece(id)) {
    existing->merge(synced);
  } else {
    part.add_piece(synced);
  }
  return blueprints::piece_instance_json(synced);
}

Json SyncContext::insert_piece(const JsonArray& args) {
  Piece piece = process(playout::allowed_piece_changes(arg(args, 0), {}).set);
  return blueprints::piece_instance_json(
      *instance().insert_planned(std::move(piece), model_.ids()));
}

Json SyncContext::update_piece(const JsonArray& args) {
  const PieceInstanceId id(text_arg(args, 0));
  auto changes = playout::allowed_piece_changes(arg(args, 1), blueprints::texts_arg(args, 2));
  if (changes.empty()) {
    throw std::runtime_error(fmt::format(
        "Cannot update PieceInstance \"{}\". Some valid properties must be defined", id));
  }
  playout::PieceInstanceModel* piece = instance().find_piece(id);
  if (piece == nullptr) {
    throw std::runtime_error(fmt::format("PieceInstance \"{}\" could not be found", id));
  }
  const auto objects =
      playout::take_timeline_objects(changes.set, (*piece)->piece._id, blueprint_);
  Json json = to_json((*piece)->piece);
  changes.apply_to(json.get_object());
  if (objects) json.get_object()["timelineObjectsString"] = *objects;
  piece->set_piece(parse<Piece>(json), model_.ids(), model_.now());
  return blueprints::piece_instance_json(**piece);
}

Json SyncContext::update_part(const JsonArray& args) {
  auto& part = instance();
  Json props = arg(args, 0);
  keep_long_enough(props, *part, model_.now());
  bool changes_part = false;
  const auto changes = playout::allowed_part_changes(props, blueprints::texts_arg(args, 2),
                                                     blueprint_, changes_part);
  if (changes_part) {
    Json json = to_json(part->part);
    changes.apply_to(json.get_object());
    part.set_part(parse<Part>(json));
  }
  if (status_ == PlayStatus::next) {
    // As the reference has it: not naming a reason clears it.
    Opt<PartInvalidReason> reason;
    const Json* given = member(arg(args, 1), "invalidReason");
    if (truthy(given)) {
      PartInvalidReason made;
      made.message = blueprints::wrap_message(*given, blueprint_);
      made.severity = NoteSeverity::ERROR;
      reason = std::move(made);
    }
    part.set_invalid_reason(std::move(reason));
  }
  return blueprints::part_instance_json(*part);
}

Json SyncContext::remove_pieces(const JsonArray& args) {
  auto& part = instance();
  JsonArray removed;
  std::vector<PieceInstanceId> ids;
  for (const auto* piece : part.pieces()) {
    const std::string id = (*piece)->_id.str();
    for (const Json& wanted : args) {
      if (wanted != Json(id)) continue;
      ids.push_back((*piece)->_id);
      removed.push_back(Json(id));
      break;
    }
  }
  for (const PieceInstanceId& id : ids) part.remove_piece(id);
  return removed;
}

void SyncContext::add_to(blueprints::ContextHost& host) {
  host.add("syncPieceInstance", [this](const JsonArray& args) -> Reply { return sync_piece(args); });
  host.add("insertPieceInstance",
           [this](const JsonArray& args) -> Reply { return insert_piece(args); });
  host.add("updatePieceInstance",
           [this](const JsonArray& args) -> Reply { return update_piece(args); });
  host.add("updatePartInstance",
           [this](const JsonArray& args) -> Reply { return update_part(args); });
  host.add("removePieceInstances",
           [this](const JsonArray& args) -> Reply { return remove_pieces(args); });
  host.add("removePartInstance", [this](const JsonArray&) -> Reply {
    if (status_ != PlayStatus::next) {
      throw std::runtime_error("Only the 'next' PartInstance can be removed");
    }
    removed_ = true;
    return {};
  });
}

}  // namespace takt::ingest
