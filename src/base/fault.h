#pragma once

// Named points at which tests make the program fail: compiled in, and off unless TAKT_FAULTS or
// configure() names them. Any thread.
//
//   TAKT_FAULT("store.commit.before_sync");
//
//   TAKT_FAULTS="store.commit.before_sync=kill@3;store.commit.sync=sleep:20"
//
// Actions: `throw` (InjectedFault), `sleep:<ms>`, `wait:<path>` (until that file is there), `kill`
// (SIGKILL to the own process); `@n`: only at the nth time the point is reached, else every time.

#include <atomic>
#include <stdexcept>
#include <string_view>

namespace takt::fault {

class InjectedFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Replaces all points by those of `text`; an empty one switches all off. Throws
/// std::invalid_argument when it can't be read.
void configure(std::string_view text);

namespace detail {
extern std::atomic<bool> enabled;
void reach(std::string_view point);
}  // namespace detail

}  // namespace takt::fault

#define TAKT_FAULT(point)                                                 \
  do {                                                                    \
    if (::takt::fault::detail::enabled.load(std::memory_order_relaxed)) { \
      ::takt::fault::detail::reach(point);                                \
    }                                                                     \
  } while (false)
