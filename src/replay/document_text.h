#pragma once

// Three members hold JSON as text in stored documents and are shown decoded in results, because
// their key order carries no meaning (conformance/FORMAT.md, "Vector file"). Pure functions.

#include "base/json.h"

namespace takt::replay {

/// A copy of `value` with timelineBlob, timelineObjectsString and snapshotJson decoded, wherever
/// they are. Text that is no JSON stays as it is.
Json decode_json_texts(const Json& value);
/// The reverse: as a store has it.
Json encode_json_texts(const Json& value);

}  // namespace takt::replay
