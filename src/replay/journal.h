#pragma once

// Recorded production jobs run again (DESIGN section 9): what `takt journal export` writes and
// `takt replay` reads. A stretch of the journal becomes a scenario (docs/journal.md): the documents
// that it began with, and the jobs in the order of their commits, each with its now, its seed and
// the hashes of what it wrote. The same inputs must give the same documents, bit for bit.

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "jobs/job_spec.h"
#include "worker/seams.h"

namespace takt::replay {

/// The journal as the door gives it (GET /api/journal/<studio>): rows, bases, changes of settings.
struct JournalStretch {
  std::string studio;
  JsonArray rows;
  JsonArray bases;
  JsonArray settings;
};

/// The scenario of the rows that ended between the two times. It begins with the nearest base
/// before them, so that jobs before `from` may come in front. A later life of the program within
/// that time begins with a step that has all its documents (`restart`). Throws std::runtime_error
/// when there is nothing to be exported, or no base for it.
Json journal_scenario(const JournalStretch& stretch, Time from, Time to);

bool is_journal_scenario(const Json& file);

struct JournalReplay {
  size_t jobs = 0;
  size_t documents = 0;
  /// What the journal doesn't know: documents that a start of the program found different from how
  /// the life before it is known to have left them.
  std::vector<std::string> notes;
  /// "12 takeNextPart (job id): partInstances/x is not the same", ...
  std::vector<std::string> differences;
};

/// Runs the jobs of an exported stretch and compares what they write. Deterministic. Throws
/// std::runtime_error for a file that is none.
JournalReplay replay_journal(const Json& file, const JobTable& jobs,
                             const worker::BlueprintSource& blueprints);

}  // namespace takt::replay
