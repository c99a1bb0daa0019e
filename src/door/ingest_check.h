#pragma once

// What a rundown that comes over HTTP must look like before it is accepted as a job: refusing it
// now tells the newsroom's gateway which member is wrong, instead of a failed job later. Pure.

#include "base/json.h"

namespace takt::door {

/// Throws UserError PayloadInvalid (400) naming the member: no externalId or name, a member of the
/// wrong type, two segments (or two parts of a segment) with the same externalId.
void check_ingest_rundown(const Json& rundown);

}  // namespace takt::door
