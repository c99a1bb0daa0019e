#pragma once

// Commands to devices as documents of `peripheralDeviceCommands` (spec/events-and-devices.md
// section 4): a gateway sees the document, and its reply is written into it. Each command and its
// removal commit on their own (R4). run() blocks its worker thread; note() is called by whoever
// commits.

#include "base/mutex.h"
#include "worker/seams.h"

namespace takt::worker {

class DeviceDesk final : public DeviceCommands {
 public:
  DeviceDesk(Store& store, const StudioId& studio) : store_(store), studio_(studio) {}

  /// Before the first command: the owner's epoch.
  void set_epoch(LeaseEpoch epoch) { epoch_ = epoch; }
  Json run(const StudioId& studio, PeripheralDeviceCommand command, double timeout_ms) override;
  /// Committed changes of the studio.
  void note(const std::vector<DocumentChange>& changes);

 private:
  Doc<PeripheralDeviceCommand> wait_for_reply(const PeripheralDeviceCommand& command,
                                              double timeout_ms);
  void commit(Change change);

  Store& store_;
  const StudioId studio_;
  std::atomic<LeaseEpoch> epoch_ = 0;
  Mutex mutex_;
  Condition changed_;
};

}  // namespace takt::worker
