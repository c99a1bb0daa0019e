#include "script/memory_budget.h"

#include <malloc.h>

#include <algorithm>
#include <cerrno>

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
void MemoryBudget::enter_critical() {
  ++t_critical;
}
void MemoryBudget::leave_critical() {
  --t_critical;
}

}  // namespace takt::script

#ifndef TAKT_SANITIZED

// The program's allocation functions: glibc's, with the thread's budget in front.
extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void __libc_free(void*);

void* malloc(size_t bytes) {
  takt::script::MemoryBudget* budget = takt::script::t_budget;
  if (budget == nullptr) return __libc_malloc(bytes);
  if (!budget->admits(bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* block = __libc_malloc(bytes);
  if (block != nullptr) budget->add(malloc_usable_size(block));
  return block;
}

void* calloc(size_t count, size_t size) {
  takt::script::MemoryBudget* budget = takt::script::t_budget;
  if (budget == nullptr) return __libc_calloc(count, size);
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes) || !budget->admits(bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* block = __libc_calloc(count, size);
  if (block != nullptr) budget->add(malloc_usable_size(block));
  return block;
}

void* realloc(void* old, size_t bytes) {
  takt::script::MemoryBudget* budget = takt::script::t_budget;
  if (budget == nullptr) return __libc_realloc(old, bytes);
  const size_t before = old == nullptr ? 0 : malloc_usable_size(old);
  if (bytes > before && !budget->admits(bytes - before)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* block = __libc_realloc(old, bytes);
  if (block != nullptr || bytes == 0) {
    budget->remove(before);
    if (block != nullptr) budget->add(malloc_usable_size(block));
  }
  return block;
}

void free(void* block) {
  takt::script::MemoryBudget* budget = takt::script::t_budget;
  if (budget != nullptr && block != nullptr) budget->remove(malloc_usable_size(block));
  __libc_free(block);
}
}

#endif  // TAKT_SANITIZED
