#pragma once

// studios, showStyleBases, showStyleVariants and blueprints as stored. What jobs use is the resolved
// form, jobs/settings.h. Written by the door through the conductor's system queue, and by the
// upgrade jobs. spec/data-model.md section 7.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

struct PeripheralDeviceSettings {
  Opt<ObjectWithOverrides> deviceSettings;
  Opt<ObjectWithOverrides> playoutDevices;
  Opt<ObjectWithOverrides> ingestDevices;
  Opt<ObjectWithOverrides> inputDevices;
  JsonObject extra;
  bool operator==(const PeripheralDeviceSettings&) const = default;
};
BOOST_DESCRIBE_STRUCT(PeripheralDeviceSettings, (),
                      (deviceSettings, playoutDevices, ingestDevices, inputDevices, extra))

struct Studio {
  static constexpr Collection collection = Collection::studios;
  StudioId _id;
  Opt<std::string> name;
  Opt<BlueprintId> blueprintId;
  Opt<std::string> blueprintConfigPresetId;
  Opt<bool> blueprintConfigPresetIdUnlinked;
  Opt<ObjectWithOverrides> mappingsWithOverrides;
  Opt<std::string> mappingsHash;
  Opt<std::vector<ShowStyleBaseId>> supportedShowStyleBase;
  Opt<ObjectWithOverrides> blueprintConfigWithOverrides;
  Opt<ObjectWithOverrides> settingsWithOverrides;
  Opt<std::string> _rundownVersionHash;
  Opt<ObjectWithOverrides> routeSetsWithOverrides;
  Opt<ObjectWithOverrides> routeSetExclusivityGroupsWithOverrides;
  Opt<ObjectWithOverrides> packageContainersWithOverrides;
  Opt<ObjectWithOverrides> packageContainerSettingsWithOverrides;
  Opt<PeripheralDeviceSettings> peripheralDeviceSettings;
  Opt<Json> lastBlueprintConfig;
  Opt<std::string> lastBlueprintFixUpHash;
  JsonObject extra;
  bool operator==(const Studio&) const = default;
};
BOOST_DESCRIBE_STRUCT(Studio, (),
                      (_id, name, blueprintId, blueprintConfigPresetId,
                       blueprintConfigPresetIdUnlinked, mappingsWithOverrides, mappingsHash,
                       supportedShowStyleBase, blueprintConfigWithOverrides, settingsWithOverrides,
                       _rundownVersionHash, routeSetsWithOverrides,
                       routeSetExclusivityGroupsWithOverrides, packageContainersWithOverrides,
                       packageContainerSettingsWithOverrides, peripheralDeviceSettings,
                       lastBlueprintConfig, lastBlueprintFixUpHash, extra))
TAKT_JSON(Studio)

struct ShowStyleBase {
  static constexpr Collection collection = Collection::showStyleBases;
  ShowStyleBaseId _id;
  Opt<std::string> name;
  Opt<BlueprintId> blueprintId;
  Opt<std::string> blueprintConfigPresetId;
  Opt<bool> blueprintConfigPresetIdUnlinked;
  Opt<Json> hotkeyLegend;
  Opt<ObjectWithOverrides> outputLayersWithOverrides;
  Opt<ObjectWithOverrides> sourceLayersWithOverrides;
  Opt<ObjectWithOverrides> blueprintConfigWithOverrides;
  Opt<Json> abChannelDisplayWithOverrides;
  Opt<Json> blueprintAbChannelDisplay;
  Opt<std::string> _rundownVersionHash;
  Opt<Json> lastBlueprintConfig;
  Opt<std::string> lastBlueprintFixUpHash;
  JsonObject extra;
  bool operator==(const ShowStyleBase&) const = default;
};
BOOST_DESCRIBE_STRUCT(ShowStyleBase, (),
                      (_id, name, blueprintId, blueprintConfigPresetId,
                       blueprintConfigPresetIdUnlinked, hotkeyLegend, outputLayersWithOverrides,
                       sourceLayersWithOverrides, blueprintConfigWithOverrides,
                       abChannelDisplayWithOverrides, blueprintAbChannelDisplay,
                       _rundownVersionHash, lastBlueprintConfig, lastBlueprintFixUpHash, extra))
TAKT_JSON(ShowStyleBase)

struct ShowStyleVariant {
  static constexpr Collection collection = Collection::showStyleVariants;
  ShowStyleVariantId _id;
  Opt<double> _rank;
  ShowStyleBaseId showStyleBaseId;
  Opt<std::string> blueprintConfigPresetId;
  Opt<bool> blueprintConfigPresetIdUnlinked;
  Opt<std::string> name;
  Opt<ObjectWithOverrides> blueprintConfigWithOverrides;
  Opt<bool> canGenerateAdlibTestingRundown;
  Opt<std::string> _rundownVersionHash;
  JsonObject extra;
  bool operator==(const ShowStyleVariant&) const = default;
};
BOOST_DESCRIBE_STRUCT(ShowStyleVariant, (),
                      (_id, _rank, showStyleBaseId, blueprintConfigPresetId,
                       blueprintConfigPresetIdUnlinked, name, blueprintConfigWithOverrides,
                       canGenerateAdlibTestingRundown, _rundownVersionHash, extra))
TAKT_JSON(ShowStyleVariant)

struct BlueprintDocument {
  static constexpr Collection collection = Collection::blueprints;
  BlueprintId _id;
  Opt<std::string> name;
  std::string code;
  Opt<bool> hasCode;
  Opt<Time> modified;
  Opt<Time> created;
  Opt<std::string> blueprintId;
  Opt<std::string> blueprintType;  // system, studio, showstyle
  Opt<Json> databaseVersion;
  Opt<std::string> blueprintVersion;
  Opt<std::string> integrationVersion;
  Opt<std::string> TSRVersion;
  Opt<bool> disableVersionChecks;
  Opt<std::string> blueprintHash;
  Opt<bool> hasFixUpFunction;
  JsonObject extra;
  bool operator==(const BlueprintDocument&) const = default;
};
BOOST_DESCRIBE_STRUCT(BlueprintDocument, (),
                      (_id, name, code, hasCode, modified, created, blueprintId, blueprintType,
                       databaseVersion, blueprintVersion, integrationVersion, TSRVersion,
                       disableVersionChecks, blueprintHash, hasFixUpFunction, extra))
TAKT_JSON(BlueprintDocument)

}  // namespace takt
