#pragma once

// Documents as blueprints see them: only the members that the interface names (the reference's
// IBlueprint... types), the rest stays inside. Pure functions.

#include "jobs/show_style.h"
#include "model/all_documents.h"
#include "script/value.h"

namespace takt::blueprints {

Json piece_json(const Piece& piece);
Json rundown_piece_json(const Piece& piece);
Json piece_instance_json(const PieceInstance& instance);
/// With resolvedStart and, where there is one, resolvedDuration (ms).
Json resolved_piece_instance_json(const PieceInstance& instance, double start,
                                  const std::optional<double>& duration);
Json part_json(const Part& part);
Json part_instance_json(const PartInstance& instance);
// The same for a call, made when the blueprint looks at them.
script::LazyObject lazy_part_instance(Doc<PartInstance> instance);
script::LazyObject lazy_resolved_piece_instance(Doc<PieceInstance> instance, double start,
                                                const std::optional<double>& duration);
Json adlib_piece_json(const AdLibPieceCommon& adlib);
Json adlib_action_json(const AdLibActionCommon& action, const Opt<PartId>& part);
Json segment_json(const Segment& segment);
Json rundown_json(const Rundown& rundown);
/// What segment and part hooks see of their rundown.
Json segment_rundown_json(const Rundown& rundown);
/// `rundown_count`: rundowns in the playlist.
Json playlist_json(const Playlist& playlist, size_t rundown_count);
/// A base without variant, resolved (jobs/show_style.h).
Json show_style_base_json(const ShowStyle& style);
Json show_style_variant_json(const ShowStyleVariant& variant);
/// {running, locked} or null.
Json quick_loop_json(const Playlist& playlist);

/// User edits as blueprints gave them, from stored ones: without namespaces.
Json user_edits_json(const Json& stored);
Json user_edit_properties_json(const Json& stored);

}  // namespace takt::blueprints
