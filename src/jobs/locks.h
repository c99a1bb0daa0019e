#pragma once

// The two domain locks as domain code holds them (DESIGN R3, R3b). A guard is proof of ownership: a
// PlayoutModel can only be made from a PlaylistLock, an IngestModel only from a RundownLock. Guards
// come from JobContext only; the lock itself is released by the job's end, after its commit, or by
// JobContext::commit_step. Order: RundownLock before PlaylistLock; a PlaylistLock offers no way to a
// RundownLock, and JobContext throws LockOrderError for it.

#include <stdexcept>
#include <utility>

#include "model/ids.h"

namespace takt {

class JobContext;

/// A lock asked for in the wrong order, or twice: a defect.
class LockOrderError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

template <class IdType>
class [[nodiscard]] DomainLock {
 public:
  DomainLock(DomainLock&& other) noexcept = default;
  DomainLock& operator=(DomainLock&& other) noexcept = default;
  DomainLock(const DomainLock&) = delete;
  DomainLock& operator=(const DomainLock&) = delete;

  const IdType& id() const { return id_; }

 private:
  friend class JobContext;
  explicit DomainLock(IdType id) : id_(std::move(id)) {}
  IdType id_;
};

using PlaylistLock = DomainLock<PlaylistId>;
using RundownLock = DomainLock<RundownId>;

}  // namespace takt
