#include "app/supervisor.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace takt::app {

namespace {

/// The supervisor's WATCHDOG_USEC counts for this process only.
bool watchdog_is_wanted() {
  const char* period = std::getenv("WATCHDOG_USEC");
  const char* process = std::getenv("WATCHDOG_PID");
  if (period == nullptr || *period == '\0') return false;
  return process == nullptr || std::to_string(getpid()) == process;
}

}  // namespace

Supervisor::Supervisor() : wants_signs_(watchdog_is_wanted()) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (path == nullptr || std::strlen(path) >= sizeof address.sun_path) return;
  if (*path != '/' && *path != '@') return;
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, path);
  if (*path == '@') address.sun_path[0] = '\0';  // an abstract socket
  socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
  if (socket_ >= 0 && connect(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0) {
    close(socket_);
    socket_ = -1;
  }
}

Supervisor::~Supervisor() {
  if (socket_ >= 0) close(socket_);
}

void Supervisor::send(const std::string& text) const {
  if (socket_ < 0) return;
  // A supervisor that doesn't listen is its own problem.
  [[maybe_unused]] const ssize_t sent =
      ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Supervisor::ready() {
  send(fmt::format("READY=1\nMAINPID={}", getpid()));
}

void Supervisor::stopping(int grace_ms) {
  send(fmt::format("STOPPING=1\nEXTEND_TIMEOUT_USEC={}", int64_t{grace_ms} * 1000 + 10'000'000));
}

void Supervisor::alive(const std::string& status) {
  std::string text;
  if (wants_signs_) text += "WATCHDOG=1\n";
  if (status != last_status_) text += "STATUS=" + status + "\n";
  last_status_ = status;
  if (!text.empty()) send(text);
}

}  // namespace takt::app
