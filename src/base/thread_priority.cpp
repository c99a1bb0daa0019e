#include "base/thread_priority.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/log.h"

namespace takt {

void lower_thread_priority(int nice) {
  // On Linux a thread has a priority of its own.
  if (setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice) != 0) {
    log::warning("the thread keeps its priority: {}", std::strerror(errno));
  }
}

}  // namespace takt
