#pragma once

// One input of the ingest fuzzer: jobs of a newsroom, of people and of playout, one a line, each
// "<job> <payload>", run by the real handlers in a studio in memory whose blueprints do what payloads
// tell them to. What is no line of that form is passed over. One thread.
//
//   plain                       the studio doesn't change what the newsroom sends (first line only)
//   POST {...}                  a rundown as it comes over HTTP, checked by the door
//   updateSegment {...}         any job of the ingest queue, rundownExternalId "rd" unless given
//   studio:takeNextPart {...}   any job of the playout queue; playlistId is filled in
//   wait 1000                   the clock goes on, ms
//
// Texts in payloads: "$rundown:rd", "$segment:s0", "$part:p0", "$playlist:rd" become ids.
//
// After every job the documents must fit together; in the end a plain rundown must be accepted.

#include <string_view>

#include "ingest/newsroom.h"

namespace takt::fuzz {

/// Made once, for any number of inputs: each begins with an empty studio.
class InputRunner {
 public:
  InputRunner();
  /// Throws std::logic_error when something doesn't hold. What a job throws is its answer.
  void run(std::string_view input);

 private:
  ingest::Newsroom newsroom_;
};

}  // namespace takt::fuzz
