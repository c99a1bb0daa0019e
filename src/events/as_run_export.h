#pragma once

// The as-run log for readers (docs/as-run.md): chosen, in the order of the takes, a page at a time,
// and as CSV. Any thread.

#include <optional>
#include <string>
#include <vector>

#include "store/documents.h"

namespace takt::events {

struct AsRunQuery {
  PlaylistId playlist = {};  // empty: all
  RundownId rundown = {};    // empty: all
  /// When a row's part was taken; from, but not to, is included. ms since the epoch, up to the last
  /// that ECMAScript has.
  Time from = 0;
  Time to = 8.64e15;
  bool rehearsals = true;
  /// Rows at most, but never some only of those taken at the same moment.
  size_t limit = 2000;
};

struct AsRunPage {
  std::vector<Doc<AsRunEntry>> rows;
  /// There is more: ask again from then on.
  std::optional<Time> next_from;
};

AsRunPage as_run_page(const Documents& documents, const AsRunQuery& query);

/// RFC 4180 with a header line. Each time twice, as ISO 8601 in UTC and as ms; a text that a
/// spreadsheet would take for a formula has an apostrophe before it.
std::string as_run_csv(const std::vector<Doc<AsRunEntry>>& rows);

}  // namespace takt::events
