#pragma once

// GET /api/journal/<studio>: the flight recorder's rows, and the bases that a replay begins with.
// Any thread; reads the database.

#include "net/http.h"
#include "store/store.h"

namespace takt::door {

/// Parameters: from, to (ms since the epoch), limit (the newest ones; 1000), job, and bases=<n> for
/// the n newest bases up to `to` and the changes of settings. {rows: [{job, name, finishedAt,
/// body}], bases: [...], settings: [...]}. Throws UserError PayloadInvalid.
JsonObject journal_view(Store& store, const StudioId& studio, const net::Request& request);

}  // namespace takt::door
