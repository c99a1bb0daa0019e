#include "model/settings.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(Studio)
TAKT_JSON_IMPL(ShowStyleBase)
TAKT_JSON_IMPL(ShowStyleVariant)
TAKT_JSON_IMPL(BlueprintDocument)

}  // namespace takt
