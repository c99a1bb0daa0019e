#include "model/part.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(PartInvalidReason)
TAKT_JSON_IMPL(Part)
TAKT_JSON_IMPL(PartInstance)

}  // namespace takt
