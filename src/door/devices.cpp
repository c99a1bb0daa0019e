#include "door/devices.h"

#include <pthread.h>

#include "base/id_generator.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/user_error.h"
#include "door/device_feeds.h"
#include "door/device_orders.h"
#include "door/documents.h"
#include "door/request.h"

namespace takt::door {

namespace {

constexpr std::chrono::seconds kTick{1};
/// A device that asks again and again is noted so often.
constexpr double kSeenEveryMs = 10'000;

}  // namespace

/// What the store's listener and waiting callers share; outlives the door for them.
class Devices::Body {
 public:
  Body(Store& of_store, conductor::Conductor& of_conductor, const Clock& of_clock)
      : store(of_store),
        conductor(of_conductor),
        clock(of_clock),
        orders(std::make_shared<DeviceOrders>(of_conductor)) {}

  struct Waiter {
    PeripheralDeviceId device;
    net::Responder responder;
  };

  Doc<PeripheralDevice> device(const PeripheralDeviceId& id) const {
    auto found = store.system().find<PeripheralDevice>(id);
    if (!found) throw document_not_found("peripheralDevices", id.str());
    return found;
  }

  template <class F>
  void for_each_studio(F visit) const {
    for (const auto& studio : store.system().all<Studio>()) {
      visit(studio->_id, store.studio(studio->_id));
    }
  }

  DeviceFeeds::Commands open_commands(const PeripheralDeviceId& id) const {
    DeviceFeeds::Commands out;
    for_each_studio([&](const StudioId&, const Documents& documents) {
      for (auto& command : documents.all<PeripheralDeviceCommand>()) {
        if (command->deviceId == id && !truthy(command->hasReply))
          out.push_back(std::move(command));
      }
    });
    return out;
  }
  JsonArray open_commands_json(const PeripheralDeviceId& id) const {
    JsonArray out;
    for (const auto& command : open_commands(id)) out.push_back(to_json(*command));
    return out;
  }

  /// The studio that the device, or the one that it is behind, belongs to.
  StudioId studio_of(const PeripheralDevice& device) const {
    if (device.studioAndConfigId) return device.studioAndConfigId->studioId;
    const auto parent = device.parentDeviceId
                            ? store.system().find<PeripheralDevice>(*device.parentDeviceId)
                            : nullptr;
    if (parent && parent->studioAndConfigId) return parent->studioAndConfigId->studioId;
    throw invalid_request(fmt::format("device \"{}\" belongs to no studio", device._id), 409);
  }

  void write_device(PeripheralDevice device, conductor::Conductor::WriteDone done) {
    conductor.write(
        StudioId(),
        {put_change<PeripheralDevice>(std::make_shared<const PeripheralDevice>(std::move(device)))},
        std::move(done));
  }

  /// It was heard of just now.
  void seen(const PeripheralDevice& device) {
    {
      const MutexLock lock(mutex);
      double& last = last_seen[device._id];
      const bool is_noted = last > clock.now() - kSeenEveryMs && truthy(device.connected);
      if (is_noted) return;
      last = clock.now();
    }
    set_connected(device, true);
  }

  void set_connected(PeripheralDevice device, bool connected) {
    device.connected = connected;
    if (connected) device.extra["lastSeen"] = number(clock.now());
    write_device(std::move(device), [](const std::optional<UserError>& error) {
      if (error) log::warning("a device's document can't be written: {}", error->raw_message());
    });
  }

  void end_silent() {
    const Time now = clock.now();
    for (const auto& device : store.system().all<PeripheralDevice>()) {
      if (!truthy(device->connected)) continue;
      bool is_silent = false;
      {
        const MutexLock lock(mutex);
        const auto found = last_seen.find(device->_id);
        // Only those that came by HTTP, in this life of the program or an earlier one.
        const Json* noted = device->extra.if_contains("lastSeen");
        if (noted == nullptr) continue;
        const double last =
            found != last_seen.end() ? found->second : as_number(*noted).value_or(0);
        const bool asks = std::any_of(waiting.begin(), waiting.end(), [&](const auto& entry) {
          return entry.second.device == device->_id;
        });
        is_silent = !asks && last < now - kSilenceMs;
      }
      if (!is_silent) continue;
      log::warning("device {} is silent", device->_id);
      set_connected(*device, false);
    }
  }

