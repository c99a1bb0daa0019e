#pragma once

// The context object of one hook call: what it is called and identified by, which settings and
// documents it shows, and what its methods do. Lives on the stack around the call.
//
//   HookContext context(job, blueprint, "OnTakeContext", {"onTake", "playlist=..."});
//   context.use_show_style(style);               // configs, layers
//   context.use_rundown(*rundown, playlist.startedPlayback);
//   context.use_packages(watched);               // getPackageInfo, hackGetMediaObjectDuration
//   context.props()["manuallySelected"] = true;  // plain data
//   context.host().add("abortTake", [&](const JsonArray&) { ...; return std::nullopt; });
//   blueprint.call(job, "onTake", {context.arg(), state.arg()});
//   for (const UserNote& note : context.notes()) ...
//
// Class names and the host methods each expects: blueprints/prelude/contexts.js and mixins.js.
// There from the start: getHashId, unhashId, log, note, getCurrentTime, getRandomId; the studio's
// configuration and mappings. A method with an async name gives a promise in the script; its host
// method is an ordinary function.
// updatePieceInstance gets (id, piece, unset) and updatePartInstance (part, props, instanceProps,
// unset, unset of instanceProps): `unset` are the names of members that are there but undefined.
// SyncIngest's updatePartInstance is the same without `part`.

#include <string>
#include <unordered_map>
#include <vector>

#include "blueprints/blueprint.h"
#include "blueprints/context_host.h"
#include "blueprints/watched_packages.h"

namespace takt::blueprints {

/// Goes into hashes and log lines: `identifier` must be exactly the reference's.
struct ContextInfo {
  std::string name;
  std::string identifier;
};

/// What a blueprint wants people to know.
struct UserNote {
  NoteSeverity severity{};
  /// {key, args?}; without the blueprint's namespace (translate.h adds it).
  Json message;
  Opt<std::string> part_external_id;
};

class HookContext {
 public:
  HookContext(JobContext& job, Blueprint& blueprint, std::string_view class_name, ContextInfo info);
  HookContext(const HookContext&) = delete;
  HookContext& operator=(const HookContext&) = delete;

  /// Configuration and layers of a show style.
  void use_show_style(const ShowStyle& style);
  /// rundownId, playlistId, rundown; startedPlayback where the context tells it.
  void use_rundown(const Rundown& rundown, const Opt<Time>& started_playback = {});
  /// getPackageInfo of these; hackGetMediaObjectDuration. `packages` must outlive the call.
  void use_packages(const WatchedPackages& packages);

  ContextHost& host() { return host_; }
  /// Properties that the blueprint sees.
  JsonObject& props() { return data()["props"].get_object(); }
  /// The same for a large one.
  void show(std::string name, script::LazyObject object) {
    context_.props.emplace_back(std::move(name), std::move(object));
  }
  /// The object for a call.
  script::Arg arg() const { return context_; }

  const std::vector<UserNote>& notes() const { return notes_; }
  const ContextInfo& info() const { return info_; }

 private:
  void add_common();
  JsonObject& data() { return context_.data.get_object(); }
  std::string hash_id(std::string text, bool not_unique);
  void log(std::string_view level, std::string_view message) const;

  JobContext& job_;
  Blueprint& blueprint_;
  ContextInfo info_;
  ContextHost host_;
  script::Context context_;
  std::vector<UserNote> notes_;
  int hash_count_ = 0;
  std::unordered_map<std::string, std::string> hashed_;
};

}  // namespace takt::blueprints
