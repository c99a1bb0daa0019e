#pragma once

// Generating a rundown with the blueprints: its document, its baseline and its global content
// (spec/ingest.md section 7). Segments: generate/segments.h.

#include <optional>

#include "blueprints/watched_packages.h"
#include "ingest/commit/commit_data.h"
#include "ingest/ingest_data.h"

namespace takt::ingest {

/// metadata: segments are generated again only if they would see another rundown.
enum class GenerateMode { everything, metadata };

/// Generates rundown and segments into the model. nullopt: the blueprint gave nothing, or the
/// rundown must not be touched. Throws when the blueprints reject the rundown.
std::optional<CommitData> generate_rundown(JobContext& job, IngestModel& model,
                                           const IngestRundown& rundown, GenerateMode mode);

/// A rundown that a person unsynced is left alone, unless it comes whole.
bool may_update(const Doc<Rundown>& rundown, bool comes_whole);

}  // namespace takt::ingest
