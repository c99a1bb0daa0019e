#include "playout/upkeep/apply_config.h"

#include <functional>
#include <map>

namespace takt::playout {

namespace {

constexpr const char* kGatewaySubType = "_process";
/// RouteSet::behavior
constexpr int kToggle = 1;

using Convert = std::function<JsonObject(const Json&)>;

/// Each member of `result[name]`, converted; {} when it has none.
JsonObject convert_members(const Json& result, std::string_view name, const Convert& convert) {
  JsonObject out;
  const Json* members = member(result, name);
  if (members == nullptr || !members->is_object()) return out;
  for (const auto& entry : members->get_object()) out[entry.key()] = convert(entry.value());
  return out;
}

/// `from[name]`, or `fallback` when it is absent or null.
Json value_or(const Json& from, std::string_view name, Json fallback) {
  const Json* value = member(from, name);
  return value != nullptr && !value->is_null() ? *value : fallback;
}

void copy_member(const Json& from, std::string_view name, JsonObject& to) {
  if (const Json* value = member(from, name); value != nullptr && !value->is_null()) {
    to[name] = *value;
  }
}

using ConfigIds = std::map<std::string, PeripheralDeviceId, std::less<>>;

/// The gateways by the configuration they have, after those of `parents` got theirs.
ConfigIds assign_gateways(JobContext& context, const JsonObject& parents) {
  DocumentView& documents = context.documents();
  auto gateways = documents.all<PeripheralDevice>();
  std::erase_if(gateways, [](const Doc<PeripheralDevice>& device) {
    return !(device->subType && *device->subType == Json(kGatewaySubType));
  });
  for (const auto& parent : parents) {
    const auto gateway = std::ranges::find_if(gateways, [&](const Doc<PeripheralDevice>& device) {
      return device->_id.str().starts_with(std::string_view(parent.key()));
    });
    if (gateway == gateways.end()) continue;
    const StudioAndConfigId wanted{context.studio_id(), std::string(parent.key()), {}};
    // A configuration is one gateway's only.
    for (Doc<PeripheralDevice>& device : gateways) {
      const bool has_it = device->studioAndConfigId == wanted;
      if (has_it == (device == *gateway)) continue;
      PeripheralDevice changed = *device;
      changed.studioAndConfigId.reset();
      if (!has_it) changed.studioAndConfigId = wanted;
      device = std::make_shared<const PeripheralDevice>(std::move(changed));
      documents.put_shared<PeripheralDevice>(device);
    }
  }
  ConfigIds ids;
  for (const Doc<PeripheralDevice>& device : gateways) {
    if (!device->studioAndConfigId || !device->studioAndConfigId->configId) continue;
    ids.insert_or_assign(*device->studioAndConfigId->configId, device->_id);
  }
  return ids;
}

JsonObject sub_devices(const Json& result, std::string_view name, const ConfigIds& gateways) {
  return convert_members(result, name, [&](const Json& device) {
    JsonObject out;
    const auto gateway = gateways.find(string_member(device, "parentConfigId"));
    if (gateway != gateways.end()) out["peripheralDeviceId"] = gateway->second.str();
    copy_member(device, "options", out);
    return out;
  });
}

JsonObject route_set(const Json& set) {
  JsonObject out{{"name", value_or(set, "name", "")},
                 {"active", value_or(set, "active", false)},
                 {"defaultActive", value_or(set, "defaultActive", false)},
                 {"behavior", value_or(set, "behavior", kToggle)}};
  copy_member(set, "exclusivityGroup", out);
  out["routes"] = value_or(set, "routes", JsonArray{});
  out["abPlayers"] = value_or(set, "abPlayers", JsonArray{});
  return out;
}

Json default_settings() {
  return JsonObject{{"frameRate", 25},
                    {"mediaPreviewsUrl", ""},
                    {"minimumTakeSpan", number(kDefaultMinimumTakeSpanMs)},
                    {"allowHold", true},
                    {"allowPieceDirectPlay", true},
                    {"enableBuckets", true},
                    {"enableEvaluationForm", true},
                    {"shelfAdlibButtonSize", "large"}};
}

}  // namespace

void apply_studio_config(JobContext& context, Studio& studio, const Json& result) {
  const Json* mappings = member(result, "mappings");
  if (mappings == nullptr || !mappings->is_object()) {
    throw std::runtime_error("applyConfig gave no mappings");
  }
  studio.mappingsWithOverrides.ensure().defaults = mappings->get_object();
  studio.settingsWithOverrides.ensure().defaults =
      value_or(result, "studioSettings", default_settings()).as_object();

  const JsonObject parents = convert_members(result, "parentDevices", [](const Json& device) {
    return JsonObject{{"name", value_or(device, "name", "")},
                      {"options", value_or(device, "options", JsonObject{})}};
  });
  const ConfigIds gateways = assign_gateways(context, parents);
  PeripheralDeviceSettings& devices = studio.peripheralDeviceSettings.ensure();
  devices.deviceSettings.ensure().defaults = parents;
  devices.playoutDevices.ensure().defaults = sub_devices(result, "playoutDevices", gateways);
  devices.ingestDevices.ensure().defaults = sub_devices(result, "ingestDevices", gateways);
  devices.inputDevices.ensure().defaults = sub_devices(result, "inputDevices", gateways);

  studio.routeSetsWithOverrides.ensure().defaults = convert_members(result, "routeSets", route_set);
  studio.routeSetExclusivityGroupsWithOverrides.ensure().defaults =
      convert_members(result, "routeSetExclusivityGroups", [](const Json& group) {
        return JsonObject{{"name", value_or(group, "name", "")}};
      });
  studio.packageContainersWithOverrides.ensure().defaults =
      convert_members(result, "packageContainers", [](const Json& container) {
        JsonObject out{{"deviceIds", value_or(container, "deviceIds", JsonArray{})}};
        copy_member(container, "container", out);
        return out;
      });
  studio.packageContainerSettingsWithOverrides.ensure().defaults =
      value_or(
          result, "packageContainerSettings",
          JsonObject{{"previewContainerIds", JsonArray{}}, {"thumbnailContainerIds", JsonArray{}}})
          .as_object();
}

}  // namespace takt::playout
