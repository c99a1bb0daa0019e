#include "ingest/apply_changes.h"

#include <stdexcept>
#include <unordered_set>

#include "ingest/generate/rundown.h"
#include "ingest/generate/segments.h"
#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

/// Renamed segments keep what they hold. Where the new id is taken, the old segment goes: the new one
/// is generated anyway.
std::vector<std::pair<SegmentId, SegmentId>> rename_segments(IngestModel& model,
                                                             const ComputedChanges& changes) {
  std::vector<std::pair<SegmentId, SegmentId>> out;
  for (const auto& [old_external_id, new_external_id] : changes.renames) {
    const SegmentId from = segment_id(model.rundown_id(), old_external_id);
    const SegmentId to = segment_id(model.rundown_id(), new_external_id);
    out.emplace_back(from, to);
    if (model.find_segment(from) == nullptr) continue;
    if (model.find_segment(to) == nullptr) {
      model.change_segment_id(from, to, new_external_id);
      continue;
    }
    const bool rank_changed = std::any_of(
        changes.updated_ranks.begin(), changes.updated_ranks.end(),
        [&](const auto& rank) { return rank.first == old_external_id && rank.second != 0; });
    if (rank_changed) throw std::runtime_error("Cannot merge Segments with only rank changes");
    model.remove_segment(from);
  }
  return out;
}

CommitData apply_partly(JobContext& job, IngestModel& model, const ComputedChanges& changes) {
  for (const auto& [external_id, rank] : changes.updated_ranks) {
    if (auto* segment = model.find_segment_by_external_id(external_id)) segment->set_rank(rank);
  }
  CommitData out;
  out.renamed_segments = rename_segments(model, changes);
  std::vector<const IngestSegment*> regenerate;
  for (const size_t place : changes.segments_to_regenerate) {
    regenerate.push_back(&changes.rundown.segments[place]);
  }
  out.changed_segments = generate_segments(job, model, regenerate, nullptr);

  std::unordered_set<SegmentId> seen(out.changed_segments.begin(), out.changed_segments.end());
  for (const auto& [external_id, rank] : changes.updated_ranks) {
    const SegmentId id = segment_id(model.rundown_id(), external_id);
    if (seen.insert(id).second) out.changed_segments.push_back(id);
  }
  for (const std::string& external_id : changes.segments_to_remove) {
    IngestSegmentModel* segment = model.find_segment_by_external_id(external_id);
    if (segment == nullptr) continue;
    out.removed_segments.push_back(segment->id());
    std::erase(out.changed_segments, segment->id());
    segment->set_orphaned(kOrphanedDeleted);
    segment->remove_all_parts();
  }
  return out;
}

}  // namespace

std::optional<CommitData> apply_changes(JobContext& job, IngestModel& model,
                                        const ComputedChanges& changes) {
  if (!may_update(model.rundown_or_null(), changes.regenerate_rundown)) return std::nullopt;
  if (model.rundown_or_null() && !changes.regenerate_rundown) {
    return apply_partly(job, model, changes);
  }
  auto renamed = rename_segments(model, changes);
  auto out = generate_rundown(job, model, changes.rundown, GenerateMode::everything);
  if (!out) out.emplace();
  out->renamed_segments = std::move(renamed);
  return out;
}

}  // namespace takt::ingest
