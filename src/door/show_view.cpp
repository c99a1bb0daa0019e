#include "door/show_view.h"

namespace takt::door {

namespace {

Json optional_number(const Opt<double>& value) {
  return value ? number(*value) : Json(nullptr);
}

/// When it went on air: as a gateway reported it, else as planned, else as it was taken.
Json started_at(const PartInstance& instance) {
  if (!instance.timings) return nullptr;
  const PartInstanceTimings& timings = *instance.timings;
  for (const Opt<Time>& time :
       {timings.reportedStartedPlayback, timings.plannedStartedPlayback, timings.take}) {
    if (time) return number(*time);
  }
  return nullptr;
}

Json part_view(const Documents& studio, const Opt<SelectedPartInstance>& selected) {
  if (!selected) return nullptr;
  const Doc<PartInstance> instance = studio.find<PartInstance>(selected->partInstanceId);
  if (!instance) return nullptr;
  const Doc<Segment> segment = studio.find<Segment>(instance->segmentId);
  const Doc<Rundown> rundown = studio.find<Rundown>(instance->rundownId);
  return JsonObject{{"partInstanceId", instance->_id.str()},
                    {"partId", instance->part._id.str()},
                    {"externalId", instance->part.externalId},
                    {"title", instance->part.title},
                    {"segment", segment ? Json(segment->name) : Json(nullptr)},
                    {"rundown", rundown ? Json(rundown->name) : Json(nullptr)},
                    {"expectedDuration", optional_number(instance->part.expectedDuration)},
                    {"startedAt", started_at(*instance)},
                    {"autoNext", instance->part.autoNext && *instance->part.autoNext},
                    {"manually", selected->manuallySelected}};
}

const char* hold_name(const Playlist& playlist) {
  switch (playlist.holdState ? *playlist.holdState : HoldState::NONE) {
    case HoldState::PENDING:
      return "pending";
    case HoldState::ACTIVE:
      return "active";
    default:
      return "none";
  }
}

Json playlist_view(const Documents& studio, const Playlist& playlist) {
  JsonArray rundowns;
  for (const RundownId& id : playlist.rundownIdsInOrder) {
    const Doc<Rundown> rundown = studio.find<Rundown>(id);
    if (!rundown) continue;
    rundowns.push_back(JsonObject{
        {"_id", rundown->_id.str()}, {"externalId", rundown->externalId}, {"name", rundown->name}});
  }
  return JsonObject{{"_id", playlist._id.str()},
                    {"externalId", playlist.externalId},
                    {"name", playlist.name},
                    {"active", static_cast<bool>(playlist.activationId)},
                    {"rehearsal", playlist.rehearsal && *playlist.rehearsal},
                    {"hold", hold_name(playlist)},
                    {"startedPlayback", optional_number(playlist.startedPlayback)},
                    {"rundowns", std::move(rundowns)},
                    {"onAir", part_view(studio, playlist.currentPartInfo)},
                    {"next", part_view(studio, playlist.nextPartInfo)}};
}

}  // namespace

JsonArray show_view(const Documents& studio) {
  JsonArray out;
  for (const Doc<Playlist>& playlist : studio.all<Playlist>()) {
    out.push_back(playlist_view(studio, *playlist));
  }
  return out;
}

}  // namespace takt::door