  /// Committed commands, for those who wait for them: they wait because there was none before.
  void note(const std::vector<DocumentChange>& changes) {
    std::map<PeripheralDeviceId, JsonArray> open;
    for (const DocumentChange& change : changes) {
      if (change.collection != Collection::peripheralDeviceCommands) continue;
      const auto command = std::static_pointer_cast<const PeripheralDeviceCommand>(change.after);
      const DeviceCommandId id(change.id);
      feeds.note(id, command.get());
      orders->note(id, command.get());
      if (command && !truthy(command->hasReply)) {
        open[command->deviceId].push_back(to_json(*command));
      }
    }
    for (const auto& [id, commands] : open) answer(id, commands);
  }

  void answer(const PeripheralDeviceId& id, const JsonArray& open) {
    if (open.empty()) return;
    std::vector<net::Responder> there;
    {
      const MutexLock lock(mutex);
      for (auto it = waiting.begin(); it != waiting.end();) {
        if (it->second.device == id) {
          there.push_back(it->second.responder);
          it = waiting.erase(it);
        } else {
          ++it;
        }
      }
    }
    for (const net::Responder& responder : there) responder.send(net::json_response(200, open));
  }

  void forget(uint64_t number) {
    const MutexLock lock(mutex);
    waiting.erase(number);
  }

  void run() {
    MutexLock lock(mutex);
    while (!stopping) {
      const auto next = std::chrono::steady_clock::now() + kTick;
      while (!stopping && changed.wait_until(mutex, next)) {
      }
      if (stopping) return;
      lock.unlock();
      const auto listening = feeds.tend();
      lock.lock();
      for (const PeripheralDeviceId& device : listening) last_seen[device] = clock.now();
      lock.unlock();
      end_silent();
      lock.lock();
    }
  }

