#include "model/as_run.h"

#include "base/reflect.h"

namespace takt {

TAKT_VALUE_TYPE_IMPL(AsRunEntry)

TAKT_JSON_IMPL(AsRunEntry)

}  // namespace takt
