#pragma once

// What `takt` exits with (docs/cli.md), and the exceptions that lead there.

#include <stdexcept>
#include <string>

namespace takt::app {

enum class ExitCode : int {
  ok = 0,
  refused = 1,      // a UserError: the request was understood and may not be done
  usage = 2,        // wrong arguments, an unreadable file or configuration
  unreachable = 3,  // no server answered
  defect = 4,       // InternalError: the log of the server has the details
  pending = 5,      // the wait ran out; the job goes on
  not_started = 6,  // serve could not start
  stalled = 7,      // a thread of serve is stuck, and its supervisor was to take over
  store_lost = 8,   // serve could not get its store to work again
};

/// Ends the command with this text on stderr and this code. `hint`: what to do about it.
class CommandError : public std::runtime_error {
 public:
  CommandError(ExitCode code, const std::string& message, std::string hint = {})
      : std::runtime_error(message), code_(code), hint_(std::move(hint)) {}
  ExitCode code() const { return code_; }
  const std::string& hint() const { return hint_; }

 private:
  ExitCode code_;
  std::string hint_;
};

}  // namespace takt::app
