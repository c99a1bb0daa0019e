#pragma once

// How much the calling thread yields to others of the program.

namespace takt {

/// 1..19; what an operator waits for goes first. For the calling thread, for good.
void lower_thread_priority(int nice);

/// While it lives the calling thread has the priority that it began with, if the system allows it (a
/// limit on priorities, RLIMIT_NICE, of at least 20): for a thread that holds what an operator's
/// job may wait for.
class RaisedPriority {
 public:
  RaisedPriority();
  ~RaisedPriority();
  RaisedPriority(const RaisedPriority&) = delete;
  RaisedPriority& operator=(const RaisedPriority&) = delete;

 private:
  int lowered_ = 0;  // where it goes back to; 0: it was not raised
};

}  // namespace takt
