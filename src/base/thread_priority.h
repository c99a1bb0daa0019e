#pragma once

// How much the calling thread yields to others of the program. What an operator waits for goes
// first: in the kernel's real-time class where that is allowed (RLIMIT_RTPRIO of at least 2),
// because a kernel without preemption lets an ordinary thread that wakes wait for the next tick
// (4 ms at 250 Hz) while the processors are busy, whatever its priority. Where it isn't allowed, by
// nice alone. What it writes to the disk stays in the kernel's usual class.

namespace takt {

/// 1..19: yields to all others. For the calling thread, for good.
void lower_thread_priority(int nice);

/// In front of all other threads (SCHED_RR 2, else nice -10), as far as the system allows it. For
/// the calling thread, for good.
void put_thread_in_front();

/// While it lives the calling thread comes right behind those in front (SCHED_RR 1, else nice -5),
/// or has at least the usual priority, as far as the system allows it: for a thread that holds what
/// an operator's job may wait for (a playlist, the turn to write commits). Its turn is bounded.
class RaisedPriority {
 public:
  RaisedPriority();
  ~RaisedPriority();
  RaisedPriority(const RaisedPriority&) = delete;
  RaisedPriority& operator=(const RaisedPriority&) = delete;

 private:
  bool is_raised_ = false;
};

/// While it lives the calling thread, if it is in front, stays so for 50 ms of processor time; then
/// it is an ordinary one till the end of this: a blueprint that never ends must not take the
/// processor from the rest of the program.
class BoundedTurn {
 public:
  BoundedTurn();
  ~BoundedTurn();
  BoundedTurn(const BoundedTurn&) = delete;
  BoundedTurn& operator=(const BoundedTurn&) = delete;

 private:
  bool is_bounded_ = false;
};

}  // namespace takt
