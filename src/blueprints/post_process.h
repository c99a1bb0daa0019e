#pragma once

// What blueprints give, checked and made into documents with their ids (spec/blueprints.md section
// 6, spec/data-model.md section 2). Every function, and every PieceMaker, handles one call of the
// reference's (ids are unique within it). They throw std::runtime_error that names the blueprint
// and the item, or reflect::ReflectError for a member of a wrong type.

#include <string>
#include <unordered_set>
#include <vector>

#include "blueprints/id_hashes.h"
#include "model/all_documents.h"

namespace takt::blueprints {

/// Where pieces of a part belong.
struct PartOwner {
  RundownId rundown;
  SegmentId segment;
  PartId part;
};

/// Whether a piece may start "now": only in the current part.
enum class StartNow { refused, allowed };

/// What of a piece depends on those that stand before it in its part.
struct PieceTrace {
  /// How many of them have the same layer and external id.
  size_t same_before = 0;
  /// Ids of its timeline objects: no other has them.
  std::vector<std::string> object_ids;
};

/// The pieces of one part, one after the other in the order in which the blueprint gave them.
class PieceMaker {
 public:
  PieceMaker(BlueprintId blueprint, PartOwner owner, StartNow start_now, bool invalid);

  Piece make(Json item, PieceTrace& trace);
  /// Whether making the item again that gave this piece, for the same blueprint and owner, would
  /// give it here, too; then it counts as made.
  bool repeat(const Piece& piece, const PieceTrace& trace);

 private:
  std::string id_text(std::string_view layer, std::string_view external_id) const;

  const BlueprintId blueprint_;
  const PartOwner owner_;
  const StartNow start_now_;
  const bool invalid_;
  IdHashes ids_;
  std::unordered_set<std::string> used_ids_;
};

/// `items`: arrays as the blueprint gave them; null counts as empty.
std::vector<Piece> post_process_pieces(Json items, const BlueprintId& blueprint,
                                       const PartOwner& owner, StartNow start_now,
                                       bool invalid = false);
/// The rundown's own pieces.
std::vector<Piece> post_process_global_pieces(Json items, const BlueprintId& blueprint,
                                              const RundownId& rundown, bool invalid = false);
std::vector<AdLibPiece> post_process_adlib_pieces(Json items, const BlueprintId& blueprint,
                                                  const RundownId& rundown, const PartId& part);
std::vector<BaselineAdLibPiece> post_process_baseline_adlib_pieces(Json items,
                                                                   const BlueprintId& blueprint,
                                                                   const RundownId& rundown);
std::vector<AdLibAction> post_process_adlib_actions(Json items, const BlueprintId& blueprint,
                                                    const RundownId& rundown, const PartId& part);
std::vector<BaselineAdLibAction> post_process_baseline_adlib_actions(Json items,
                                                                     const BlueprintId& blueprint,
                                                                     const RundownId& rundown);

/// What a bucket's items have beside what the blueprint gives.
struct BucketItemInput {
  BlueprintId blueprint;
  StudioId studio;
  ShowStyleBaseId show_style_base;
  ShowStyleVariantId show_style_variant;
  BucketId bucket;
  ImportVersions import_versions;
  /// BucketAdLibIngestInfo: {limitToShowStyleVariantIds?, payload: {externalId, ...}}.
  Json ingest_info;
  /// Kept from before, when the item is imported again.
  std::optional<double> rank;
  std::optional<std::string> name;
};
BucketAdLib post_process_bucket_adlib(const Json& item, const BucketItemInput& input);
BucketAdLibAction post_process_bucket_action(const Json& item, const BucketItemInput& input);

/// Timeline objects with ids, types and keyframe ids. `owner`: what ids are made from where there
/// is none (a piece's id; "studio" or "baseline"). `used`: ids that are taken, and then these.
JsonArray post_process_timeline_objects(Json objects, std::string_view owner,
                                        const BlueprintId& blueprint,
                                        std::unordered_set<std::string>& used);
JsonArray post_process_studio_baseline(Json objects, const BlueprintId& blueprint);
JsonArray post_process_rundown_baseline(Json objects, const BlueprintId& blueprint);

/// Fills in contentVersionHash of each package.
void fill_package_hashes(Json& packages);

/// The expected playout items of one piece, adlib or action: `<piece>_<i>`.
std::vector<ExpectedPlayoutItem> expected_playout_items(const StudioId& studio,
                                                        const RundownId& rundown,
                                                        const Opt<PartId>& part,
                                                        std::string_view piece_id,
                                                        const Opt<Json>& items);

}  // namespace takt::blueprints
