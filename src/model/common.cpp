#include "model/common.h"

#include "base/reflect.h"

namespace takt {

TAKT_VALUE_TYPE_IMPL(TranslatableMessage)
TAKT_VALUE_TYPE_IMPL(NoteOrigin)
TAKT_VALUE_TYPE_IMPL(Note)
TAKT_VALUE_TYPE_IMPL(ImportVersions)

TAKT_JSON_IMPL(TranslatableMessage)
TAKT_JSON_IMPL(Note)
TAKT_JSON_IMPL(PlaylistTiming)
TAKT_JSON_IMPL(ObjectWithOverrides)
TAKT_JSON_IMPL(ImportVersions)

}  // namespace takt
