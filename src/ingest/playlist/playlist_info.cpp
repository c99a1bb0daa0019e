#include "ingest/playlist/playlist_info.h"

#include <stdexcept>

#include "base/log.h"
#include "blueprints/blueprint_error.h"
#include "blueprints/blueprints.h"
#include "blueprints/documents.h"
#include "blueprints/hook_context.h"
#include "ingest/playlist/order.h"
#include "ingest/removal.h"
#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

constexpr const char* kGetRundownPlaylistInfo = "getRundownPlaylistInfo";
constexpr const char* kNoteOrigin = "produceRundownPlaylistInfoFromRundown";

struct BlueprintInfo {
  Json result;  // {playlist, order}, or null
  std::vector<Note> notes;
};

Note make_note(NoteSeverity severity, const Json& message) {
  Note note;
  note.type = severity;
  note.message = parse<TranslatableMessage>(message);
  note.origin.ensure().name = kNoteOrigin;
  return note;
}

std::string joined_ids(const std::vector<Doc<Rundown>>& rundowns) {
  std::string out;
  for (const auto& rundown : rundowns) {
    if (!out.empty()) out += ',';
    out += rundown->_id.str();
  }
  return out;
}

BlueprintInfo ask_blueprint(JobContext& job, const PlaylistId& id, const std::string& external_id,
                            const std::vector<Doc<Rundown>>& rundowns) {
  BlueprintInfo out;
  blueprints::Blueprint& blueprint = job.blueprints().studio(job);
  if (!blueprint.has(kGetRundownPlaylistInfo)) return out;
  blueprints::HookContext context(
      job, blueprint, "StudioUserContext",
      {kNoteOrigin, fmt::format("studioId={},playlistId={},rundownIds={}", job.studio_id(), id,
                                joined_ids(rundowns))});
  JsonArray documents;
  for (const auto& rundown : rundowns) documents.push_back(blueprints::rundown_json(*rundown));
  try {
    auto result = blueprint.call(
        job, kGetRundownPlaylistInfo, {context.arg(), Json(std::move(documents)), script::Arg(external_id)});
    if (result) out.result = std::move(*result);
    for (const auto& note : context.notes()) {
      out.notes.push_back(make_note(note.severity, note.message));
    }
  } catch (const blueprints::BlueprintError& error) {
    log::error("Error in studioBlueprint.getRundownPlaylistInfo: {}", error.what());
    out.result = nullptr;
    out.notes.push_back(make_note(
        NoteSeverity::ERROR, JsonObject{{"key", "Internal Error generating RundownPlaylist"}}));
  }
  return out;
}

Playlist blank_playlist(JobContext& job) {
  Playlist playlist;
  playlist.created = job.now();
  playlist.currentPartInfo = null;
  playlist.nextPartInfo = null;
  for (int index = 1; index <= 3; ++index) {
    RundownTTimer timer;
    timer.index = index;
    timer.mode = null;
    timer.state = null;
    playlist.tTimers.push_back(std::move(timer));
  }
  return playlist;
}

Opt<Json> json_member(const Json& object, std::string_view key) {
  const Json* found = member(object, key);
  if (found == nullptr) return {};
  if (found->is_null()) return null;
  return *found;
}

Opt<bool> bool_member(const Json& object, std::string_view key) {
  const Json* found = member(object, key);
  if (found == nullptr || !found->is_bool()) return {};
  return found->get_bool();
}

