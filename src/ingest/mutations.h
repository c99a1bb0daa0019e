#pragma once

// What each job of the newsroom does to its rundown (spec/ingest.md section 3, "Job -> NRCS
// mutation"): pure functions from the rundown as it was last sent to the new one and what changed.
// Errors: std::runtime_error; nothing is kept then.

#include <optional>
#include <variant>

#include "ingest/changes.h"
#include "ingest/ingest_data.h"
#include "jobs/ingest_jobs.h"

namespace takt::ingest {

struct Removal {
  /// Even if it is on air or was unsynced.
  bool force = false;
};
/// A wish for a change that only the studio blueprint understands, as it is passed to it.
struct Operation {
  Json json;  // {source: 'user' | 'playout', ...}
};
struct RundownUpdate {
  IngestRundown rundown;
  std::variant<NrcsChanges, Operation> changes;
};
using Mutation = std::variant<RundownUpdate, Removal>;

/// The rundown as the newsroom sent it last; nullopt when there is none.
using Previous = std::optional<IngestRundown>;

Mutation update_rundown(Previous previous, const UpdateRundownPayload& payload);
Mutation update_rundown_metadata(Previous previous, const UpdateRundownPayload& payload);
Mutation remove_rundown(Previous previous, const RemoveRundownPayload& payload);
Mutation regenerate_rundown(Previous previous, const RundownPayload& payload);
Mutation update_segment(Previous previous, const UpdateSegmentPayload& payload);
Mutation remove_segment(Previous previous, const SegmentPayload& payload);
Mutation regenerate_segment(Previous previous, const SegmentPayload& payload);
Mutation update_segment_ranks(Previous previous, const SegmentRanksPayload& payload);
Mutation update_part(Previous previous, const UpdatePartPayload& payload);
Mutation remove_part(Previous previous, const RemovePartPayload& payload);
Mutation user_operation(Previous previous, const UserOperationPayload& payload);
Mutation playout_operation(Previous previous, const PlayoutOperationPayload& payload);

/// `previous`, or throws that the rundown isn't there.
IngestRundown require_rundown(Previous previous, const std::string& external_id);

}  // namespace takt::ingest
