#include "replay/replay_context.h"

namespace takt::replay {

ReplayContext::ReplayContext(World& world, blueprints::Blueprints* blueprints,
                             JsonArray& device_commands)
    : world_(world),
      blueprints_(blueprints),
      device_commands_(device_commands),
      configuration_(world.configuration()),
      documents_(world.studio(), world.system()) {}

std::vector<QueuedJob> ReplayContext::finish() {
  world_.commit(documents_.take_changes());
  return std::move(queued_);
}

std::vector<QueuedJob> ReplayContext::fail() {
  world_.commit(kept_changes_);
  queued_.resize(kept_queued_);
  return std::move(queued_);
}

void ReplayContext::keep_on_failure() {
  kept_changes_ = documents_.changes();
  kept_queued_ = queued_.size();
}

void ReplayContext::commit_step(PlaylistLock lock) {
  world_.commit(documents_.take_changes());
  kept_changes_.clear();
  kept_queued_ = queued_.size();
  playlists_.erase(lock.id());
}

Json ReplayContext::run_device_command(const PeripheralDeviceId& device, JsonObject command, double) {
  command["deviceId"] = device.str();
  command["hasReply"] = false;
  device_commands_.push_back(std::move(command));
  return JsonObject{{"result", 0}};
}

void ReplayContext::acquire_rundown(const RundownId& id) {
  if (!playlists_.empty()) throw LockOrderError("a rundown lock asked for under a playlist lock");
  if (!rundowns_.insert(id).second) throw LockOrderError("rundown lock taken twice: " + id.str());
}

void ReplayContext::acquire_playlist(const PlaylistId& id) {
  if (!playlists_.empty() && !(*playlists_.rbegin() < id)) {
    throw LockOrderError("playlist lock taken twice or out of order: " + id.str());
  }
  playlists_.insert(id);
}

}  // namespace takt::replay
