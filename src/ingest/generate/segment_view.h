#pragma once

// A segment of the newsroom's rundown as blueprints see it: as to_object() has it, without copying
// what the stories hold. One thread.

#include "ingest/ingest_data.h"
#include "script/value.h"

namespace takt::ingest {

script::ObjectView view_of(const IngestPart& part);
script::ObjectView view_of(const IngestSegment& segment);

}  // namespace takt::ingest
