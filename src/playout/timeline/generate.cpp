#include "playout/timeline/generate.h"

#include "base/hash.h"
#include "base/log.h"
#include "playout/timeline/finish.h"
#include "playout/timeline/multi_gateway.h"
#include "playout/timeline/object_cache.h"
#include "playout/timeline/rundown_objects.h"

namespace takt::playout {

namespace {

/// In front of what is there.
void insert_baseline(std::vector<TimelineObject>& objects,
                     const std::vector<Doc<RundownBaselineObj>>& baseline) {
  std::vector<TimelineObject> all;
  for (const Doc<RundownBaselineObj>& item : baseline) {
    const SharedObjects own = cached_timeline_objects(item->timelineObjectsString);
    std::ranges::copy(*own, std::back_inserter(all));
  }
  objects.insert(objects.begin(), std::make_move_iterator(all.begin()),
                 std::make_move_iterator(all.end()));
}

/// Asks for a new timeline when an absolute piece that is too far off comes near. Gives the token.
Opt<std::string> add_regenerate_trigger(std::vector<TimelineObject>& objects,
                                        const TimelineInput& input, const TimelineParts& parts) {
  std::optional<Time> at;
  for (const auto* part : {&parts.current, &parts.next}) {
    if (*part && (*part)->regenerate_at) {
      at = std::min(*(*part)->regenerate_at, at.value_or(*(*part)->regenerate_at));
    }
  }
  if (!at) return {};
  std::string token =
      get_hash(fmt::format("regenerate-{}-{}", input.playlist._id, number_text(input.now)));
  TimelineObject object = plain_object(
      "regenerate_" + token, {.start = *at},
      callback_content("triggerRegeneration",
                       {{"rundownPlaylistId", input.playlist._id.str()},
                        {"regenerationToken", token}}));
  object.layer = "__timeline_regeneration_trigger__";
  object.priority = 1;
  objects.push_back(std::move(object));
  return token;
}

struct Versions {
  const JobStudio& studio;
  const Opt<std::string>& blueprint_id;
  std::string_view blueprint_hash;
};

TimelineDocument document_of(const std::vector<TimelineObject>& objects, const Versions& versions,
                             Time now, IdGenerator& ids) {
  TimelineDocument document;
  document._id = versions.studio.id;
  document.timelineHash = TimelineHash(ids.next());
  document.generated = now;
  document.timelineBlob = dump_timeline_objects(objects);
  document.generationVersions.core = kCoreVersion;
  document.generationVersions.blueprintId = versions.blueprint_id;
  document.generationVersions.blueprintVersion = std::string(versions.blueprint_hash);
  document.generationVersions.studio = versions.studio.rundown_version_hash;
  return document;
}

void finish(std::vector<TimelineObject>& objects, const TimelineDocument* before) {
  flatten_children(objects);
  validate_timeline(objects);
  keep_former_now_times(objects, before);
}

}  // namespace

GeneratedTimeline generate_timeline(const TimelineInput& input, IdGenerator& ids) {
  if (!input.parts.current && !input.parts.next) {
    log::warning("Playlist \"{}\" is active without a current or next part", input.playlist._id);
    return {document_of({}, {input.studio, {}, "-"}, input.now, ids), {}};
  }
  const double prepare_time_ms = truthy(input.studio.settings.rundownGlobalPiecesPrepareTime)
                                     ? *input.studio.settings.rundownGlobalPiecesPrepareTime
                                     : kDefaultGlobalPiecesPrepareTimeMs;
  const TimelineParts parts =
      prepare_timeline_parts(input.parts, input.show_style->source_layers, input.playlist.holdState,
                             input.now_in_playout, prepare_time_ms);

  RundownObjects built =
      build_rundown_objects({input.playlist, parts, input.now, input.multi_gateway});
  std::vector<TimelineObject> objects = std::move(built.objects);
  insert_baseline(objects, input.baseline);
  std::ranges::move(lookahead_objects({input.playlist, input.studio.mappings, parts, input.future}),
                    std::back_inserter(objects));
  Opt<std::string> token = add_regenerate_trigger(objects, input, parts);

  if (input.on_generate) {
    const auto resolved = resolved_pieces_for_timeline(parts, input.now_in_playout);
    input.on_generate({objects, resolved, parts});
  }
  strip_worker_members(objects);
  finish(objects, input.before);

  GeneratedTimeline made;
  if (input.multi_gateway && built.timings) {
    made.planned = fix_now_times(objects, {input.parts, *built.timings, input.now_in_playout});
  }
  made.document = document_of(objects, {input.studio, input.blueprint_id, input.blueprint_hash},
                              input.now, ids);
  made.document.regenerateTimelineToken = std::move(token);
  return made;
}

TimelineDocument generate_studio_timeline(StudioTimelineInput input, IdGenerator& ids) {
  finish(input.baseline, input.before);
  return document_of(input.baseline, {input.studio, input.blueprint_id, input.blueprint_hash},
                     input.now, ids);
}

}  // namespace takt::playout
