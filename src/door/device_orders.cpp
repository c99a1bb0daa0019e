#include "door/device_orders.h"

#include "base/log.h"
#include "door/request.h"
#include "worker/device_desk.h"

namespace takt::door {

namespace {

UserError failed(const PeripheralDeviceId& device, const std::string& message) {
  return UserError(UserErrorKey::DeviceCommandFailed,
                   {{"device", device.str()}, {"message", message}}, 502);
}

std::string described(const PeripheralDeviceCommand& command) {
  return command.functionName ? *command.functionName : command.actionId.value_or("");
}

}  // namespace

PeripheralDeviceCommand read_device_order(const Json& body) {
  const std::string function = string_member(body, "functionName");
  const std::string action = string_member(body, "actionId");
  const Json* args = member(body, "args");
  const Json* payload = member(body, "payload");
  if (function.empty() == action.empty()) {
    throw invalid_request("a command has a functionName or an actionId");
  }
  if (args != nullptr && (!action.empty() || !args->is_array())) {
    throw invalid_request("args is a list, and goes with a functionName");
  }
  if (payload != nullptr && action.empty()) {
    throw invalid_request("payload goes with an actionId");
  }
  PeripheralDeviceCommand command;
  command.hasReply = false;
  if (action.empty()) {
    command.functionName = function;
    std::vector<Json> list;
    if (args != nullptr) list.assign(args->as_array().begin(), args->as_array().end());
    command.args = std::move(list);
  } else {
    command.actionId = action;
    if (payload != nullptr) command.payload = *payload;
  }
  return command;
}

std::optional<DeviceOrders::Waiting> DeviceOrders::take(const DeviceCommandId& id) {
  const MutexLock lock(mutex_);
  auto found = waiting_.extract(id);
  if (!found) return std::nullopt;
  return std::move(found.mapped());
}

void DeviceOrders::remove(const StudioId& studio, const DeviceCommandId& id) {
  conductor_.write(studio, {Change{Collection::peripheralDeviceCommands, id.str(), nullptr}},
                   [id](const std::optional<UserError>& error) {
                     // The next start of the studio removes it.
                     if (error) log::warning("command {} stays: {}", id, error->raw_message());
                   });
}

void DeviceOrders::give_up(const DeviceCommandId& id, const UserError& error) {
  const auto waiting = take(id);
  if (!waiting) return;
  waiting->responder.send(net::error_response(error));
  remove(waiting->studio, id);
}

void DeviceOrders::send(const Authorised& caller, const StudioId& studio,
                        PeripheralDeviceCommand command, std::chrono::milliseconds timeout,
                        const net::Responder& responder) {
  const DeviceCommandId id = command._id;
  const PeripheralDeviceId device = command.deviceId;
  log::info("device {}: {} ({}) by {}", device, described(command), id, caller.who());
  {
    const MutexLock lock(mutex_);
    waiting_.emplace(id, Waiting{studio, device, responder});
  }
  const auto self = weak_from_this();
  conductor_.write(studio,
                   {put_change<PeripheralDeviceCommand>(
                       std::make_shared<const PeripheralDeviceCommand>(std::move(command)))},
                   [self, id](const std::optional<UserError>& error) {
                     const auto orders = self.lock();
                     if (!error || !orders) return;
                     if (const auto waiting = orders->take(id)) {
                       waiting->responder.send(net::error_response(*error));
                     }
                   });
  responder.on_disconnect([self, id, device] {
    if (const auto orders = self.lock()) orders->give_up(id, failed(device, "the caller has gone"));
  });
  responder.on_timeout(timeout, [self, id, device, timeout] {
    if (const auto orders = self.lock()) {
      orders->give_up(id, UserError(UserErrorKey::DeviceCommandTimedOut,
                                    {{"device", device.str()}, {"timeout", timeout.count()}}, 504));
    }
  });
}

void DeviceOrders::note(const DeviceCommandId& id, const PeripheralDeviceCommand* command) {
  if (command != nullptr && !truthy(command->hasReply)) return;
  const auto waiting = take(id);
  if (!waiting) return;
  if (command == nullptr) {
    // With its device.
    waiting->responder.send(net::error_response(failed(waiting->device, "it was removed")));
    return;
  }
  if (truthy(command->replyError ? &*command->replyError : nullptr)) {
    waiting->responder.send(net::error_response(
        failed(waiting->device, worker::device_error_text(*command->replyError))));
  } else {
    waiting->responder.send(net::json_response(
        200, JsonObject{{"commandId", id.str()}, {"result", command->reply.value_or(nullptr)}}));
  }
  remove(waiting->studio, id);
}

void DeviceOrders::answer_waiting() {
  std::map<DeviceCommandId, Waiting> waiting;
  {
    const MutexLock lock(mutex_);
    waiting.swap(waiting_);
  }
  for (const auto& [id, one] : waiting) {
    one.responder.send(net::error_response(
        UserError(UserErrorKey::StudioUnavailable,
                  {{"studio", one.studio.str()}, {"message", "takt is stopping"}}, 503)));
  }
}

}  // namespace takt::door
