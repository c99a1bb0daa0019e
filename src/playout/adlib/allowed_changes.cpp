#include "playout/adlib/allowed_changes.h"

#include <array>
#include <unordered_set>

#include "blueprints/post_process.h"
#include "blueprints/translate.h"

namespace takt::playout {

namespace {

constexpr auto kPieceMembers = std::to_array<std::string_view>(
    {"externalId", "enable", "virtual", "pieceType", "extendOnHold", "name", "privateData",
     "publicData", "sourceLayerId", "outputLayerId", "content", "lifespan", "prerollDuration",
     "postrollDuration", "toBeQueued", "expectedPlayoutItems", "tags", "expectedPackages",
     "hasSideEffects", "allowDirectPlay", "notInVision", "abSessions", "userEditOperations",
     "userEditProperties", "excludeDuringPartKeepalive", "displayAbChannel"});
/// userEditProperties is accepted, and left as it was.
constexpr auto kPartMembers = std::to_array<std::string_view>(
    {"title", "prompterTitle", "privateData", "publicData", "autoNext", "autoNextOverlap",
     "inTransition", "disableNextInTransition", "outTransition", "expectedDuration",
     "availablePostrollDuration", "holdMode", "shouldNotifyCurrentPlayingPart",
     "ingestNotifyPartExternalId", "ingestNotifyPartReady", "ingestNotifyItemsReady", "classes",
     "classesForNext", "displayDurationGroup", "displayDuration", "identifier",
     "hackListenToMediaObjectUpdates", "userEditOperations", "userEditProperties"});

template <class Names>
MemberChanges allowed_changes(const Json& given, const std::vector<std::string>& unset,
                              const Names& names) {
  MemberChanges changes;
  for (const std::string_view name : names) {
    if (const Json* value = member(given, name)) changes.set[name] = *value;
    if (std::find(unset.begin(), unset.end(), name) != unset.end()) {
      changes.unset.emplace_back(name);
    }
  }
  return changes;
}

}  // namespace

bool MemberChanges::names(std::string_view name) const {
  return set.contains(name) || std::find(unset.begin(), unset.end(), name) != unset.end();
}

void MemberChanges::drop(std::string_view name) {
  set.erase(name);
  std::erase(unset, name);
}

void MemberChanges::apply_to(JsonObject& object) const {
  for (const auto& member : set) object[member.key()] = member.value();
  for (const std::string& name : unset) object.erase(name);
}

MemberChanges allowed_piece_changes(const Json& given, const std::vector<std::string>& unset) {
  return allowed_changes(given, unset, kPieceMembers);
}

MemberChanges allowed_part_changes(const Json& given, const std::vector<std::string>& unset,
                                   const BlueprintId& blueprint, bool& changes_part) {
  MemberChanges changes = allowed_changes(given, unset, kPartMembers);
  if (Json* edits = changes.set.if_contains("userEditOperations")) {
    *edits = blueprints::user_edits_from_blueprint(*edits, blueprint);
  }
  if (!changes.names("userEditProperties")) changes.drop("userEditOperations");
  changes_part = !changes.empty();
  changes.drop("userEditProperties");
  return changes;
}

std::optional<std::string> take_timeline_objects(JsonObject& piece, const PieceId& id,
                                                 const BlueprintId& blueprint) {
  Json* content = piece.if_contains("content");
  const Json* objects = content != nullptr ? member(*content, "timelineObjects") : nullptr;
  if (!truthy(objects)) return std::nullopt;
  std::unordered_set<std::string> used;
  std::string text =
      dump(blueprints::post_process_timeline_objects(*objects, id.str(), blueprint, used));
  content->get_object().erase("timelineObjects");
  return text;
}

}  // namespace takt::playout
