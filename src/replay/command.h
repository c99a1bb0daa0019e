#pragma once

// `takt replay` without its command line: prints results, checks vectors, compares two results, or
// writes out generated timelines. Main thread; starts threads of its own for a check.

#include <iosfwd>

#include "replay/check.h"

namespace takt::replay {

struct ReplayArguments {
  /// Scenario or vector files, or folders of them.
  std::vector<std::string> paths;
  /// Compare with the expected results instead of printing.
  bool check = false;
  /// With `check`: as JSON instead of a table.
  bool json = false;
  /// Only files of this folder name; empty: all.
  std::string area;
  int threads = 1;
  /// How many differences of a failed vector are shown.
  int differences = 5;
  /// A file that gets every generated timeline, one JSON object a line; "-": the output.
  std::string timelines;
  /// Two results to compare with each other; nothing is run then.
  std::vector<std::string> compare;
};

/// True when nothing differed. Throws std::runtime_error for files that can't be read.
bool replay_command(const ReplayArguments& arguments, const ReplaySetup& setup, std::ostream& out);

}  // namespace takt::replay
