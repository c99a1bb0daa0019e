#include "model/rundown.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(RundownSource)
TAKT_JSON_IMPL(Rundown)
TAKT_JSON_IMPL(Segment)

}  // namespace takt
