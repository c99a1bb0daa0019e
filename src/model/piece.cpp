#include "model/piece.h"

#include "base/reflect.h"

namespace takt {

TAKT_JSON_IMPL(Piece)
TAKT_JSON_IMPL(PieceInstance)

}  // namespace takt
