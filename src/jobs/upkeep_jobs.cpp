#include "jobs/upkeep_jobs.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(GenerateSnapshotPayload)
TAKT_JSON_IMPL(RestoreSnapshotPayload)
TAKT_JSON_IMPL(SystemSnapshotPayload)
TAKT_JSON_IMPL(SwitchRouteSetPayload)
TAKT_JSON_IMPL(ExternalEventsPayload)
TAKT_JSON_IMPL(PackageReferencesPayload)

}  // namespace takt
