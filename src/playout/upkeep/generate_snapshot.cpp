// A playlist's documents as one JSON text (spec/playout.md section 11).

#include <set>

#include "base/log.h"
#include "base/text.h"
#include "blueprints/blueprints.h"
#include "blueprints/hook_context.h"
#include "playout/hooks/hook_frame.h"
#include "playout/upkeep/upkeep_jobs.h"
#include "store/write_time.h"

namespace takt::playout {

namespace {

constexpr const char* kOnPlaylistSnapshotCreated = "onPlaylistSnapshotCreated";
/// How long part instances that were reset stay in a snapshot that isn't full.
constexpr double kKeptMs = 24 * 3600 * 1000.0;

template <class T>
const auto& owner(const T& doc) {
  if constexpr (requires { doc.startRundownId; }) {
    return doc.startRundownId;
  } else {
    return doc.rundownId;
  }
}

class SnapshotDocuments {
 public:
  SnapshotDocuments(JobContext& context, const GenerateSnapshotPayload& payload)
      : documents_(context.documents()), payload_(payload), now_(context.now()) {
    playlist_ = documents_.find<Playlist>(payload.playlistId);
    if (!playlist_) {
      throw std::runtime_error(fmt::format("Playlist \"{}\" not found", payload.playlistId));
    }
    rundowns_ = documents_.by<Rundown>(Index::playlist, playlist_->_id.str());
    for (const Doc<Rundown>& rundown : rundowns_) rundown_ids_.insert(rundown->_id);
  }

  const Playlist& playlist() const { return *playlist_; }
  const std::vector<Doc<Rundown>>& rundowns() const { return rundowns_; }

  std::string text() {
    const auto part_instances = of_rundowns<PartInstance>([&](const PartInstance& instance) {
      if (payload_.full || !truthy(instance.reset)) return true;
      const auto& timings = instance.timings;
      return timings && timings->plannedStoppedPlayback &&
             *timings->plannedStoppedPlayback >= now_ - kKeptMs;
    });
    std::set<PartInstanceId> kept;
    for (const auto& instance : part_instances) kept.insert(instance->_id);

    add("version", Json(kCoreVersion));
    add("playlistId", Json(playlist_->_id.str()));
    add("playlist", to_json(*playlist_));
    add("rundowns", rundowns_);
    add("ingestData", newest_first(of_rundowns<NrcsIngestCacheDoc>()));
    add("sofieIngestData", newest_first(of_rundowns<SofieIngestCacheDoc>()));
    add("baselineObjs", of_rundowns<RundownBaselineObj>());
    add("baselineAdlibs", of_rundowns<BaselineAdLibPiece>());
    add("segments", of_rundowns<Segment>());
    add("parts", of_rundowns<Part>());
    add("partInstances", part_instances);
    add("pieces", of_rundowns<Piece>());
    add("pieceInstances", of_rundowns<PieceInstance>([&](const PieceInstance& instance) {
          return payload_.full || !truthy(instance.reset) || kept.contains(instance.partInstanceId);
        }));
    add("adLibPieces", of_rundowns<AdLibPiece>());
    add("adLibActions", of_rundowns<AdLibAction>());
    add("baselineAdLibActions", of_rundowns<BaselineAdLibAction>());
    add("expectedPlayoutItems", of_rundowns<ExpectedPlayoutItem>());
    add("expectedPackages", of_rundowns<ExpectedPackage>());
    if (playlist_->activationId && payload_.withTimeline) {
      if (const auto timeline = documents_.find<TimelineDocument>(playlist_->studioId)) {
        add("timeline", to_json(*timeline));
      }
    }
    text_.push_back('}');
    return std::move(text_);
  }

 private:
  template <class T, class F>
  std::vector<Doc<T>> of_rundowns(F keep) const {
    // In storage order over all rundowns, as later look-ups in the restored ones follow it.
    auto docs = documents_.all<T>();
    std::erase_if(docs, [&](const Doc<T>& doc) {
      const auto& rundown = owner(*doc);
      if constexpr (requires { rundown.has_value(); }) {
        return !rundown || !rundown_ids_.contains(*rundown) || !keep(*doc);
      } else {
        return !rundown_ids_.contains(rundown) || !keep(*doc);
      }
    });
    return docs;
  }
  template <class T>
  std::vector<Doc<T>> of_rundowns() const {
    return of_rundowns<T>([](const T&) { return true; });
  }

