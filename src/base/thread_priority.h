#pragma once

// How much the calling thread yields to others of the program.

namespace takt {

/// 1..19; what an operator waits for goes first. For the calling thread, for good.
void lower_thread_priority(int nice);

/// In front of all other threads (-10) and without waiting for the end of another's turn, as far as the
/// system allows it (RLIMIT_NICE of at least 30, Linux 6.12). For the calling thread, for good.
void put_thread_in_front();

/// While it lives the calling thread comes right behind those in front (-5), or has at least the
/// usual priority, as far as the system allows it: for a thread that holds what an operator's job may
/// wait for.
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
