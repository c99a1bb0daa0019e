#include "model/system.h"

#include "base/reflect.h"

namespace takt {

TAKT_VALUE_TYPE_IMPL(NotificationRelation)
TAKT_VALUE_TYPE_IMPL(Notification)

TAKT_JSON_IMPL(Notification)
TAKT_JSON_IMPL(ExternalMessage)
TAKT_JSON_IMPL(Bucket)
TAKT_JSON_IMPL(WorkerDocument)
TAKT_JSON_IMPL(WorkerThreadDocument)

}  // namespace takt
