#pragma once

// Devices over HTTP (docs/devices.md): a gateway listens to the feed of its commands, or asks for
// them, waiting for the next one if it likes; it carries them out and replies. It is connected as
// long as it listens or keeps asking. Its document says so, and what it reports of itself. People
// can send it commands too. Any thread; no call blocks.

#include <chrono>
#include <map>
#include <memory>

#include "conductor/conductor.h"
#include "door/access.h"
#include "net/http.h"

namespace takt::door {

class Devices {
 public:
  /// Not heard of for so long, a device counts as gone.
  static constexpr double kSilenceMs = 30'000;

  Devices(Store& store, conductor::Conductor& conductor, const Clock& clock);
  ~Devices();
  Devices(const Devices&) = delete;
  Devices& operator=(const Devices&) = delete;

  net::Response list() const;
  /// The commands without a reply, the oldest first; with a `wait`, once there is one. Throws
  /// UserError DocumentNotFound for an unknown device.
  void commands(const Authorised& caller, const PeripheralDeviceId& device,
                std::chrono::milliseconds wait, const net::Responder& responder);
  /// The same as server-sent events, as they come: an answer without an end.
  void feed(const Authorised& caller, const PeripheralDeviceId& device,
            const net::Responder& responder);
  /// `body`: {functionName, args} or {actionId, payload}. Answers with the device's reply
  /// (door/device_orders.h).
  void order(const Authorised& caller, const PeripheralDeviceId& device, const Json& body,
             std::chrono::milliseconds timeout, const net::Responder& responder);
  /// `body`: {result} or {error}. Answers DocumentNotFound when nobody waits for it any more.
  void reply(const Authorised& caller, const PeripheralDeviceId& device,
             const DeviceCommandId& command, const Json& body, const net::Responder& responder);
  /// `body`: {statusCode, messages}.
  void report_status(const Authorised& caller, const PeripheralDeviceId& device, const Json& body,
                     const net::Responder& responder);
  /// Everyone who waits is answered: the program ends.
  void answer_waiting();

 private:
  class Body;
  std::shared_ptr<Body> body_;
};

}  // namespace takt::door
