#pragma once

// Changes of planned parts reach what is on air and next only through the show style blueprint's
// syncIngestUpdateToPartInstance (spec/ingest.md section 11). Without that hook the instances stay as
// they were taken.

#include <unordered_set>

#include "ingest/model/ingest_model.h"
#include "playout/model/playout_model.h"

namespace takt::ingest {

/// `changed_parts`: those of the rundown that differ from before the operation.
void sync_part_instances(playout::PlayoutModel& model, const IngestModel& ingest,
                         const std::unordered_set<PartId>& changed_parts);

}  // namespace takt::ingest
