#include "ingest/generate/segments.h"

#include <stdexcept>
#include <unordered_set>

#include "base/flat_json.h"
#include "base/log.h"
#include "blueprints/blueprint_error.h"
#include "blueprints/blueprints.h"
#include "ingest/generate/input_hash.h"
#include "ingest/generate/notes.h"
#include "ingest/generate/orphan_position.h"
#include "ingest/generate/part.h"
#include "ingest/generate/rundown.h"
#include "ingest/generate/segment_view.h"
#include "ingest/generate/watched.h"
#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

using blueprints::Blueprint;
using blueprints::HookContext;
using blueprints::UserNote;
using blueprints::WatchedPackages;

/// What getSegment gave, with the notes.
struct SegmentResult {
  FlatJson given;
  std::vector<UserNote> notes;
};

/// Of everything that the documents of a segment's parts are made from.
InputHash part_inputs(const Segment& segment, const StudioId& studio, const BlueprintId& blueprint,
                      const std::vector<UserNote>& notes) {
  InputHash out;
  for (const std::string* id :
       {&segment.rundownId.str(), &segment._id.str(), &studio.str(), &blueprint.str()}) {
    out.shared().text(*id);
  }
  for (const UserNote& note : notes) {
    if (!note.part_external_id) continue;
    out.shared().text(*note.part_external_id);
    out.shared().integer(static_cast<int64_t>(note.severity));
    out.shared().text(dump(note.message));
  }
  return out;
}

class SegmentGenerator {
 public:
  SegmentGenerator(JobContext& job, IngestModel& model)
      : job_(job),
        model_(model),
        style_(job.configuration().show_style(model.rundown().showStyleVariantId,
                                              model.rundown().showStyleBaseId)),
        blueprint_(job.blueprints().show_style(job, *style_)) {}

  IngestSegmentModel& run(const IngestSegment& segment, const WatchedPackages& watched) {
    IngestSegmentModel& generated = once(segment, watched);
    if (!has_unseen_infos(job_, generated, watched)) return generated;
    log::info("Regenerating segment {} due to existing PackageInfos being found", segment.name);
    return once(segment, watched_in_segments(job_, model_, {segment.external_id}));
  }

 private:
  IngestSegmentModel& once(const IngestSegment& segment, const WatchedPackages& watched) {
    const auto result = ask_blueprint(segment, watched);
    if (!result) return model_.replace_segment(failed_segment(segment));
    const FlatView given = result->given.view();
    if (!given.is_object()) reflect::fail(reflect::Path("getSegment()"), "should be an object");
    const auto list = given.member("parts");
    if (!list || !list->is_array()) throw std::runtime_error("getSegment gave no parts");
    const std::vector<FlatView> parts = list->items();
    IngestSegmentModel& model = model_.replace_segment(
        segment_document(segment, given.member("segment"), parts, result->notes));
    generate_parts(model, parts, result->notes);
    return model;
  }

  /// Those that are as they were last time are not made again.
  void generate_parts(IngestSegmentModel& model, const std::vector<FlatView>& parts,
                      const std::vector<UserNote>& notes) {
    InputHash inputs = part_inputs(*model, job_.studio_id(), blueprint_.id(), notes);
    std::vector<KnownPart> known = std::exchange(model_.known_parts()[model.id()], {}), now;
    now.reserve(parts.size());
    for (const FlatView& part : parts) {
      const size_t rank = now.size();
      KnownPart next;
      next.input = inputs.of(part, rank);
      if (rank < known.size() && known[rank].input == next.input) {
        next = std::move(known[rank]);
      } else {
        next.documents = to_documents(
            generate_part(*model, part, static_cast<double>(rank), blueprint_.id(), notes, known,
                          next.pieces),
            job_.studio_id());
      }
      next.documents = model.replace_part(std::move(next.documents)).documents();
      now.push_back(std::move(next));
    }
    model_.known_parts()[model.id()] = std::move(now);
  }

  std::optional<SegmentResult> ask_blueprint(const IngestSegment& segment,
                                             const WatchedPackages& watched) {
    const Rundown& rundown = model_.rundown();
    // Identified by the rundown alone: ids must not change when a part moves to another segment.
    HookContext context(job_, blueprint_, "SegmentUserContext",
                        {fmt::format("getSegment={};{}", segment.name,
                                     segment_id(rundown._id, segment.external_id)),
                         fmt::format("rundownId={}", rundown._id)});
    context.use_show_style(*style_);
    context.use_rundown(rundown);
    context.use_packages(watched);
    try {
      auto given = blueprint_.call_flat(job_, "getSegment", {context.arg(), view_of(segment)});
      return SegmentResult{given ? std::move(*given) : FlatJson(), context.notes()};
    } catch (const blueprints::BlueprintError& error) {
      log::error("Error in showStyleBlueprint.getSegment: {}", error.what());
      return std::nullopt;
    }
  }

  Segment blank_segment(const IngestSegment& segment) const {
    Segment out;
    out._id = segment_id(model_.rundown_id(), segment.external_id);
    out._rank = segment.rank;
    out.externalId = segment.external_id;
    out.rundownId = model_.rundown_id();
    out.name = segment.name;
    return out;
  }

  Segment failed_segment(const IngestSegment& segment) const {
    Segment out = blank_segment(segment);
    out.notes.ensure().push_back(
        stored_note(NoteSeverity::ERROR, JsonObject{{"key", "Internal Error generating segment"}},
                    std::span(&blueprint_.id(), 1), ""));
    return out;
  }

