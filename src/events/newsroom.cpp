#include "events/newsroom.h"

#include "base/log.h"
#include "base/reflect.h"

namespace takt::events {

namespace {

/// A newsroom system may take ten seconds of its own.
constexpr double kStoryStatusTimeoutMs = 11'000;

/// The device that the rundown comes from, if it can be told; else why not.
std::variant<Doc<PeripheralDevice>, std::string> newsroom_of(JobContext& context,
                                                             const Rundown& rundown) {
  if (rundown.source.type != "nrcs" || !rundown.source.peripheralDeviceId) {
    return "it does not come from a newsroom system";
  }
  const PeripheralDeviceId& id = *rundown.source.peripheralDeviceId;
  const auto device = context.documents().find<PeripheralDevice>(id);
  if (!device) return fmt::format("its device \"{}\" is missing", id);
  const auto parent = device->parentDeviceId
                          ? context.documents().find<PeripheralDevice>(*device->parentDeviceId)
                          : device;
  if (!parent || !parent->studioAndConfigId ||
      parent->studioAndConfigId->studioId != context.studio_id()) {
    return fmt::format("its device \"{}\" does not belong to this studio", id);
  }
  return device;
}

bool is_mos_newsroom(const PeripheralDevice& device) {
  return device.category == "ingest" && device.type == "mos";
}

}  // namespace

void from_json(NotifyCurrentlyPlayingPart::Payload& out, const Json& value,
               const reflect::Path& path) {
  reflect::read_struct(out, value, path);
}
void from_json(SendStoryStatus::Payload& out, const Json& value, const reflect::Path& path) {
  reflect::read_struct(out, value, path);
}

Json notify_currently_playing_part(JobContext& context,
                                   const NotifyCurrentlyPlayingPart::Payload& payload) {
  const auto found = context.documents().find<Rundown>(payload.rundownId);
  if (!found) {
    log::warning("the newsroom is not told: rundown \"{}\" is missing", payload.rundownId);
    return nullptr;
  }
  const auto newsroom = newsroom_of(context, *found);
  if (const auto* problem = std::get_if<std::string>(&newsroom)) {
    log::info("rundown {}: the newsroom is not told: {}", payload.rundownId, *problem);
    return nullptr;
  }
  const RundownLock rundown_lock = context.lock_rundown(payload.rundownId);
  const PlaylistLock playlist_lock = context.lock_playlist(found->playlistId);
  const auto current = context.documents().find<Rundown>(payload.rundownId);
  if (!current) return nullptr;
  Opt<std::string> on_air;
  if (!payload.isRehearsal && payload.partExternalId) on_air = *payload.partExternalId;
  Rundown rundown = *current;
  const auto before = std::exchange(rundown.notifiedCurrentPlayingPartExternalId, on_air);
  context.documents().put_if_changed(std::move(rundown));
  const PeripheralDevice& device = *std::get<Doc<PeripheralDevice>>(newsroom);
  if (!on_air || on_air == before || !is_mos_newsroom(device)) return nullptr;
  // A job of its own, so that no lock is held while the device is waited for, and the command is
  // not forgotten if the process ends here.
  QueueOptions options;
  options.low_priority = true;
  context.queue_events_job("sendStoryStatus",
                           JsonObject{{"rundownId", payload.rundownId.str()},
                                      {"deviceId", device._id.str()},
                                      {"storyId", *on_air}},
                           options);
  return nullptr;
}

Json send_story_status(JobContext& context, const SendStoryStatus::Payload& payload) {
  const auto rundown = context.documents().find<Rundown>(payload.rundownId);
  // By now another story may be on air, or nothing: to tell of this one would be wrong.
  if (!rundown || rundown->notifiedCurrentPlayingPartExternalId != payload.storyId) return nullptr;
  try {
    context.run_device_command(
        payload.deviceId,
        JsonObject{{"functionName", "setStoryStatus"},
                   {"args", JsonArray{Json(rundown->externalId), Json(payload.storyId), "PLAY"}}},
        kStoryStatusTimeoutMs);
  } catch (const std::exception& error) {
    log::error("rundown {}: the newsroom is not told that \"{}\" plays: {}", payload.rundownId,
               payload.storyId, error.what());
  }
  return nullptr;
}

}  // namespace takt::events
