#include "model/piece.h"

#include "base/reflect_text.h"

namespace takt {

TAKT_JSON_IMPL(Piece)
TAKT_JSON_TEXT_IMPL(Piece)
TAKT_JSON_IMPL(PieceInstance)
TAKT_JSON_TEXT_IMPL(PieceInstance)

}  // namespace takt
