#include "playout/upkeep/upkeep_jobs.h"

#include "base/log.h"
#include "blueprints/blueprints.h"
#include "blueprints/hook_context.h"
#include "playout/adlib/execute_action.h"
#include "playout/handlers.h"
#include "playout/hooks/hook_frame.h"
#include "playout/run_playout_job.h"
#include "playout/studio/route_sets.h"

namespace takt::playout {

Json on_system_snapshot_created(JobContext& context, const SystemSnapshotPayload& payload) {
  constexpr const char* kHook = "onSystemSnapshotCreated";
  blueprints::Blueprint& blueprint = context.blueprints().studio(context);
  if (!blueprint.has(kHook)) return nullptr;
  try {
    blueprints::HookContext hook(
        context, blueprint, "SystemSnapshotCreatedContext",
        {kHook, fmt::format("studioId={},snapshotId={}", context.studio_id(), payload.snapshotId)});
    add_devices(hook.host(), context);
    JsonObject options;
    for (const char* name : {"studioId", "withDeviceSnapshots", "fullSystem"}) {
      if (const Json* value = member(payload.options, name)) options[name] = *value;
    }
    const Json info = JsonObject{{"snapshotId", payload.snapshotId.str()},
                                 {"reason", payload.reason},
                                 {"type", payload.type},
                                 {"options", std::move(options)}};
    blueprint.call(context, kHook, {hook.arg(), info});
  } catch (const std::exception& error) {
    log::error("Error in studioBlueprint.{}: {}", kHook, error.what());
  }
  return nullptr;
}

Json switch_route_set_job(JobContext& context, const SwitchRouteSetPayload& payload) {
  if (switch_route_set(context, payload.routeSetId, payload.state) == RouteSetEffect::ab_players) {
    update_timeline(context, {});
  }
  return nullptr;
}

Json on_external_events(JobContext& context, const ExternalEventsPayload& payload) {
  if (payload.events.empty()) return nullptr;
  for (const Doc<Playlist>& playlist : active_playlists(context)) {
    run_playout_step(context, playlist->_id, [&](PlayoutModel& model) -> Json {
      run_on_external_event(model, payload.events);
      return nullptr;
    });
  }
  return nullptr;
}

Json cleanup_package_references(JobContext& context, const PackageReferencesPayload& payload) {
  const PlaylistLock lock = context.lock_playlist(payload.playlistId);
  DocumentView& documents = context.documents();
  const auto needs = [&](const PieceInstanceId& id, const ExpectedPackageId& package) {
    const auto instance = documents.find<PieceInstance>(id);
    if (!instance || instance->rundownId != payload.rundownId || truthy(instance->reset))
      return false;
    const auto& needed = instance->neededExpectedPackageIds;
    return needed && std::ranges::find(*needed, package) != needed->end();
  };
  for (const auto& stored :
       documents.by<ExpectedPackage>(Index::rundown, payload.rundownId.str())) {
    if (stored->studioId != context.studio_id() || stored->bucketId) continue;
    ExpectedPackage package = *stored;
    auto& users = package.playoutSources.pieceInstanceIds;
    std::erase_if(users, [&](const PieceInstanceId& id) { return !needs(id, package._id); });
    if (users.empty() && package.ingestSources.empty()) {
      documents.remove<ExpectedPackage>(package._id);
    } else {
      documents.put_if_changed(std::move(package));
    }
  }
  return nullptr;
}

Json debug_crash(JobContext& context, const PlaylistPayload& payload) {
  return run_playout_job(context, payload.playlistId, [](PlayoutModel&) -> Json {
    throw std::logic_error("debugCrash was asked for");
  });
}

void add_upkeep_jobs(JobTable& table) {
  table.add<GeneratePlaylistSnapshot>(generate_playlist_snapshot);
  table.add<RestorePlaylistSnapshot>(restore_playlist_snapshot);
  table.add<OnSystemSnapshotCreated>(on_system_snapshot_created);
  table.add<SwitchRouteSet>(switch_route_set_job);
  table.add<OnExternalEvents>(on_external_events);
  table.add<CleanupOrphanedExpectedPackageReferences>(cleanup_package_references);
  table.add<BlueprintUpgradeForStudio>(upgrade_studio);
  table.add<BlueprintValidateConfigForStudio>(validate_studio_config);
  table.add<BlueprintFixUpConfigForStudio>(fix_up_studio_config);
  table.add<BlueprintIgnoreFixUpConfigForStudio>(ignore_studio_fix_up);
  table.add<DebugCrash>(debug_crash);
}

}  // namespace takt::playout
