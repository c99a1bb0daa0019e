#pragma once

// Which members of pieces and parts a blueprint may change while they play, and what it asked for of
// these (spec/blueprints.md section 4). Pure functions.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/all_documents.h"

namespace takt::playout {

/// Members to set, and members to remove.
struct MemberChanges {
  JsonObject set;
  std::vector<std::string> unset;

  bool empty() const { return set.empty() && unset.empty(); }
  bool names(std::string_view name) const;
  void drop(std::string_view name);
  void apply_to(JsonObject& object) const;
};

/// Of `given`, and of the names of members that are there but undefined, those that are allowed.
MemberChanges allowed_piece_changes(const Json& given, const std::vector<std::string>& unset);
/// userEditOperations come translated and count only together with userEditProperties, which never
/// change, as the reference has it. `changes_part`: anything was asked for.
MemberChanges allowed_part_changes(const Json& given, const std::vector<std::string>& unset,
                                   const BlueprintId& blueprint, bool& changes_part);

/// Takes the timeline objects out of a piece's content and gives them as stored text.
std::optional<std::string> take_timeline_objects(JsonObject& piece, const PieceId& id,
                                                 const BlueprintId& blueprint);

}  // namespace takt::playout
