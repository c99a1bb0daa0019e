#pragma once

// How much memory a script may take. The engine's own limit counts only its cells, not the memory
// behind arrays, strings and buffers, so the program's malloc counts while a script runs on the
// thread, and refuses past the budget; the engine makes a script error of that and stays usable.
// Memory that the engine's own threads give back isn't seen, so at some fill the call has to
// collect garbage and say what is really in use (wants_recount). In sanitizer builds
// (TAKT_SANITIZED) nothing is counted or refused.

#include <cstddef>
#include <cstdint>

namespace takt::script {

class MemoryBudget {
 public:
  /// `recount` (may be null) is called, from inside an allocation, when a recount is wanted.
  explicit MemoryBudget(size_t bytes, void (*recount)(void*) = nullptr, void* data = nullptr);
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  /// An allocation was refused at some time.
  bool exceeded() const { return exceeded_; }

  bool wants_recount() const { return wants_recount_; }
  /// Bytes in use after a garbage collection.
  void set_used(size_t bytes);

  /// While it lives, allocations of this thread count for the budget; nullptr: for none.
  class Scope {
   public:
    explicit Scope(MemoryBudget* budget);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    MemoryBudget* outer_;
  };

  /// Between these nothing is refused, only counted: the engine can't do without memory while it
  /// collects garbage.
  static void enter_critical();
  static void leave_critical();

  // For the allocation functions (allocation.cpp):
  /// The thread's; nullptr: none.
  static MemoryBudget* current();
  bool admits(size_t bytes);
  void add(size_t bytes);
  void remove(size_t bytes) { used_ -= static_cast<int64_t>(bytes); }

 private:
  int64_t limit_;
  int64_t used_ = 0;
  int64_t recount_at_;
  bool wants_recount_ = false;
  bool exceeded_ = false;
  void (*recount_)(void*);
  void* data_;
};

}  // namespace takt::script
