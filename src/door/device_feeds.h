#pragma once

// Commands pushed to connected gateways (docs/devices.md): one stream of server-sent events for
// each that listens. A command is written into it on the thread that committed it. Any thread; no
// call blocks.

#include <functional>
#include <set>
#include <vector>

#include "base/mutex.h"
#include "net/event_stream.h"
#include "store/change_set.h"

namespace takt::door {

class DeviceFeeds {
 public:
  using Commands = std::vector<Doc<PeripheralDeviceCommand>>;

  /// A stream with what `waiting` gives, the commands without a reply, and then every new one, each
  /// once.
  std::shared_ptr<net::EventStream> open(const PeripheralDeviceId& device,
                                         const std::function<Commands()>& waiting);
  /// A committed change of a command.
  void note(const DeviceCommandId& id, const PeripheralDeviceCommand* command);
  /// To be called once a second: shows the streams that there is nothing, forgets those that nobody
  /// reads any more. The devices that listen.
  std::set<PeripheralDeviceId> tend();
  /// Ends all streams.
  void end();

 private:
  struct Feed {
    PeripheralDeviceId device;
    std::weak_ptr<net::EventStream> stream;
    std::set<DeviceCommandId> sent;  // and without a reply
  };

  static void send(Feed& feed, const PeripheralDeviceCommand& command);

  Mutex mutex_;
  std::vector<Feed> feeds_ TAKT_GUARDED_BY(mutex_);
  int ticks_ TAKT_GUARDED_BY(mutex_) = 0;
};

}  // namespace takt::door
