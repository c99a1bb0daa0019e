#pragma once

// GET /api/asrun/<studio>: the as-run log for people and other systems (docs/as-run.md). Any
// thread.

#include "net/http.h"
#include "store/store.h"

namespace takt::door {

/// `?playlist=`, `?rundown=`, `?from=`, `?to=`, `?rehearsals=0`, `?limit=`, `?format=json|csv`; the
/// header X-Takt-Next has the `from` of what the limit left out. Throws UserError PayloadInvalid,
/// and DocumentNotFound for an unknown studio.
net::Response as_run_view(Store& store, const StudioId& studio, const net::Request& request);

}  // namespace takt::door
