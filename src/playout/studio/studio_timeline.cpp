#include "playout/studio/studio_timeline.h"

namespace takt::playout {

namespace {

constexpr const char* kPlayoutDevice = "playout";

/// A missing hash is compared as the number 0, which no stored text equals.
bool is_version(const std::string& stored, const std::string& wanted) {
  return !wanted.empty() && stored == wanted;
}

}  // namespace

std::vector<Doc<PeripheralDevice>> playout_gateways(JobContext& context) {
  auto devices = context.documents().all<PeripheralDevice>();
  std::erase_if(devices, [&](const Doc<PeripheralDevice>& device) {
    return !device->studioAndConfigId ||
           device->studioAndConfigId->studioId != context.studio_id() ||
           !(device->type == kPlayoutDevice);
  });
  return devices;
}

bool is_multi_gateway_studio(JobContext& context) {
  return truthy(context.studio().settings.forceMultiGatewayMode) ||
         playout_gateways(context).size() > 1;
}

Json outdated_baseline_reason(JobContext& context) {
  const JobStudio& studio = context.studio();
  const Doc<BlueprintDocument> blueprint =
      studio.blueprint_id ? context.configuration().blueprint(*studio.blueprint_id) : nullptr;
  if (!blueprint) return "missingBlueprint";
  const auto timeline = context.documents().find<TimelineDocument>(context.studio_id());
  if (!timeline) return "noBaseline";
  const TimelineVersions& versions = timeline->generationVersions;
  if (versions.core != kCoreVersion) return "coreVersion";
  if (!is_version(versions.studio, studio.rundown_version_hash)) return "studio";
  if (!(versions.blueprintId == studio.blueprint_id->str())) return "blueprintId";
  const std::string hash = blueprint->blueprintHash.value_or("");
  if (!is_version(versions.blueprintVersion, hash)) return "blueprintVersion";
  return false;
}

}  // namespace takt::playout
