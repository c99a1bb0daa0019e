#pragma once

// The order of a playlist's rundowns (spec/ingest.md section 10). Pure functions.

#include <optional>
#include <vector>

#include "model/all_documents.h"

namespace takt::ingest {

/// By planned timing, then name, external id and id.
std::vector<Doc<Rundown>> in_default_order(std::vector<Doc<Rundown>> rundowns);

/// By a blueprint's ranks ({rundown external id: number}); rundowns without one are left out.
std::vector<RundownId> by_ranks(const JsonObject& ranks, const std::vector<Doc<Rundown>>& rundowns);

/// `order` without ids that are not among `rundowns`, and with those that it lacks at the end.
std::vector<RundownId> complete_order(const std::vector<RundownId>& order,
                                      const std::vector<Doc<Rundown>>& rundowns);

/// The order after a person moved `rundown` inside its playlist. `wanted`: it alone (goes last), it
/// and the one that it is to stand before or behind, or the whole order.
std::vector<RundownId> after_move(const std::vector<RundownId>& order, const RundownId& rundown,
                                  const std::vector<RundownId>& wanted);

}  // namespace takt::ingest
