#pragma once

// How much the calling thread yields to others of the program.

namespace takt {

/// 1..19; what an operator waits for goes first. For the calling thread, for good.
void lower_thread_priority(int nice);

}  // namespace takt
