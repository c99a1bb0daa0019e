#include "conductor/lock_table.h"

namespace takt::conductor {

using worker::lock_name;
using worker::LockKey;

bool LockTable::request(const LockKey& key, LockOwner owner, LockClass lock_class) {
  const auto [place, is_free] = locks_.try_emplace(key);
  Lock& lock = place->second;
  if (is_free) {
    lock.holder = owner;
    return true;
  }
  const bool waits = std::any_of(lock.waiters.begin(), lock.waiters.end(),
                                 [&](const Waiter& waiter) { return waiter.owner == owner; });
  if (lock.holder == owner || waits) {
    throw LockOrderError(fmt::format("{} asked for twice", lock_name(key)));
  }
  lock.waiters.push_back({owner, lock_class});
  return false;
}

bool LockTable::withdraw(const LockKey& key, LockOwner owner) {
  const auto found = locks_.find(key);
  if (found == locks_.end()) return false;
  return std::erase_if(found->second.waiters,
                       [&](const Waiter& waiter) { return waiter.owner == owner; }) != 0;
}

std::list<LockTable::Waiter>::iterator LockTable::next_waiter(std::list<Waiter>& waiters) {
  const auto first = waiters.begin();
  if (first->lock_class == LockClass::playout || first->overtaken >= kMaxOvertakes) return first;
  const auto playout = std::find_if(waiters.begin(), waiters.end(), [](const Waiter& waiter) {
    return waiter.lock_class == LockClass::playout;
  });
  if (playout == waiters.end()) return first;
  for (auto passed = first; passed != playout; ++passed) ++passed->overtaken;
  return playout;
}

std::optional<LockOwner> LockTable::release(const LockKey& key, LockOwner owner) {
  const auto found = locks_.find(key);
  if (found == locks_.end() || found->second.holder != owner) {
    throw LockOrderError(fmt::format("{} released but not held", lock_name(key)));
  }
  Lock& lock = found->second;
  if (lock.waiters.empty()) {
    locks_.erase(found);
    return std::nullopt;
  }
  const auto next = next_waiter(lock.waiters);
  lock.holder = next->owner;
  lock.waiters.erase(next);
  return lock.holder;
}

void LockTable::transfer(const LockKey& key, LockOwner from, LockOwner to) {
  if (!holds(key, from)) {
    throw LockOrderError(fmt::format("{} handed on but not held", lock_name(key)));
  }
  locks_.at(key).holder = to;
}

bool LockTable::holds(const LockKey& key, LockOwner owner) const {
  const auto found = locks_.find(key);
  return found != locks_.end() && found->second.holder == owner;
}

std::vector<LockTable::Held> LockTable::held() const {
  std::vector<Held> all;
  for (const auto& [key, lock] : locks_) {
    Held held{key, lock.holder, {}};
    for (const Waiter& waiter : lock.waiters) held.waiters.push_back(waiter.owner);
    all.push_back(std::move(held));
  }
  return all;
}

}  // namespace takt::conductor
