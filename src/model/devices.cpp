#include "model/devices.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(PeripheralDevice)
TAKT_JSON_IMPL(PeripheralDeviceCommand)

}  // namespace takt
