#include "model/adlib.h"

#include "base/reflect.h"

namespace takt {

TAKT_VALUE_TYPE_IMPL(AdLibPieceCommon)
TAKT_VALUE_TYPE_IMPL(AdLibActionCommon)

TAKT_JSON_IMPL(AdLibPiece)
TAKT_JSON_IMPL(BaselineAdLibPiece)
TAKT_JSON_IMPL(AdLibAction)
TAKT_JSON_IMPL(BaselineAdLibAction)
TAKT_JSON_IMPL(BucketAdLib)
TAKT_JSON_IMPL(BucketAdLibAction)

}  // namespace takt
