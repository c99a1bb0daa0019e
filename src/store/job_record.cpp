#include "base/reflect.h"
#include "store/store.h"

namespace takt {

TAKT_JSON_IMPL(JobRecord)

}  // namespace takt
