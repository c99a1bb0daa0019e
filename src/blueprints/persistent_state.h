#pragma once

// The playlist's persistent playout state as one hook call gets it
// (BlueprintPlayoutPersistentStore): given to the call as an argument, asked for changes when the
// call has succeeded.
//
//   PersistentState state(blueprint, playlist.privatePlayoutPersistentState,
//                         playlist.publicPlayoutPersistentState);
//   blueprint.call(job, "onTake", {context.arg(), state.arg()});
//   state.save(job, playlist.privatePlayoutPersistentState, playlist.publicPlayoutPersistentState);

#include "blueprints/blueprint.h"

namespace takt::blueprints {

class PersistentState {
 public:
  PersistentState(Blueprint& blueprint, const Opt<Json>& private_state,
                  const Opt<Json>& public_state);
  PersistentState(const PersistentState&) = delete;
  PersistentState& operator=(const PersistentState&) = delete;

  /// For one call.
  script::Arg arg() const { return store_; }
  /// Writes back what the blueprint set. True when anything was set.
  bool save(JobContext& job, Opt<Json>& private_state, Opt<Json>& public_state) const;

 private:
  Blueprint& blueprint_;
  script::Context store_;
  script::Value data_;
};

}  // namespace takt::blueprints
