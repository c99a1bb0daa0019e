#pragma once

// Who holds which domain lock of a studio, and who waits (DESIGN R3, R3b). A plain state machine
// without threads or a clock; LockCoordinator puts it behind a mutex. Locks are exclusive; waiters
// are served first come first served within their class, operators ahead of the newsroom, which
// never starves: it is overtaken at most kMaxOvertakes times.

#include <list>
#include <map>

#include "worker/seams.h"

namespace takt::conductor {

/// A thread of the studio, or a parked job.
using LockOwner = int;
enum class LockClass : uint8_t { playout, other };

class LockTable {
 public:
  static constexpr int kMaxOvertakes = 8;

  /// True: the owner has it now. False: it waits, and is named by a later release().
  /// Throws LockOrderError when the owner holds it or waits for it already.
  bool request(const worker::LockKey& key, LockOwner owner, LockClass lock_class);
  /// Takes a waiter out. False when it doesn't wait (it may have been granted meanwhile).
  bool withdraw(const worker::LockKey& key, LockOwner owner);
  /// The waiter that has the lock from now on, if any. Throws LockOrderError when `owner` doesn't
  /// hold it.
  std::optional<LockOwner> release(const worker::LockKey& key, LockOwner owner);

  /// The lock of `from` is `to`'s. Throws LockOrderError when `from` doesn't hold it.
  void transfer(const worker::LockKey& key, LockOwner from, LockOwner to);

  bool is_free(const worker::LockKey& key) const { return !locks_.contains(key); }
  bool holds(const worker::LockKey& key, LockOwner owner) const;

  struct Held {
    worker::LockKey key;
    LockOwner holder{};
    std::vector<LockOwner> waiters;
  };
  std::vector<Held> held() const;

 private:
  struct Waiter {
    LockOwner owner{};
    LockClass lock_class{};
    int overtaken = 0;
  };
  struct Lock {
    LockOwner holder{};
    std::list<Waiter> waiters;  // in the order in which they came
  };

  static std::list<Waiter>::iterator next_waiter(std::list<Waiter>& waiters);

  std::map<worker::LockKey, Lock> locks_;
};

}  // namespace takt::conductor