void lay_over(Playlist& playlist, const Json& info, const StudioSettings& settings) {
  playlist.name = string_member(info, "name");
  if (const Json* timing = member(info, "timing")) playlist.timing = parse<PlaylistTiming>(*timing);
  playlist.outOfOrderTiming = bool_member(info, "outOfOrderTiming");
  playlist.timeOfDayCountdowns = bool_member(info, "timeOfDayCountdowns");
  playlist.privateData = json_member(info, "privateData");
  playlist.publicData = json_member(info, "publicData");
  if (truthy(member(info, "loop"))) {
    QuickLoop loop;
    loop.running = playlist.quickLoop && playlist.quickLoop->running;
    loop.start.ensure().type = "playlist";
    loop.end.ensure().type = "playlist";
    loop.locked = true;
    loop.forceAutoNext = settings.forceQuickLoopAutoNext.value_or("disabled");
    playlist.quickLoop = std::move(loop);
  } else if (playlist.quickLoop && playlist.quickLoop->locked) {
    playlist.quickLoop.reset();
  }
}

}  // namespace

Playlist produce_playlist(JobContext& job, const Playlist* existing, const PlaylistId& id,
                          const std::string& external_id,
                          const std::vector<Doc<Rundown>>& rundowns) {
  BlueprintInfo info = ask_blueprint(job, id, external_id, rundowns);
  const auto ordered = in_default_order(rundowns);
  Playlist playlist = existing != nullptr ? *existing : blank_playlist(job);
  playlist._id = id;
  playlist.externalId = external_id;
  playlist.studioId = job.studio_id();
  playlist.modified = job.now();
  const Json* from_blueprint = member(info.result, "playlist");
  if (truthy(info.result) && from_blueprint != nullptr) {
    lay_over(playlist, *from_blueprint, job.studio().settings);
  } else {
    playlist.name = ordered.front()->name;
    playlist.timing = ordered.front()->timing;
  }
  playlist.notes = std::move(info.notes);
  if (!truthy(playlist.rundownRanksAreSetInSofie)) {
    const Json* ranks = member(info.result, "order");
    playlist.rundownIdsInOrder.clear();
    if (ranks != nullptr && ranks->is_object()) {
      playlist.rundownIdsInOrder = by_ranks(ranks->get_object(), ordered);
    }
  }
  playlist.rundownIdsInOrder = complete_order(playlist.rundownIdsInOrder, ordered);
  return playlist;
}

Playlist new_playlist(JobContext& job, const Rundown& rundown, std::string external_id) {
  Playlist playlist = blank_playlist(job);
  playlist._id = playlist_id(job.studio_id(), external_id);
  playlist.externalId = std::move(external_id);
  playlist.studioId = job.studio_id();
  playlist.name = rundown.name;
  playlist.timing = rundown.timing;
  playlist.modified = job.now();
  playlist.rundownIdsInOrder = {rundown._id};
  return playlist;
}

Doc<Playlist> regenerate_playlist(JobContext& job, const PlaylistLock& lock,
                                  const Playlist& existing,
                                  const std::vector<Doc<Rundown>>& rundowns) {
  if (lock.id() != existing._id) {
    throw std::logic_error(fmt::format("Lock is for wrong playlist. Holding \"{}\", need \"{}\"",
                                       lock.id(), existing._id));
  }
  if (rundowns.empty()) {
    remove_playlist_documents(job.documents(), existing._id);
    return nullptr;
  }
  auto playlist = std::make_shared<const Playlist>(
      produce_playlist(job, &existing, existing._id, existing.externalId, rundowns));
  job.documents().put_shared<Playlist>(playlist);
  return playlist;
}

bool may_leave_playlist(const Playlist& playlist, const Rundown& rundown) {
  if (rundown.playlistId != playlist._id) {
    throw std::runtime_error(fmt::format("Wrong playlist \"{}\" provided for rundown \"{}\" (\"{}\")",
                                         playlist._id, rundown._id, rundown.playlistId));
  }
  if (!playlist.activationId) return true;
  if (playlist.rundownIdsInOrder.size() == 1) return false;
  const auto holds = [&](const Opt<SelectedPartInstance>& info) {
    return info && info->rundownId == rundown._id;
  };
  return !holds(playlist.currentPartInfo) && !holds(playlist.nextPartInfo);
}

}  // namespace takt::ingest
