#pragma once

// peripheralDevices and peripheralDeviceCommands. spec/data-model.md section 9.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

struct StudioAndConfigId {
  StudioId studioId;
  Opt<std::string> configId;
  JsonObject extra;
  bool operator==(const StudioAndConfigId&) const = default;
};
BOOST_DESCRIBE_STRUCT(StudioAndConfigId, (), (studioId, configId, extra))

struct PeripheralDevice {
  static constexpr Collection collection = Collection::peripheralDevices;
  PeripheralDeviceId _id;
  Opt<std::string> name;
  Opt<std::string> deviceName;
  Opt<StudioAndConfigId> studioAndConfigId;
  Opt<std::string> category;
  Opt<std::string> type;
  Opt<Json> subType;  // "_process" for a parent device
  Opt<PeripheralDeviceId> parentDeviceId;
  Opt<Json> status;
  Opt<std::vector<double>> latencies;
  Opt<bool> connected;
  Opt<std::string> nrcsName;
  Opt<bool> ignore;
  Opt<Json> configManifest;
  JsonObject extra;
  bool operator==(const PeripheralDevice&) const = default;
};
BOOST_DESCRIBE_STRUCT(PeripheralDevice, (),
                      (_id, name, deviceName, studioAndConfigId, category, type, subType,
                       parentDeviceId, status, latencies, connected, nrcsName, ignore,
                       configManifest, extra))
TAKT_JSON(PeripheralDevice)

struct PeripheralDeviceCommand {
  static constexpr Collection collection = Collection::peripheralDeviceCommands;
  DeviceCommandId _id;
  PeripheralDeviceId deviceId;
  Time time = 0;
  Opt<std::string> functionName;
  Opt<std::vector<Json>> args;
  Opt<std::string> actionId;
  Opt<Json> payload;
  Opt<bool> hasReply;
  Opt<Json> reply;
  Opt<Json> replyError;
  Opt<Time> replyTime;
  JsonObject extra;
  bool operator==(const PeripheralDeviceCommand&) const = default;
};
BOOST_DESCRIBE_STRUCT(PeripheralDeviceCommand, (),
                      (_id, deviceId, time, functionName, args, actionId, payload, hasReply, reply,
                       replyError, replyTime, extra))
TAKT_JSON(PeripheralDeviceCommand)

}  // namespace takt
