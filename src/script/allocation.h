#pragma once

// The program's allocation functions: mimalloc's, with the thread's memory budget in front. glibc's
// take longer the larger and older a heap is (half of a segment's update in a rundown of 5,000
// parts). Sanitizer builds (TAKT_SANITIZED) keep their own.

namespace takt::script {

/// Memory that is given back stays the program's for a while: jobs give back as much as they take,
/// again and again, and the system's part in that would be a part of the next take. To be called
/// once, early.
void keep_freed_memory();

}  // namespace takt::script
