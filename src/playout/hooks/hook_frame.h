#pragma once

// What hooks of the show style have in common: the persistent state of the playlist, notifications
// from what the blueprint had to say, and methods that several contexts offer. Used while a model is
// under work.

#include "blueprints/hook_context.h"
#include "blueprints/persistent_state.h"
#include "playout/model/playout_model.h"

namespace takt::playout {

/// What a context that stands between two parts says about itself.
blueprints::ContextInfo hook_info(PlayoutModel& model, const Rundown& rundown);

/// The playlist's persistent state for one call.
class HookState {
 public:
  HookState(PlayoutModel& model, blueprints::Blueprint& blueprint);
  script::Arg arg() const { return state_.arg(); }
  /// Keeps what the blueprint set. Not called when the hook threw.
  void save() const;

 private:
  PlayoutModel& model_;
  blueprints::PersistentState state_;
};

/// Notes that a hook made become notifications of `category`, about a part instance.
void notify(NotificationChanges& changes, const std::string& category,
            const std::vector<blueprints::UserNote>& notes, const BlueprintId& blueprint,
            const NotificationRelation& related_to);
inline void notify(PlayoutModel& model, const std::string& category,
                   const std::vector<blueprints::UserNote>& notes, const BlueprintId& blueprint,
                   const NotificationRelation& related_to) {
  notify(model.notifications(), category, notes, blueprint, related_to);
}
/// One of our own, for a hook that threw.
void notify_error(PlayoutModel& model, const std::string& category, std::string id,
                  std::string_view text, const NotificationRelation& related_to);
NotificationRelation about_part(const RundownId& rundown, const PartInstanceId& instance);

// Methods of contexts (blueprints/prelude/mixins.js).
void add_timers(blueprints::ContextHost& host, PlayoutModel& model);
void add_devices(blueprints::ContextHost& host, JobContext& context);
/// Values are written after the save.
void add_datastore(blueprints::ContextHost& host, PlayoutModel& model);
void add_trigger_ingest(blueprints::ContextHost& host, PlayoutModel& model);

}  // namespace takt::playout
