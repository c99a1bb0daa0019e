#include "blueprints/documents.h"

#include <initializer_list>

#include "base/reflect.h"
#include "model/overrides.h"

namespace takt::blueprints {

namespace {

using Names = std::initializer_list<std::string_view>;

/// Moves the members of these names over, in their order.
void move_members(JsonObject& from, Names names, JsonObject& into) {
  for (const std::string_view name : names) {
    if (Json* value = from.if_contains(name)) into.emplace(name, std::move(*value));
  }
}

JsonObject pick(JsonObject&& from, Names names) {
  JsonObject picked;
  picked.reserve(names.size() + 2);
  move_members(from, names, picked);
  return picked;
}

JsonObject pick(const JsonObject& from, Names names) {
  JsonObject picked;
  for (const std::string_view name : names) {
    if (const Json* value = from.if_contains(name)) picked.emplace(name, *value);
  }
  return picked;
}

void convert_edits(JsonObject& object) {
  if (Json* edits = object.if_contains("userEditOperations")) *edits = user_edits_json(*edits);
  if (Json* properties = object.if_contains("userEditProperties")) {
    *properties = user_edit_properties_json(*properties);
  }
}

/// What pieces, adlibs and rundown pieces share, picked from the whole document.
JsonObject piece_members(Json whole_document, const PieceGeneric& piece, Names own) {
  JsonObject& whole = whole_document.get_object();
  JsonObject out =
      pick(std::move(whole), {"externalId", "name", "privateData", "publicData", "lifespan", "sourceLayerId",
                   "outputLayerId", "prerollDuration", "postrollDuration", "toBeQueued",
                   "expectedPlayoutItems", "tags", "allowDirectPlay", "expectedPackages",
                   "hasSideEffects", "userEditOperations", "userEditProperties", "abSessions"});
  move_members(whole, own, out);
  convert_edits(out);
  JsonObject content = piece.content.is_object() ? piece.content.get_object() : JsonObject{};
  content["timelineObjects"] = parse_json(piece.timelineObjectsString);
  out["content"] = std::move(content);
  return out;
}

JsonObject piece_instance_members(const PieceInstance& instance) {
  JsonObject out{{"_id", instance._id.str()}, {"partInstanceId", instance.partInstanceId.str()}};
  const auto put = [&](std::string_view name, const auto& member) {
    if (member) out.emplace(name, reflect::write(*member));
  };
  put("adLibSourceId", instance.adLibSourceId);
  put("dynamicallyInserted", instance.dynamicallyInserted);
  put("reportedStartedPlayback", instance.reportedStartedPlayback);
  put("reportedStoppedPlayback", instance.reportedStoppedPlayback);
  if (instance.infinite) {
    out["infinite"] = pick(reflect::write(*instance.infinite).as_object(),
                           {"infinitePieceId", "fromHold", "fromPreviousPart",
                            "fromPreviousPlayhead", "infiniteInstanceId", "infiniteInstanceIndex"});
  }
  out["piece"] = piece_json(instance.piece);
  return out;
}

Json without_namespaces(const Json* message) {
  if (message == nullptr || !message->is_object()) return message ? *message : Json();
  JsonObject copy = message->get_object();
  copy.erase("namespaces");
  return copy;
}

JsonArray layer_list(const JsonObject& layers) {
  JsonArray list;
  for (const auto& entry : layers) {
    if (!entry.value().is_null()) list.push_back(entry.value());
  }
  return list;
}

}  // namespace

Json piece_json(const Piece& piece) {
  return piece_members(to_json(piece), piece,
                       {"_id", "enable", "virtual", "pieceType", "extendOnHold", "notInVision",
                        "excludeDuringPartKeepalive", "displayAbChannel"});
}

Json rundown_piece_json(const Piece& piece) {
  JsonObject out =
      piece_members(to_json(piece), piece, {"_id", "enable", "virtual", "notInVision"});
  JsonObject& enable = out["enable"].as_object();
  if (piece.enable.is_now()) enable["start"] = 0;
  enable["isAbsolute"] = true;
  return out;
}

Json piece_instance_json(const PieceInstance& instance) {
  return piece_instance_members(instance);
}

Json resolved_piece_instance_json(const PieceInstance& instance, double start,
                                  const std::optional<double>& duration) {
  JsonObject out = piece_instance_members(instance);
  out["resolvedStart"] = number(start);
  if (duration) out["resolvedDuration"] = number(*duration);
  return out;
}

Json part_json(const Part& part) {
  JsonObject out = pick(to_json(part).as_object(), {"_id",
                                                    "segmentId",
                                                    "externalId",
                                                    "invalid",
                                                    "invalidReason",
                                                    "untimed",
                                                    "floated",
                                                    "gap",
                                                    "title",
                                                    "prompterTitle",
                                                    "privateData",
                                                    "publicData",
                                                    "autoNext",
                                                    "autoNextOverlap",
                                                    "inTransition",
                                                    "disableNextInTransition",
                                                    "outTransition",
                                                    "expectedDuration",
                                                    "availablePostrollDuration",
                                                    "holdMode",
                                                    "shouldNotifyCurrentPlayingPart",
                                                    "ingestNotifyPartExternalId",
                                                    "ingestNotifyPartReady",
                                                    "ingestNotifyItemsReady",
                                                    "classes",
                                                    "classesForNext",
                                                    "displayDurationGroup",
                                                    "displayDuration",
                                                    "identifier",
                                                    "hackListenToMediaObjectUpdates",
                                                    "userEditOperations",
                                                    "userEditProperties"});
  convert_edits(out);
  return out;
}

Json part_instance_json(const PartInstance& instance) {
  JsonObject out{{"_id", instance._id.str()}, {"segmentId", instance.segmentId.str()}};
  out["part"] = part_json(instance.part);
  const auto put = [&](std::string_view name, const auto& member) {
    if (member) out.emplace(name, reflect::write(*member));
  };
  put("rehearsal", instance.rehearsal);
  put("timings", instance.timings);
  put("previousPartEndState", instance.previousPartEndState);
  put("orphaned", instance.orphaned);
  put("blockTakeUntil", instance.blockTakeUntil);
  if (instance.invalidReason) out["invalidReason"] = instance.invalidReason->message;
  return out;
}

script::LazyObject lazy_part_instance(Doc<PartInstance> instance) {
  return [instance = std::move(instance)] {
    return std::move(part_instance_json(*instance).get_object());
  };
}

script::LazyObject lazy_resolved_piece_instance(Doc<PieceInstance> instance, double start,
                                                const std::optional<double>& duration) {
  return [instance = std::move(instance), start, duration] {
    return std::move(resolved_piece_instance_json(*instance, start, duration).get_object());
  };
}

Json adlib_piece_json(const AdLibPieceCommon& adlib) {
  return piece_members(
      reflect::write_struct(adlib), adlib,
      {"_id", "_rank", "invalid", "expectedDuration", "floated", "currentPieceTags",
       "nextPieceTags", "uniquenessId", "invertOnAirState", "hidden"});
}

Json adlib_action_json(const AdLibActionCommon& action, const Opt<PartId>& part) {
  Json whole = reflect::write_struct(action);
  JsonObject out =
      pick(std::move(whole.get_object()),
           {"externalId", "actionId", "userData", "privateData", "publicData", "invalid",
            "allVariants", "userDataManifest", "display", "triggerModes", "expectedPlayoutItems",
            "expectedPackages", "userEditOperations", "userEditProperties"});
  if (part) out["partId"] = part->str();
  convert_edits(out);
  return out;
}

Json segment_json(const Segment& segment) {
  JsonObject out =
      pick(to_json(segment).as_object(),
           {"_id", "name", "privateData", "publicData", "isHidden", "identifier", "displayAs",
            "displayMinishelf", "segmentTiming", "userEditOperations", "userEditProperties"});
  convert_edits(out);
  return out;
}

Json rundown_json(const Rundown& rundown) {
  JsonObject out = pick(to_json(rundown).as_object(),
                        {"externalId", "name", "description", "timing", "privateData", "publicData",
                         "playlistExternalId", "_id", "showStyleVariantId", "playlistId",
                         "airStatus", "userEditOperations"});
  convert_edits(out);
  return out;
}

Json segment_rundown_json(const Rundown& rundown) {
  JsonObject out{{"externalId", rundown.externalId}, {"timing", to_json(rundown.timing)}};
  if (rundown.privateData) out["privateData"] = *rundown.privateData;
  if (rundown.publicData) out["publicData"] = *rundown.publicData;
  return out;
}

Json playlist_json(const Playlist& playlist, size_t rundown_count) {
  JsonObject out =
      pick(to_json(playlist).as_object(),
           {"name", "timing", "outOfOrderTiming", "timeOfDayCountdowns", "privateData",
            "publicData", "_id", "externalId", "created", "modified", "startedPlayback"});
  const auto whole_playlist = [&](const Opt<QuickLoopMarker>& marker) {
    return marker && marker->type == "playlist";
  };
  out["loop"] = playlist.quickLoop && whole_playlist(playlist.quickLoop->start) &&
                whole_playlist(playlist.quickLoop->end);
  out["isActive"] = playlist.activationId && !playlist.activationId->empty();
  out["rehearsal"] = truthy(playlist.rehearsal);
  out["rundownCount"] = rundown_count;
  return out;
}

Json show_style_base_json(const ShowStyle& style) {
  JsonObject out{{"_id", style.base_id().str()}};
  if (style.base->blueprintId) out["blueprintId"] = style.base->blueprintId->str();
  out["outputLayers"] = layer_list(style.output_layers_json);
  out["sourceLayers"] = layer_list(style.source_layers_json);
  out["blueprintConfig"] = style.blueprint_config;
  return out;
}

Json show_style_variant_json(const ShowStyleVariant& variant) {
  JsonObject out{{"_id", variant._id.str()}};
  if (variant.name) out["name"] = *variant.name;
  out["blueprintConfig"] = resolve_overrides(variant.blueprintConfigWithOverrides);
  return out;
}

Json quick_loop_json(const Playlist& playlist) {
  if (!playlist.quickLoop) return nullptr;
  return JsonObject{{"running", playlist.quickLoop->running},
                    {"locked", playlist.quickLoop->locked}};
}

Json user_edits_json(const Json& stored) {
  if (!stored.is_array()) return stored;
  JsonArray out;
  for (const Json& edit : stored.get_array()) {
    if (!edit.is_object()) continue;
    const JsonObject& whole = edit.get_object();
    const std::string type = string_member(edit, "type");
    JsonObject item;
    if (type == "state" || type == "action") {
      item = pick(whole, {"type", "id", "label", "icon", "iconInactive", "isActive"});
    } else if (type == "form") {
      item = pick(whole, {"type", "id", "label", "schema", "currentValues"});
    } else if (type == "sofie") {
      item = pick(whole, {"type", "id", "limitToCurrentPart"});
    } else {
      continue;
    }
    if (item.contains("label")) item["label"] = without_namespaces(whole.if_contains("label"));
    out.push_back(std::move(item));
  }
  return out;
}

Json user_edit_properties_json(const Json& stored) {
  if (!stored.is_object()) return stored;
  JsonObject out = pick(stored.get_object(), {"globalProperties", "pieceTypeProperties"});
  if (const Json* operations = member(stored, "operations"); operations && operations->is_array()) {
    JsonArray list;
    for (const Json& edit : operations->get_array()) {
      if (!edit.is_object()) continue;
      JsonObject item{{"type", "action"}};
      for (const auto& entry :
           pick(edit.get_object(), {"id", "icon", "iconInactive", "isActive"})) {
        item.emplace(entry.key(), entry.value());
      }
      item["label"] = without_namespaces(member(edit, "label"));
      list.push_back(std::move(item));
    }
    out["operations"] = std::move(list);
  }
  return out;
}

}  // namespace takt::blueprints
