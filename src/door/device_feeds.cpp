#include "door/device_feeds.h"

namespace takt::door {

namespace {

/// Calls of tend() between two lines that show a client that its stream is alive.
constexpr int kTicksPerSign = 10;

}  // namespace

void DeviceFeeds::send(Feed& feed, const PeripheralDeviceCommand& command) {
  const auto stream = feed.stream.lock();
  if (!stream || !feed.sent.insert(command._id).second) return;
  stream->write(
      fmt::format("id: {}\nevent: command\ndata: {}\n\n", command._id, dump(to_json(command))));
}

std::shared_ptr<net::EventStream> DeviceFeeds::open(const PeripheralDeviceId& device,
                                                    const std::function<Commands()>& waiting) {
  auto stream = std::make_shared<net::EventStream>();
  stream->write("retry: 1000\n: commands\n\n");
  Feed feed{device, stream, {}};
  // Whoever commits one meanwhile waits in note(), and finds it sent.
  const MutexLock lock(mutex_);
  for (const auto& command : waiting()) send(feed, *command);
  feeds_.push_back(std::move(feed));
  return stream;
}

void DeviceFeeds::note(const DeviceCommandId& id, const PeripheralDeviceCommand* command) {
  const bool is_open = command != nullptr && !truthy(command->hasReply);
  const MutexLock lock(mutex_);
  for (Feed& feed : feeds_) {
    if (!is_open) {
      feed.sent.erase(id);
    } else if (feed.device == command->deviceId) {
      send(feed, *command);
    }
  }
}

std::set<PeripheralDeviceId> DeviceFeeds::tend() {
  std::set<PeripheralDeviceId> listening;
  const MutexLock lock(mutex_);
  const bool gives_sign = ++ticks_ % kTicksPerSign == 0;
  std::erase_if(feeds_, [&](const Feed& feed) {
    const auto stream = feed.stream.lock();
    return !stream || stream->closed() || (gives_sign && !stream->write(": \n\n"));
  });
  for (const Feed& feed : feeds_) listening.insert(feed.device);
  return listening;
}

void DeviceFeeds::end() {
  const MutexLock lock(mutex_);
  for (const Feed& feed : feeds_) {
    if (const auto stream = feed.stream.lock()) stream->end();
  }
  feeds_.clear();
}

}  // namespace takt::door
