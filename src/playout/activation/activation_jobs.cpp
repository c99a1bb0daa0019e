#include "base/log.h"
#include "base/text.h"
#include "base/user_error.h"
#include "playout/activation/activation.h"
#include "playout/handlers.h"
#include "playout/run_playout_job.h"

namespace takt::playout {

namespace {

constexpr const char* kToRehearsal = "rehearsal";

void check_no_other_active(JobContext& context, const PlaylistId& id) {
  std::vector<std::string> names;
  for (const auto& playlist : active_playlists(context, id)) names.push_back(playlist->name);
  if (names.empty()) return;
  throw UserError(UserErrorKey::RundownAlreadyActiveNames, {{"names", join(names, ", ")}});
}

void check_reset_is_allowed(JobContext& context, const Playlist& playlist) {
  if (playlist.activationId && !truthy(playlist.rehearsal) &&
      !truthy(context.studio().settings.allowRundownResetOnAir)) {
    throw UserError(UserErrorKey::RundownResetWhileActive);
  }
}

/// Each in a step of its own. One that fails is noticed by check_no_other_active afterwards.
void deactivate_others(JobContext& context, const PlaylistId& id) {
  for (const auto& playlist : active_playlists(context, id)) {
    run_playout_step(context, playlist->_id, [](PlayoutModel& model) -> Json {
      deactivate_quietly(model);
      return nullptr;
    });
  }
}

}  // namespace

Json prepare_rundown_for_broadcast(JobContext& context, const PlaylistPayload& payload) {
  return run_playout_job(context, payload.playlistId, [](PlayoutModel& model) -> Json {
    if (model.active()) throw UserError(UserErrorKey::RundownAlreadyActive);
    check_no_other_active(model.context(), model.id());
    activate_playlist(model, true, Reset::always);
    return nullptr;
  });
}

Json reset_rundown_playlist(JobContext& context, const ResetPayload& payload) {
  if (payload.activate && truthy(payload.forceActivate)) {
    // Refused before anything is done to the others, and again under the lock.
    const auto playlist = context.documents().find<Playlist>(payload.playlistId);
    if (playlist) {
      check_reset_is_allowed(context, *playlist);
      deactivate_others(context, payload.playlistId);
    }
  }
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    check_reset_is_allowed(context, model.playlist());
    if (payload.activate) check_no_other_active(context, model.id());
    if (!model.active() && !payload.activate) {
      reset_playlist(model);
      return nullptr;
    }
    const bool rehearsal = payload.activate ? payload.activate == kToRehearsal
                                            : truthy(model.playlist().rehearsal);
    activate_playlist(model, rehearsal, Reset::always);
    return nullptr;
  });
}

Json activate_rundown_playlist(JobContext& context, const ActivatePayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    check_no_other_active(context, model.id());
    activate_playlist(model, truthy(payload.rehearsal), Reset::if_inactive);
    return nullptr;
  });
}

Json deactivate_rundown_playlist(JobContext& context, const PlaylistPayload& payload) {
  return run_playout_job(context, payload.playlistId, [](PlayoutModel& model) -> Json {
    deactivate_playlist(model);
    return nullptr;
  });
}

}  // namespace takt::playout
