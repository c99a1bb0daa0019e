#pragma once

// Commands to devices as documents of `peripheralDeviceCommands` (spec/events-and-devices.md
// section 4): a gateway sees the document, and its reply is written into it. Each command and its
// removal commit on their own (R4). run() blocks its worker thread; note() is called by whoever
// commits.

#include "base/mutex.h"
#include "worker/seams.h"

namespace takt::worker {

/// A replyError as a text: itself, its message, or its JSON.
std::string device_error_text(const Json& error);

class DeviceDesk final : public DeviceCommands {
 public:
  /// What became of a command; on its worker thread.
  struct Ended {
    const PeripheralDeviceCommand& command;
    Json reply = nullptr;
    std::string error = {};  // empty: none
    double took_ms = 0;
  };
  using Listener = std::function<void(const Ended& ended)>;

  DeviceDesk(Store& store, const StudioId& studio, Listener listener)
      : store_(store), studio_(studio), listener_(std::move(listener)) {}

  /// Before the first command: the owner's epoch. Commands that an earlier owner waited for go.
  void start(LeaseEpoch epoch);
  Json run(const StudioId& studio, PeripheralDeviceCommand command, double timeout_ms) override;
  /// Committed changes of the studio.
  void note(const std::vector<DocumentChange>& changes);

 private:
  Doc<PeripheralDeviceCommand> wait_for_reply(const PeripheralDeviceCommand& command,
                                              double timeout_ms);
  Json result_of(const PeripheralDeviceCommand& command, double timeout_ms);
  void commit(ChangeSet changes);

  Store& store_;
  const StudioId studio_;
  const Listener listener_;
  std::atomic<LeaseEpoch> epoch_ = 0;
  Mutex mutex_;
  Condition changed_;
};

}  // namespace takt::worker