  Store& store;
  conductor::Conductor& conductor;
  const Clock& clock;
  DeviceFeeds feeds;
  const std::shared_ptr<DeviceOrders> orders;
  std::thread thread;
  Mutex mutex;
  Condition changed;
  bool stopping TAKT_GUARDED_BY(mutex) = false;
  uint64_t last_number TAKT_GUARDED_BY(mutex) = 0;
  std::map<uint64_t, Waiter> waiting TAKT_GUARDED_BY(mutex);
  std::map<PeripheralDeviceId, double> last_seen TAKT_GUARDED_BY(mutex);
};

Devices::Devices(Store& store, conductor::Conductor& conductor, const Clock& clock)
    : body_(std::make_shared<Body>(store, conductor, clock)) {
  store.subscribe([weak = std::weak_ptr(body_)](const StudioId& studio,
                                                const std::vector<DocumentChange>& changes) {
    const auto body = studio.empty() ? nullptr : weak.lock();
    if (body) body->note(changes);
  });
  body_->thread = std::thread([body = body_.get()] {
    pthread_setname_np(pthread_self(), "devices");
    log::context().thread = "devices";
    body->run();
  });
}

Devices::~Devices() {
  {
    const MutexLock lock(body_->mutex);
    body_->stopping = true;
    body_->changed.notify_all();
  }
  body_->thread.join();
}

net::Response Devices::list() const {
  JsonArray rows;
  for (const auto& device : body_->store.system().all<PeripheralDevice>()) {
    JsonObject row{
        {"_id", device->_id.str()},
        {"name", device->name.value_or("")},
        {"category", device->category.value_or("")},
        {"type", device->type.value_or("")},
        {"connected", truthy(device->connected)},
        {"openCommands", static_cast<int64_t>(body_->open_commands(device->_id).size())}};
    if (device->parentDeviceId) row["parentDeviceId"] = device->parentDeviceId->str();
    if (device->status) row["status"] = *device->status;
    if (const Json* seen = device->extra.if_contains("lastSeen")) row["lastSeen"] = *seen;
    rows.push_back(std::move(row));
  }
  return net::json_response(200, std::move(rows));
}

void Devices::commands(const Authorised&, const PeripheralDeviceId& device,
                       std::chrono::milliseconds wait, const net::Responder& responder) {
  body_->seen(*body_->device(device));
  JsonArray open = body_->open_commands_json(device);
  if (!open.empty() || wait.count() == 0) {
    responder.send(net::json_response(200, std::move(open)));
    return;
  }
  uint64_t number = 0;
  {
    const MutexLock lock(body_->mutex);
    number = ++body_->last_number;
    body_->waiting.emplace(number, Body::Waiter{device, responder});
  }
  const auto forget = [weak = std::weak_ptr(body_), number] {
    if (const auto body = weak.lock()) body->forget(number);
  };
  responder.on_disconnect(forget);
  responder.on_timeout(wait, [forget, responder] {
    forget();
    responder.send(net::json_response(200, JsonArray{}));
  });
  // One that came between the look and the wait.
  body_->answer(device, body_->open_commands_json(device));
}

void Devices::feed(const Authorised&, const PeripheralDeviceId& device,
                   const net::Responder& responder) {
  body_->seen(*body_->device(device));
  net::Response response;
  response.content_type = "text/event-stream";
  response.headers = {{"Cache-Control", "no-store"}};
  response.stream =
      body_->feeds.open(device, [this, &device] { return body_->open_commands(device); });
  responder.send(std::move(response));
}

void Devices::order(const Authorised& caller, const PeripheralDeviceId& device, const Json& body,
                    std::chrono::milliseconds timeout, const net::Responder& responder) {
  const StudioId studio = body_->studio_of(*body_->device(device));
  PeripheralDeviceCommand command = read_device_order(body);
  command._id = DeviceCommandId(RandomIds().next());
  command.deviceId = device;
  command.time = body_->clock.now();
  body_->orders->send(caller, studio, std::move(command), timeout, responder);
}

void Devices::reply(const Authorised&, const PeripheralDeviceId& device,
                    const DeviceCommandId& command, const Json& body,
                    const net::Responder& responder) {
  const Json* error = member(body, "error");
  const Json* result = member(body, "result");
  if (!body.is_object() || (error != nullptr) == (result != nullptr)) {
    throw invalid_request("a reply has a result or an error");
  }
  body_->seen(*body_->device(device));
  bool is_found = false;
  body_->for_each_studio([&](const StudioId& studio, const Documents& documents) {
    const auto found = documents.find<PeripheralDeviceCommand>(command);
    if (is_found || !found || found->deviceId != device || truthy(found->hasReply)) return;
    is_found = true;
    PeripheralDeviceCommand answered = *found;
    answered.hasReply = true;
    answered.replyTime = body_->clock.now();
    if (error != nullptr) answered.replyError = *error;
    if (result != nullptr) answered.reply = *result;
    body_->conductor.write(
        studio,
        {put_change<PeripheralDeviceCommand>(
            std::make_shared<const PeripheralDeviceCommand>(std::move(answered)))},
        [command, responder](const std::optional<UserError>& failure) {
          responder.send(failure ? net::error_response(*failure)
                                 : net::json_response(200, JsonObject{{"_id", command.str()}}));
        });
  });
  if (!is_found) throw document_not_found("peripheralDeviceCommands", command.str());
}

void Devices::report_status(const Authorised&, const PeripheralDeviceId& device, const Json& body,
                            const net::Responder& responder) {
  const Json* code = member(body, "statusCode");
  const Json* messages = member(body, "messages");
  if (code == nullptr || !as_number(*code) || (messages != nullptr && !messages->is_array())) {
    throw invalid_request("a status has a number as statusCode, and messages in a list");
  }
  PeripheralDevice changed = *body_->device(device);
  JsonObject status{{"statusCode", *code}};
  status["messages"] = messages != nullptr ? *messages : Json(JsonArray{});
  changed.status = Json(std::move(status));
  changed.connected = true;
  changed.extra["lastSeen"] = number(body_->clock.now());
  {
    const MutexLock lock(body_->mutex);
    body_->last_seen[device] = body_->clock.now();
  }
  body_->write_device(
      std::move(changed), [device, responder](const std::optional<UserError>& error) {
        responder.send(error ? net::error_response(*error)
                             : net::json_response(200, JsonObject{{"_id", device.str()}}));
      });
}

void Devices::answer_waiting() {
  body_->feeds.end();
  body_->orders->answer_waiting();
  std::map<uint64_t, Body::Waiter> waiting;
  {
    const MutexLock lock(body_->mutex);
    waiting.swap(body_->waiting);
  }
  for (const auto& [number, waiter] : waiting) {
    waiter.responder.send(net::json_response(200, JsonArray{}));
  }
}

}  // namespace takt::door
