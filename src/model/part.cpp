#include "model/part.h"

#include "base/reflect_text.h"

namespace takt {

TAKT_JSON_IMPL(PartInvalidReason)
TAKT_JSON_IMPL(Part)
TAKT_JSON_TEXT_IMPL(Part)
TAKT_JSON_IMPL(PartInstance)
TAKT_JSON_TEXT_IMPL(PartInstance)

}  // namespace takt
