#pragma once

// The rule of DESIGN R3: a change to a playlist, or to a rundown of it with its segments, parts,
// instances and adlibs, needs that playlist's lock; what the newsroom sent of a rundown needs the
// rundown's lock. Other collections need none. O(changes); any thread that holds the locks.

#include "store/store.h"

namespace takt {

/// Throws LockCoverageError naming the document and the missing lock. `studio` holds the documents
/// before the transaction.
void check_coverage(const Transaction& transaction, const Documents& studio);

}  // namespace takt
