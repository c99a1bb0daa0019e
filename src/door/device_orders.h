#pragma once

// Commands that people give to devices (docs/devices.md): the same documents as those of jobs, so a
// gateway sees no difference. The caller gets the reply, or is told after a time that there is
// none. Any thread; no call blocks.

#include <chrono>
#include <map>
#include <memory>

#include "base/mutex.h"
#include "conductor/conductor.h"
#include "door/access.h"

namespace takt::door {

/// {functionName, args} or {actionId, payload}. Throws UserError PayloadInvalid.
PeripheralDeviceCommand read_device_order(const Json& body);

class DeviceOrders : public std::enable_shared_from_this<DeviceOrders> {
 public:
  explicit DeviceOrders(conductor::Conductor& conductor) : conductor_(conductor) {}

  /// Answers {commandId, result}, DeviceCommandFailed (502) with what the device says, or
  /// DeviceCommandTimedOut (504); then the command is gone.
  void send(const Authorised& caller, const StudioId& studio, PeripheralDeviceCommand command,
            std::chrono::milliseconds timeout, const net::Responder& responder);
  /// A committed change of a command.
  void note(const DeviceCommandId& id, const PeripheralDeviceCommand* command);
  /// Everyone who waits is told that the program ends.
  void answer_waiting();

 private:
  struct Waiting {
    StudioId studio;
    PeripheralDeviceId device;
    net::Responder responder;
  };

  /// Of one command, the first to ask for it.
  std::optional<Waiting> take(const DeviceCommandId& id);
  void remove(const StudioId& studio, const DeviceCommandId& id);
  void give_up(const DeviceCommandId& id, const UserError& error);

  conductor::Conductor& conductor_;
  Mutex mutex_;
  std::map<DeviceCommandId, Waiting> waiting_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::door
