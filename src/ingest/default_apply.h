#pragma once

// The default way from the newsroom's changes to the Sofie rundown: what happens when the studio
// blueprint has no processIngestData, and what it may call itself. spec/ingest.md section 4.
// Errors: std::runtime_error.

#include <functional>

#include "ingest/changes.h"
#include "ingest/mutable_rundown.h"

namespace takt::ingest {

/// Turn a payload of the newsroom into one of the Sofie rundown, given the one that is there.
/// Empty functions keep the newsroom's.
struct PayloadTransformers {
  using Transform = std::function<Payload(const Payload& nrcs, const Payload& existing)>;
  Transform rundown;
  Transform segment;
  Transform part;
};

void default_apply(MutableRundown& rundown, const IngestRundown& nrcs, const NrcsChanges& changes,
                   const PayloadTransformers& transformers = {});

}  // namespace takt::ingest