  template <class T>
  static std::vector<Doc<T>> newest_first(std::vector<Doc<T>> docs) {
    share_write_time(docs);
    std::ranges::sort(docs, [](const Doc<T>& a, const Doc<T>& b) {
      return a->modified != b->modified ? a->modified > b->modified : a->_id < b->_id;
    });
    return docs;
  }

  void add_name(std::string_view name) {
    text_.push_back(text_.empty() ? '{' : ',');
    dump_text_to(text_, name);
    text_.push_back(':');
  }
  void add(std::string_view name, const Json& value) {
    add_name(name);
    dump_to(text_, value);
  }
  /// Written document by document: a whole show as values would take many times its text.
  template <class T>
  void add(std::string_view name, const std::vector<Doc<T>>& docs) {
    add_name(name);
    text_.push_back('[');
    for (size_t i = 0; i < docs.size(); ++i) {
      if (i != 0) text_.push_back(',');
      dump_to(text_, to_json(*docs[i]));
    }
    text_.push_back(']');
  }

  DocumentView& documents_;
  const GenerateSnapshotPayload& payload_;
  Time now_;
  Doc<Playlist> playlist_;
  std::vector<Doc<Rundown>> rundowns_;
  std::set<RundownId> rundown_ids_;
  std::string text_;
};

/// Whose show style is told: the current part's, else the next one's, else the first by name.
Doc<Rundown> rundown_to_tell(const SnapshotDocuments& snapshot) {
  std::vector<Doc<Rundown>> rundowns = snapshot.rundowns();
  std::ranges::stable_sort(rundowns, [](const Doc<Rundown>& a, const Doc<Rundown>& b) {
    return locale_compare(a->name, b->name) < 0;
  });
  for (const auto* info :
       {&snapshot.playlist().currentPartInfo, &snapshot.playlist().nextPartInfo}) {
    if (!*info) continue;
    for (const Doc<Rundown>& rundown : rundowns) {
      if (rundown->_id == (*info)->rundownId) return rundown;
    }
  }
  return rundowns.empty() ? nullptr : rundowns.front();
}

void tell_show_style(JobContext& context, const GenerateSnapshotPayload& payload,
                     const Playlist& playlist, const Rundown& rundown, const SnapshotId& id) {
  try {
    const auto show_style =
        context.configuration().show_style(rundown.showStyleVariantId, rundown.showStyleBaseId);
    blueprints::Blueprint& blueprint = context.blueprints().show_style(context, *show_style);
    if (!blueprint.has(kOnPlaylistSnapshotCreated)) return;
    blueprints::HookContext hook(context, blueprint, "PlaylistSnapshotCreatedContext",
                                 {kOnPlaylistSnapshotCreated, fmt::format("studioId={},playlistId={},snapshotId={}",
                                                     context.studio_id(), playlist._id, id)});
    hook.use_show_style(*show_style);
    add_devices(hook.host(), context);
    const Json info = JsonObject{
        {"snapshotId", id.str()},
        {"playlistId", playlist._id.str()},
        {"reason", payload.reason.value_or("")},
        {"options", JsonObject{{"full", payload.full}, {"withTimeline", payload.withTimeline}}},
        {"playlist", JsonObject{{"name", playlist.name},
                                {"active", playlist.activationId.has_value()},
                                {"rehearsal", truthy(playlist.rehearsal)}}}};
    blueprint.call(context, kOnPlaylistSnapshotCreated, {hook.arg(), info});
  } catch (const std::exception& error) {
    log::error("Error in showStyleBlueprint.{} (rundown {}): {}", kOnPlaylistSnapshotCreated, rundown._id, error.what());
  }
}

}  // namespace

Json generate_playlist_snapshot(JobContext& context, const GenerateSnapshotPayload& payload) {
  PlaylistLock lock = context.lock_playlist(payload.playlistId);
  const SnapshotId id = payload.snapshotId ? *payload.snapshotId : SnapshotId(context.ids().next());
  SnapshotDocuments snapshot(context, payload);
  std::string text = snapshot.text();
  // The blueprint may ask devices for something: nobody has to wait for that.
  context.commit_step(std::move(lock));
  if (const auto rundown = rundown_to_tell(snapshot)) {
    tell_show_style(context, payload, snapshot.playlist(), *rundown, id);
  }
  return JsonObject{{"snapshotJson", std::move(text)}};
}

}  // namespace takt::playout
