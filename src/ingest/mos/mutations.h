#pragma once

// What MOS messages do to a rundown (spec/ingest.md section 3, "MOS operations"): each story is a
// segment `segment-<story id>` with one part `<story id>`. Pure functions. Errors: std::runtime_error.

#include "ingest/mutations.h"
#include "jobs/mos_jobs.h"

namespace takt::ingest {

Mutation mos_rundown(Previous previous, const MosRundownPayload& payload);
Mutation mos_metadata(Previous previous, const MosMetadataPayload& payload);
Mutation mos_full_story(Previous previous, const MosFullStoryPayload& payload);
Mutation mos_delete_stories(Previous previous, const MosStoriesPayload& payload);
Mutation mos_insert_stories(Previous previous, const MosInsertPayload& payload);
Mutation mos_move_stories(Previous previous, const MosStoriesPayload& payload);
Mutation mos_swap_stories(Previous previous, const MosSwapPayload& payload);

/// The text of a MOS string. Throws when there is none.
std::string mos_text(const Json& value);

}  // namespace takt::ingest
