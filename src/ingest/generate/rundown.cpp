#include "ingest/generate/rundown.h"

#include <stdexcept>

#include "base/log.h"
#include "blueprints/blueprint_error.h"
#include "blueprints/blueprints.h"
#include "blueprints/documents.h"
#include "blueprints/post_process.h"
#include "ingest/generate/import_versions.h"
#include "ingest/generate/notes.h"
#include "ingest/generate/result.h"
#include "ingest/generate/segments.h"
#include "ingest/generate/segment_view.h"
#include "ingest/generate/select_show_style.h"
#include "ingest/generate/watched.h"

namespace takt::ingest {

namespace {

using blueprints::Blueprint;
using blueprints::HookContext;

template <class T>
void set_or_erase(JsonObject& object, std::string_view key, const Opt<T>& value) {
  if (value) {
    object[key] = Json(*value);
  } else {
    object.erase(key);
  }
}

std::string style_title(const ShowStyle& style) {
  return fmt::format("{}-{}", style.base->name.value_or(""), style.variant->name.value_or(""));
}

/// getPlaylists and getCurrentPlaylist of the GetRundownContext.
void add_playlist_methods(JobContext& job, HookContext& context, const IngestModel& model) {
  const auto all = [&job] {
    std::unordered_map<PlaylistId, size_t> counts;
    for (const auto& rundown : job.documents().all<Rundown>()) ++counts[rundown->playlistId];
    JsonArray out;
    for (const auto& playlist : job.documents().all<Playlist>()) {
      out.push_back(blueprints::playlist_json(*playlist, counts[playlist->_id]));
    }
    return out;
  };
  context.host().add("getPlaylists",
                     [all](const JsonArray&) -> script::Reply { return Json(all()); });
  context.host().add("getCurrentPlaylist", [all, &model](const JsonArray&) -> script::Reply {
    const auto& rundown = model.rundown_or_null();
    if (!rundown) return std::nullopt;
    for (Json& playlist : all()) {
      if (string_member(playlist, "_id") == rundown->playlistId.str()) return std::move(playlist);
    }
    return std::nullopt;
  });
}

class RundownGenerator {
 public:
  RundownGenerator(JobContext& job, IngestModel& model, const IngestRundown& ingest,
                   SelectedShowStyle selected)
      : job_(job),
        model_(model),
        ingest_(ingest),
        style_(*selected.style),
        select_notes_(std::move(selected.notes)),
        blueprint_(job.blueprints().show_style(job, style_)) {
    namespaces_.push_back(blueprint_.id());
    if (job.studio().blueprint_id) namespaces_.push_back(*job.studio().blueprint_id);
  }

  /// False when the blueprint gave nothing.
  bool run(const script::Arg& extended, const blueprints::WatchedPackages& watched) {
    const blueprints::WatchedPackages baseline_packages = of_baseline(watched);
    HookContext context(job_, blueprint_, "GetRundownContext",
                        {style_title(style_),
                         fmt::format("showStyleBaseId={},showStyleVariantId={}", style_.base_id(),
                                     style_.variant_id())});
    context.use_show_style(style_);
    context.use_packages(baseline_packages);
    add_playlist_methods(job_, context, model_);
    std::optional<Json> result;
    try {
      result = blueprint_.call(job_, "getRundown", {context.arg(), extended});
    } catch (const blueprints::BlueprintError& error) {
      log::error("Error in showStyleBlueprint.getRundown: {}", error.what());
      return false;
    }
    if (!result) throw std::runtime_error("getRundown gave undefined");
    if (result->is_null()) return false;
    model_.set_rundown(rundown_document(*result, context.notes()));
    model_.set_baseline(baseline(*result));
    return true;
  }

 private:
  Rundown rundown_document(const Json& result, const std::vector<blueprints::UserNote>& notes) {
    JsonObject object = reflect::expect_object(member_or_null(result, "rundown"),
                                               reflect::Path("getRundown().rundown"));
    const auto& before = model_.rundown_or_null();
    object["_id"] = model_.rundown_id().str();
    object["externalId"] = model_.external_id();
    object["studioId"] = job_.studio_id().str();
    object["showStyleBaseId"] = style_.base_id().str();
    object["showStyleVariantId"] = style_.variant_id().str();
    object["source"] = ingest_.source;
    object["importVersions"] = to_json(import_versions(job_, style_, blueprint_));
    object["created"] = number(before ? before->created : job_.now());
    object["modified"] = number(job_.now());
    object["playlistId"] = before ? before->playlistId.str() : "";
    for (const char* owned : {"orphaned", "notes"}) object.erase(owned);
    Opt<bool> set_in_sofie;
    Opt<std::string> air_status, status;
    if (before) {
      set_in_sofie = before->playlistIdIsSetInSofie;
      air_status = before->airStatus;
      status = before->status;
    }
    set_or_erase(object, "playlistIdIsSetInSofie", set_in_sofie);
    set_or_erase(object, "airStatus", air_status);
    set_or_erase(object, "status", status);
    if (const Json* edits = object.if_contains("userEditOperations")) {
      object["userEditOperations"] = user_edits_of(Json(*edits), namespaces_);
    }
    object.erase("externalEventSubscriptions");
    if (const Json* events = member(result, "externalEventSubscriptions")) {
      object["externalEventSubscriptions"] = *events;
    }
    Rundown rundown = parse<Rundown>(Json(std::move(object)));
    rundown.notes = stored_notes(notes);
    return rundown;
  }

