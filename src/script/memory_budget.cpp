#include "script/memory_budget.h"

#include <algorithm>

namespace takt::script {

namespace {

// Plain thread-local data without constructors: malloc may be called before anything else runs.
__thread MemoryBudget* t_budget = nullptr;
__thread int t_critical = 0;

// The engine can't recover from every small allocation that fails; past the limit only large ones
// are refused, and all of them past this much more.
constexpr size_t kSmall = 4096;
constexpr int64_t kReserve = int64_t{16} << 20;

}  // namespace

MemoryBudget::MemoryBudget(size_t bytes, void (*recount)(void*), void* data)
    : limit_(static_cast<int64_t>(bytes)),
      recount_at_(limit_ / 2),
      recount_(recount),
      data_(data) {}

void MemoryBudget::set_used(size_t bytes) {
  used_ = static_cast<int64_t>(bytes);
  recount_at_ = used_ + std::max((limit_ - used_) / 2, limit_ / 16);
  wants_recount_ = false;
}

void MemoryBudget::add(size_t bytes) {
  used_ += static_cast<int64_t>(bytes);
  if (used_ < recount_at_ || wants_recount_ || recount_ == nullptr) return;
  wants_recount_ = true;
  recount_(data_);
}

bool MemoryBudget::admits(size_t bytes) {
  if (t_critical > 0) return true;
  const int64_t after = used_ + static_cast<int64_t>(bytes);
  if (after <= limit_ || (bytes <= kSmall && after <= limit_ + kReserve)) return true;
  exceeded_ = true;
  return false;
}

MemoryBudget::Scope::Scope(MemoryBudget* budget) : outer_(t_budget) {
  t_budget = budget;
}
MemoryBudget::Scope::~Scope() {
  t_budget = outer_;
}
MemoryBudget* MemoryBudget::current() {
  return t_budget;
}
void MemoryBudget::enter_critical() {
  ++t_critical;
}
void MemoryBudget::leave_critical() {
  --t_critical;
}

}  // namespace takt::script
