#include "model/part.h"

#include "base/reflect_text.h"

namespace takt {

TAKT_VALUE_TYPE_IMPL(PartInvalidReason)
TAKT_VALUE_TYPE_IMPL(PartContent)
TAKT_VALUE_TYPE_IMPL(Part)
TAKT_VALUE_TYPE_IMPL(PartInstanceTimings)
TAKT_VALUE_TYPE_IMPL(PartInstance)

TAKT_JSON_IMPL(PartInvalidReason)
TAKT_JSON_IMPL(Part)
TAKT_JSON_TEXT_IMPL(Part)
TAKT_JSON_IMPL(PartInstance)
TAKT_JSON_TEXT_IMPL(PartInstance)

}  // namespace takt