  std::vector<Note> stored_notes(const std::vector<blueprints::UserNote>& notes) const {
    std::vector<Note> out;
    const std::span<const BlueprintId> all(namespaces_);
    for (const auto& note : select_notes_) {
      out.push_back(stored_note(note, all.first(1), "selectShowStyleVariant"));
    }
    for (const auto& note : notes) out.push_back(stored_note(note, all, style_title(style_)));
    return out;
  }

  GeneratedBaseline baseline(const Json& result) {
    const RundownId& rundown = model_.rundown_id();
    const BlueprintId& blueprint = blueprint_.id();
    const Json& base = member_or_null(result, "baseline");
    GeneratedBaseline out;
    out.timeline_objects = dump(blueprints::post_process_rundown_baseline(
        member_or_null(base, "timelineObjects"), blueprint));
    out.adlib_pieces = blueprints::post_process_baseline_adlib_pieces(
        member_or_null(result, "globalAdLibPieces"), blueprint, rundown);
    out.adlib_actions = blueprints::post_process_baseline_adlib_actions(
        member_or_null(result, "globalActions"), blueprint, rundown);
    out.global_pieces = blueprints::post_process_global_pieces(
        member_or_null(result, "globalPieces"), blueprint, rundown);
    const Json& packages = member_or_null(base, "expectedPackages");
    if (packages.is_array()) out.expected_packages = packages;
    const Json& items = member_or_null(base, "expectedPlayoutItems");
    if (items.is_array()) out.playout_items = items.get_array();
    return out;
  }

  JobContext& job_;
  IngestModel& model_;
  const IngestRundown& ingest_;
  const ShowStyle& style_;
  std::vector<blueprints::UserNote> select_notes_;
  Blueprint& blueprint_;
  std::vector<BlueprintId> namespaces_;
};

/// Few hooks look into the segments.
script::ObjectView extended_rundown(const IngestRundown& rundown, const Doc<Rundown>& existing) {
  script::ObjectView::LazyList segments;
  segments.reserve(rundown.segments.size());
  for (size_t i = 0; i < rundown.segments.size(); ++i) {
    segments.emplace_back([segment = rundown.segments.pointer(i)] { return view_of(*segment); });
  }
  JsonObject head = to_object(rundown, Children::leave_out);
  head.erase("segments");
  script::ObjectView out(std::move(head));
  out.add("segments", std::move(segments));
  if (existing) out.add("coreData", blueprints::rundown_json(*existing));
  return out;
}

}  // namespace

bool may_update(const Doc<Rundown>& rundown, bool comes_whole) {
  if (!rundown || !rundown->orphaned || rundown->orphaned->empty() || comes_whole) return true;
  log::info("Rundown \"{}\" has been unsynced and needs to be synced before it can be updated.",
            rundown->_id);
  return false;
}

std::optional<CommitData> generate_rundown(JobContext& job, IngestModel& model,
                                           const IngestRundown& rundown, GenerateMode mode) {
  const Doc<Rundown> existing = model.rundown_or_null();
  if (!may_update(existing, mode == GenerateMode::everything)) return std::nullopt;
  if (!existing && mode == GenerateMode::metadata) {
    throw std::runtime_error(fmt::format("Rundown \"{}\" does not exist", rundown.external_id));
  }
  const script::Arg extended(extended_rundown(rundown, existing));
  auto selected = select_show_style(job, model.rundown_id(), rundown, extended);
  if (!selected) throw std::runtime_error("Blueprint rejected the rundown");
  const std::shared_ptr<const ShowStyle> style = selected->style;
  const blueprints::WatchedPackages watched = watched_in_rundown(job, model);
  RundownGenerator generator(job, model, rundown, std::move(*selected));
  if (!generator.run(extended, watched)) return std::nullopt;

  CommitData out;
  if (mode == GenerateMode::metadata && blueprints::segment_rundown_json(*existing) ==
                                            blueprints::segment_rundown_json(model.rundown())) {
    return out;
  }
  generate_all_segments(job, model, rundown, watched, out);
  return out;
}

}  // namespace takt::ingest
