#include "model/packages.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(ExpectedPackage)
TAKT_JSON_IMPL(ExpectedPlayoutItem)
TAKT_JSON_IMPL(PackageInfo)
TAKT_JSON_IMPL(MediaObject)

}  // namespace takt
