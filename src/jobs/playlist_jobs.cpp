#include "jobs/playlist_jobs.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(MoveRundownPayload)

}  // namespace takt
