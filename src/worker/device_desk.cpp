#include "worker/device_desk.h"

#include "worker/steady.h"

namespace takt::worker {

namespace {

bool has_reply(const Doc<PeripheralDeviceCommand>& command) {
  return command && truthy(command->hasReply);
}

}  // namespace

std::string device_error_text(const Json& error) {
  if (const auto text = error.if_string()) return to_string(*text);
  const std::string message = string_member(error, "message");
  return message.empty() ? dump(error) : message;
}

void DeviceDesk::start(LeaseEpoch epoch) {
  epoch_ = epoch;
  ChangeSet removed;
  for (const auto& command : store_.studio(studio_).all<PeripheralDeviceCommand>()) {
    removed.push_back({Collection::peripheralDeviceCommands, command->_id.str(), nullptr});
  }
  if (!removed.empty()) commit(std::move(removed));
}

void DeviceDesk::commit(ChangeSet changes) {
  Transaction transaction;
  transaction.studio = studio_;
  transaction.epoch = epoch_;
  transaction.changes = std::move(changes);
  store_.commit(std::move(transaction));
}

Json DeviceDesk::run(const StudioId&, PeripheralDeviceCommand command, double timeout_ms) {
  const double start = steady_ms();
  try {
    Json reply = result_of(command, timeout_ms);
    if (listener_) listener_({command, reply, {}, steady_ms() - start});
    return reply;
  } catch (const std::exception& error) {
    if (listener_) listener_({command, nullptr, error.what(), steady_ms() - start});
    throw;
  }
}

Json DeviceDesk::result_of(const PeripheralDeviceCommand& command, double timeout_ms) {
  commit({put_change<PeripheralDeviceCommand>(std::make_shared<PeripheralDeviceCommand>(command))});
  const Doc<PeripheralDeviceCommand> answered = wait_for_reply(command, timeout_ms);
  commit({Change{Collection::peripheralDeviceCommands, command._id.str(), nullptr}});
  if (!answered) {
    throw std::runtime_error(fmt::format(
        "Timeout after {} ms when executing the function \"{}\" on device \"{}\"",
        number_text(timeout_ms), command.functionName.value_or("undefined"), command.deviceId));
  }
  if (truthy(answered->replyError ? &*answered->replyError : nullptr)) {
    throw std::runtime_error(device_error_text(*answered->replyError));
  }
  return answered->reply.value_or(nullptr);
}

Doc<PeripheralDeviceCommand> DeviceDesk::wait_for_reply(const PeripheralDeviceCommand& command,
                                                        double timeout_ms) {
  const Documents& documents = store_.studio(studio_);
  const auto current = [&] { return documents.find<PeripheralDeviceCommand>(command._id); };
  const auto until = steady_point(steady_ms() + timeout_ms);
  const MutexLock lock(mutex_);
  auto document = current();
  // A command that is gone was removed with its device: there will be no reply.
  while (document && !has_reply(document)) {
    const bool in_time = changed_.wait_until(mutex_, until);
    document = current();
    if (!in_time) break;
  }
  return has_reply(document) ? document : nullptr;
}

void DeviceDesk::note(const std::vector<DocumentChange>& changes) {
  const bool concerns = std::any_of(changes.begin(), changes.end(), [](const auto& change) {
    return change.collection == Collection::peripheralDeviceCommands;
  });
  if (!concerns) return;
  // Taken so that a waiter between its look and its sleep isn't missed.
  const MutexLock lock(mutex_);
  changed_.notify_all();
}

}  // namespace takt::worker
