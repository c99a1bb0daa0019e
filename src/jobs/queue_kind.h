#pragma once

// The three queues of a studio and how jobs are delivered (DESIGN section 4).

#include <optional>
#include <string>
#include <string_view>

#include "model/ids.h"

namespace takt {

enum class QueueKind : uint8_t { studio, ingest, events };

/// "studio", "ingest", "events".
std::string_view queue_kind_name(QueueKind kind);
std::optional<QueueKind> queue_kind_by_name(std::string_view name);
/// "studio:<id>", "ingest:<id>", "events:<id>": in status documents, metrics and logs.
std::string queue_name(QueueKind kind, const StudioId& studio);

/// interactive: an operator's, with a deadline, never kept over a restart. durable: on disk before it
/// is acknowledged, effects exactly once. coalescing: durable, and equal waiting ones are merged.
enum class Delivery : uint8_t { interactive, durable, coalescing };

}  // namespace takt