  Segment segment_document(const IngestSegment& ingest, const std::optional<FlatView>& generated,
                           const std::vector<FlatView>& parts,
                           const std::vector<UserNote>& notes) const {
    JsonObject object;
    if (generated && generated->is_object()) object = generated->json().get_object();
    normalise_show_shelf(object, ingest);
    object["_id"] = segment_id(model_.rundown_id(), ingest.external_id).str();
    object["rundownId"] = model_.rundown_id().str();
    object["externalId"] = ingest.external_id;
    object["_rank"] = number(ingest.rank);
    object.erase("notes");
    translate_user_edits(object, blueprint_.id());
    Segment out = parse<Segment>(Json(std::move(object)));
    out.notes = segment_notes(parts, notes);
    return out;
  }

  /// Those for no part, or for one that doesn't exist.
  std::vector<Note> segment_notes(const std::vector<FlatView>& parts,
                                  const std::vector<UserNote>& notes) const {
    std::vector<Note> out;
    if (notes.empty()) return out;
    std::unordered_set<std::string_view> known;
    for (const FlatView& part : parts) {
      const auto inner = part.member("part");
      const auto id = inner ? inner->member("externalId") : std::nullopt;
      if (id) known.insert(id->text());
    }
    for (const UserNote& note : notes) {
      if (note.part_external_id && !note.part_external_id->empty() &&
          known.contains(*note.part_external_id)) {
        continue;
      }
      out.push_back(stored_note(note, std::span(&blueprint_.id(), 1), ""));
    }
    return out;
  }

  /// Older blueprints say showShelf for what is displayMinishelf now.
  void normalise_show_shelf(JsonObject& segment, const IngestSegment& ingest) const {
    const Json* shelf = segment.if_contains("showShelf");
    if (shelf == nullptr) return;
    const bool shown = *shelf == Json(true);
    segment.erase("showShelf");
    if (shown && !segment.contains("displayMinishelf")) segment["displayMinishelf"] = "inherit";
    log::warning("Deprecated blueprint segment field \"showShelf\": blueprint {}, segment {}",
                 blueprint_.id(), ingest.external_id);
  }

  JobContext& job_;
  IngestModel& model_;
  const std::shared_ptr<const ShowStyle> style_;
  Blueprint& blueprint_;
};

/// Whether a job may generate an existing segment again.
bool may_regenerate(const Doc<Rundown>& rundown, const Segment& segment) {
  if (!may_update(rundown, false)) return false;
  return !(segment.orphaned == std::string(kOrphanedDeleted));
}

}  // namespace

std::vector<SegmentId> generate_segments(JobContext& job, IngestModel& model,
                                         const std::vector<const IngestSegment*>& segments,
                                         const WatchedPackages* watched) {
  std::vector<SegmentId> out;
  if (segments.empty()) return out;
  SegmentGenerator generator(job, model);
  WatchedPackages own;
  if (watched == nullptr) {
    std::vector<std::string> ids;
    for (const IngestSegment* segment : segments) ids.push_back(segment->external_id);
    own = watched_in_segments(job, model, ids);
    watched = &own;
  }
  for (const IngestSegment* segment : segments) {
    const SegmentId id = segment_id(model.rundown_id(), segment->external_id);
    generator.run(*segment, of_segment(*watched, id));
    out.push_back(id);
  }
  if (truthy(job.studio().settings.preserveOrphanedSegmentPositionInRundown)) {
    for (size_t i = 0; i < out.size(); ++i) keep_orphans_in_place(model);
  }
  return out;
}

void generate_all_segments(JobContext& job, IngestModel& model, const IngestRundown& rundown,
                           const WatchedPackages& watched, CommitData& commit) {
  std::vector<const IngestSegment*> all;
  for (const IngestSegment& segment : rundown.segments) all.push_back(&segment);
  commit.changed_segments = generate_segments(job, model, all, &watched);
  const std::unordered_set<SegmentId> generated(commit.changed_segments.begin(),
                                                commit.changed_segments.end());
  for (IngestSegmentModel* segment : model.segments()) {
    if (generated.contains(segment->id())) continue;
    commit.removed_segments.push_back(segment->id());
    commit.changed_segments.push_back(segment->id());
    segment->set_orphaned(kOrphanedDeleted);
    segment->remove_all_parts();
  }
}

std::optional<CommitData> regenerate_segments(JobContext& job, IngestModel& model,
                                              const IngestRundown& rundown,
                                              const std::vector<SegmentId>& ids) {
  if (ids.empty()) return std::nullopt;
  std::unordered_map<std::string, const IngestSegment*> by_id;
  for (const IngestSegment& segment : rundown.segments) by_id[segment.external_id] = &segment;
  std::vector<const IngestSegment*> segments;
  for (const SegmentId& id : ids) {
    const IngestSegmentModel* segment = model.find_segment(id);
    if (segment == nullptr || !may_regenerate(model.rundown_or_null(), **segment)) continue;
    const auto found = by_id.find((*segment)->externalId);
    if (found != by_id.end()) segments.push_back(found->second);
  }
  CommitData out;
  out.changed_segments = generate_segments(job, model, segments, nullptr);
  return out;
}

}  // namespace takt::ingest
