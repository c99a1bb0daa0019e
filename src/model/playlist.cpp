#include "model/playlist.h"

#include "base/reflect_text.h"

namespace takt {

TAKT_VALUE_TYPE_IMPL(QuickLoop)
TAKT_VALUE_TYPE_IMPL(RundownTTimer)
TAKT_VALUE_TYPE_IMPL(Playlist)

TAKT_JSON_IMPL(QuickLoopMarker)
TAKT_JSON_IMPL(QuickLoop)
TAKT_JSON_IMPL(RundownTTimer)
TAKT_JSON_IMPL(Playlist)
TAKT_JSON_TEXT_IMPL(Playlist)

}  // namespace takt
