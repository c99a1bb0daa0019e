#include "model/piece.h"

#include "base/reflect_text.h"

namespace takt {

TAKT_VALUE_TYPE_IMPL(PieceAbSessionInfo)
TAKT_VALUE_TYPE_IMPL(PieceGeneric)
TAKT_VALUE_TYPE_IMPL(Piece)
TAKT_VALUE_TYPE_IMPL(PieceInstance)

TAKT_JSON_IMPL(Piece)
TAKT_JSON_TEXT_IMPL(Piece)
TAKT_JSON_IMPL(PieceInstance)
TAKT_JSON_TEXT_IMPL(PieceInstance)

}  // namespace takt
