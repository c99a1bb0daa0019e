#pragma once

// What the process tells its supervisor (systemd's notify protocol: one datagram of NAME=value
// lines to the socket that $NOTIFY_SOCKET names). Without a supervisor nothing happens. Any thread;
// never blocks.

#include <string>

namespace takt::app {

class Supervisor {
 public:
  Supervisor();
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  void ready();
  /// Stopping has begun and may take this long.
  void stopping(int grace_ms);
  /// To be called about once a second; sends the sign of life when the supervisor wants one.
  /// `status`: one line for people.
  void alive(const std::string& status);

 private:
  void send(const std::string& text) const;

  int socket_ = -1;
  bool wants_signs_ = false;
  std::string last_status_;  // of the thread that calls alive()
};

}  // namespace takt::app
