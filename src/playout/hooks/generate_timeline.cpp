#include "playout/hooks/generate_timeline.h"

#include "blueprints/blueprints.h"
#include "playout/hooks/on_timeline_generate.h"
#include "playout/hooks/studio_baseline.h"
#include "playout/next/next_part.h"
#include "playout/timeline/generate.h"
#include "playout/timeline/object_cache.h"

namespace takt::playout {

namespace {

/// The selected part instances, with what the pointers in them refer to.
struct Selected {
  std::vector<Doc<PartInstance>> instances;
  std::vector<Doc<Part>> parts;
  SelectedParts selected;

  SelectedPart add(PlayoutModel& model, PartInstanceModel& instance) {
    instances.push_back(instance.share());
    parts.push_back(model.part_with_overrides(instance));
    return {instances.back().get(), parts.back().get(), instance.piece_documents()};
  }
};

Selected select_parts(PlayoutModel& model) {
  Selected out;
  for (PartInstanceModel* instance : model.all_previous()) {
    out.selected.previous.push_back(out.add(model, *instance));
  }
  if (PartInstanceModel* instance = model.current()) {
    out.selected.current = out.add(model, *instance);
  }
  if (PartInstanceModel* instance = model.next()) out.selected.next = out.add(model, *instance);
  return out;
}

void apply(PlayoutModel& model, const PlannedPartTime& change) {
  PartInstanceModel* instance = model.find_instance(change.id);
  if (instance == nullptr) return;
  const Opt<Time> time(change.time);
  if (change.what == PlannedPartTime::What::started) {
    instance->set_planned_started(time);
  } else {
    instance->set_planned_stopped(time);
  }
}

void apply(PlayoutModel& model, const PlannedPieceTime& change) {
  PieceInstanceModel* piece = model.find_piece_instance(change.id).piece;
  if (piece == nullptr) return;
  using What = PlannedPieceTime::What;
  if (change.what == What::started) {
    piece->set_planned_started(change.time.value_or(0));
  } else if (change.what == What::stopped) {
    piece->set_planned_stopped(Opt<Time>(change.time));
  } else {
    piece->set_start(change.time.value_or(0));
  }
}

FutureParts future_parts(PlayoutModel& model) {
  return {[&model](size_t count) { return parts_after_playhead(model, count); },
          [&model](const PartId& id) {
            return model.documents().by<Piece>(Index::part, id.str());
          }};
}

/// The show style that plays, with its blueprint.
struct Playing {
  const Rundown* rundown = nullptr;
  std::shared_ptr<const ShowStyle> show_style;
  blueprints::Blueprint* blueprint = nullptr;
  std::vector<Doc<RundownBaselineObj>> baseline;
};

Playing find_playing(PlayoutModel& model) {
  const PartInstanceModel* instance = model.current() != nullptr ? model.current() : model.next();
  if (instance == nullptr) return {};
  PlayoutRundown& rundown = model.rundown((*instance)->rundownId);
  Playing playing{&*rundown, model.show_style(*rundown), nullptr, rundown.baseline_objects()};
  playing.blueprint =
      &model.context().blueprints().show_style(model.context(), *playing.show_style);
  return playing;
}

TimelineDocument generate_for_playlist(PlayoutModel& model) {
  JobContext& context = model.context();
  const Doc<Playlist> playlist = model.share_playlist();
  Selected selected = select_parts(model);
  const Playing playing = find_playing(model);
  const auto before = model.documents().find<TimelineDocument>(context.studio_id());
  const blueprints::Blueprint* blueprint = playing.blueprint;
  const TimelineInput input{
      .playlist = *playlist,
      .studio = context.studio(),
      .show_style = playing.show_style.get(),
      .blueprint_id = blueprint ? Opt<std::string>(blueprint->id().str()) : Opt<std::string>(),
      .blueprint_hash = blueprint ? blueprint->document()->blueprintHash.value_or("") : "",
      .parts = std::move(selected.selected),
      .baseline = playing.baseline,
      .future = future_parts(model),
      .now = model.now(),
      .now_in_playout = model.now_in_playout(),
      .multi_gateway = model.multi_gateway(),
      .before = before.get(),
      .on_generate = blueprint ? timeline_hook(model, *playing.blueprint, *playing.show_style,
                                               *playing.rundown)
                               : nullptr,
  };
  GeneratedTimeline made = generate_timeline(input, context.ids());
  for (const PlannedTimeChange& change : made.planned) {
    std::visit([&](const auto& each) { apply(model, each); }, change);
  }
  return std::move(made.document);
}

/// The next take finds the objects of its pieces read.
void read_next_ahead(PlayoutModel& model) {
  const PartInstanceModel* next = model.next();
  if (next == nullptr) return;
  std::vector<Doc<PieceInstance>> pieces;
  for (PieceInstanceModel* piece : next->pieces()) pieces.push_back(piece->share());
  model.context().when_idle([pieces = std::move(pieces)] {
    for (const auto& piece : pieces) cached_timeline_objects(piece->piece.timelineObjectsString);
  });
}

}  // namespace

void generate_timeline_document(PlayoutModel& model) {
  if (!model.active()) return generate_studio_timeline_document(model.context());
  model.documents().put(generate_for_playlist(model));
  read_next_ahead(model);
}

void generate_studio_timeline_document(JobContext& context) {
  StudioBaseline baseline = run_get_baseline(context);
  const auto before = context.documents().find<TimelineDocument>(context.studio_id());
  StudioTimelineInput input{
      .studio = context.studio(),
      .blueprint_id = baseline.blueprint_id,
      .blueprint_hash = std::move(baseline.blueprint_hash),
      .baseline = std::move(baseline.objects),
      .now = context.now(),
      .before = before.get(),
  };
  context.documents().put(generate_studio_timeline(std::move(input), context.ids()));
}

}  // namespace takt::playout
