#include "ingest/playlist/order.h"

#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"

namespace takt::ingest {

namespace {

constexpr const char* kForwardTime = "forward-time";
constexpr const char* kBackTime = "back-time";

/// <0, 0, >0: those with a planned start first, then those with a planned end.
double compare_timings(const PlaylistTiming& a, const PlaylistTiming& b) {
  const bool forward_a = a.type == kForwardTime, forward_b = b.type == kForwardTime;
  if (forward_a && forward_b) return a.expectedStart.value_or(0) - b.expectedStart.value_or(0);
  if (forward_a != forward_b) return forward_a ? -1 : 1;
  const bool back_a = a.type == kBackTime, back_b = b.type == kBackTime;
  if (back_a && back_b) return a.expectedEnd.value_or(0) - b.expectedEnd.value_or(0);
  if (back_a != back_b) return back_a ? -1 : 1;
  return 0;
}

bool stands_before(const Rundown& a, const Rundown& b) {
  if (const double timing = compare_timings(a.timing, b.timing); timing != 0) return timing < 0;
  if (const int name = locale_compare(a.name, b.name); name != 0) return name < 0;
  if (const int id = locale_compare(a.externalId, b.externalId); id != 0) return id < 0;
  return locale_compare(a._id.str(), b._id.str()) < 0;
}

}  // namespace

std::vector<Doc<Rundown>> in_default_order(std::vector<Doc<Rundown>> rundowns) {
  std::stable_sort(rundowns.begin(), rundowns.end(),
                   [](const auto& a, const auto& b) { return stands_before(*a, *b); });
  return rundowns;
}

std::vector<RundownId> by_ranks(const JsonObject& ranks,
                                const std::vector<Doc<Rundown>>& rundowns) {
  std::unordered_map<std::string, RundownId> ids;
  for (const auto& rundown : rundowns) ids[rundown->externalId] = rundown->_id;
  std::vector<std::pair<std::string, double>> entries;
  for (const auto& entry : ranks) {
    if (const auto rank = as_number(entry.value())) {
      entries.emplace_back(std::string(entry.key()), *rank);
    }
  }
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    if (a.second != b.second) return a.second < b.second;
    return locale_compare(a.first, b.first) < 0;
  });
  std::vector<RundownId> out;
  for (const auto& [external_id, rank] : entries) {
    const auto found = ids.find(external_id);
    if (found != ids.end()) out.push_back(found->second);
  }
  return out;
}

std::vector<RundownId> complete_order(const std::vector<RundownId>& order,
                                      const std::vector<Doc<Rundown>>& rundowns) {
  std::unordered_set<RundownId> missing;
  for (const auto& rundown : rundowns) missing.insert(rundown->_id);
  std::vector<RundownId> out;
  for (const RundownId& id : order) {
    if (missing.erase(id) != 0) out.push_back(id);
  }
  for (const auto& rundown : rundowns) {
    if (missing.erase(rundown->_id) != 0) out.push_back(rundown->_id);
  }
  return out;
}

std::vector<RundownId> after_move(const std::vector<RundownId>& order, const RundownId& rundown,
                                  const std::vector<RundownId>& wanted) {
  const auto place = std::find(wanted.begin(), wanted.end(), rundown);
  if (place == wanted.end()) {
    throw std::runtime_error(
        fmt::format("RundownId \"{}\" not found in rundownsIdsInPlaylistInOrder", rundown));
  }
  if (wanted.size() > 2) return wanted;
  std::vector<RundownId> out = order;
  std::erase(out, rundown);
  if (wanted.size() == 1) {
    out.push_back(rundown);
    return out;
  }
  const bool goes_before = place == wanted.begin();
  auto other = std::find(out.begin(), out.end(), wanted[goes_before ? 1 : 0]);
  if (other == out.end()) {
    out.insert(goes_before ? out.begin() : out.end(), rundown);
  } else {
    out.insert(goes_before ? other : std::next(other), rundown);
  }
  return out;
}

}  // namespace takt::ingest
