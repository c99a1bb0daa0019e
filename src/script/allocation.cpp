#include "script/allocation.h"

#ifdef TAKT_SANITIZED

void takt::script::keep_freed_memory() {}

#else

#include <mimalloc.h>

#include <cerrno>

#include "script/memory_budget.h"

namespace takt::script {

void keep_freed_memory() {
  constexpr long kDelayMs = 60'000;
  mi_option_set(mi_option_decommit_delay, kDelayMs);
  mi_option_set(mi_option_segment_decommit_delay, kDelayMs);
}

}  // namespace takt::script

using takt::script::MemoryBudget;

extern "C" {

void* malloc(size_t bytes) {
  MemoryBudget* budget = MemoryBudget::current();
  if (budget == nullptr) return mi_malloc(bytes);
  if (!budget->admits(bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* block = mi_malloc(bytes);
  if (block != nullptr) budget->add(mi_usable_size(block));
  return block;
}

void* calloc(size_t count, size_t size) {
  MemoryBudget* budget = MemoryBudget::current();
  if (budget == nullptr) return mi_calloc(count, size);
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes) || !budget->admits(bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* block = mi_calloc(count, size);
  if (block != nullptr) budget->add(mi_usable_size(block));
  return block;
}

void* realloc(void* old, size_t bytes) {
  MemoryBudget* budget = MemoryBudget::current();
  if (budget == nullptr) return mi_realloc(old, bytes);
  const size_t before = old == nullptr ? 0 : mi_usable_size(old);
  if (bytes > before && !budget->admits(bytes - before)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* block = mi_realloc(old, bytes);
  if (block != nullptr || bytes == 0) {
    budget->remove(before);
    if (block != nullptr) budget->add(mi_usable_size(block));
  }
  return block;
}

void free(void* block) {
  MemoryBudget* budget = MemoryBudget::current();
  if (budget != nullptr && block != nullptr) budget->remove(mi_usable_size(block));
  mi_free(block);
}

// What these give comes back to free() above.

void* memalign(size_t alignment, size_t bytes) {
  return mi_memalign(alignment, bytes);
}
void* aligned_alloc(size_t alignment, size_t bytes) {
  return mi_memalign(alignment, bytes);
}
int posix_memalign(void** block, size_t alignment, size_t bytes) {
  return mi_posix_memalign(block, alignment, bytes);
}
void* valloc(size_t bytes) {
  return mi_valloc(bytes);
}
void* pvalloc(size_t bytes) {
  return mi_pvalloc(bytes);
}
size_t malloc_usable_size(void* block) {
  return mi_usable_size(block);
}
}

#endif  // TAKT_SANITIZED
