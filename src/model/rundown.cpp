#include "model/rundown.h"

#include "base/reflect_text.h"

namespace takt {

TAKT_VALUE_TYPE_IMPL(Rundown)
TAKT_VALUE_TYPE_IMPL(Segment)

TAKT_JSON_IMPL(RundownSource)
TAKT_JSON_IMPL(Rundown)
TAKT_JSON_IMPL(Segment)
TAKT_JSON_TEXT_IMPL(Segment)

}  // namespace takt
