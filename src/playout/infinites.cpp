#include "playout/infinites.h"

#include "playout/pieces/infinites.h"

namespace takt::playout {

namespace {

PlannedPieces planned_pieces(PlayoutModel& model) {
  const DocumentView* documents = &model.documents();
  return {
      [documents](const PartId& id) { return documents->by<Piece>(Index::part, id.str()); },
      [documents](const SegmentId& id) { return documents->by<Piece>(Index::segment, id.str()); },
      [documents](const RundownId& id) { return documents->by<Piece>(Index::lasting, id.str()); },
      [documents](const Piece& piece) {
        return documents->place(Collection::pieces, piece._id.str());
      },
  };
}

std::vector<Doc<Piece>> global_pieces(PlayoutModel& model, const RundownId& rundown) {
  auto pieces = model.documents().by<Piece>(Index::lasting, rundown.str());
  std::erase_if(pieces, [](const Doc<Piece>& piece) { return piece->startPartId.has_value(); });
  return pieces;
}

SegmentPtr segment_of(PlayoutRundown& rundown, const SegmentId& id) {
  SegmentPtr segment = rundown.find_segment(id);
  if (!segment) {
    throw std::runtime_error(
        fmt::format("Segment \"{}\" in Rundown \"{}\" not found!", id, rundown.id()));
  }
  return segment;
}

BeforePart before(PlayoutModel& model, PlayoutRundown& rundown, const Part& part) {
  const SegmentPtr segment = rundown.find_segment(part.segmentId);
  std::vector<Doc<Segment>> segments;
  for (const SegmentPtr& other : rundown.segments()) segments.push_back(other->segment);
  std::vector<const PartInstance*> instances;
  for (PartInstanceModel* instance : model.loaded()) instances.push_back(&**instance);
  const std::vector<RundownId> rundowns = model.rundown_ids();
  BeforePartInput input;
  if (segment) {
    input.segment = segment->segment.get();
    input.segment_parts = segment->parts;
  }
  input.rundown_segments = segments;
  input.instances = instances;
  input.rundowns = rundowns;
  return before_part(part, input);
}

/// What the input of pieces/infinites.h points at.
struct Gathered {
  SegmentPtr into_segment;
  SegmentPtr playing_segment;
  std::vector<const PieceInstance*> playing_pieces;
  std::optional<PlayingPart> playing;
  BeforePart before;
  std::vector<Doc<Rundown>> rundowns;
};

void gather(Gathered& out, PlayoutModel& model, PartInstanceModel* playing, const Part& part) {
  PlayoutRundown& into = model.rundown(part.rundownId);
  out.before = before(model, into, part);
  if (playing != nullptr) {
    out.playing_segment = segment_of(model.rundown((*playing)->rundownId), (*playing)->segmentId);
    out.playing_pieces = playing->piece_documents();
    out.playing.emplace(
        PlayingPart{**playing, *out.playing_segment->segment, out.playing_pieces});
  }
  out.into_segment = segment_of(into, part.segmentId);
  for (const auto& rundown : model.rundowns()) out.rundowns.push_back(rundown->document());
}

InfinitesInput make_input(const Gathered& gathered, PlayoutModel& model, const Part& part,
                          const PartInstanceId& instance) {
  if (!model.active()) {
    throw std::runtime_error(fmt::format("RundownPlaylist \"{}\" is not active", model.id()));
  }
  const PlayingPart* playing = gathered.playing ? &*gathered.playing : nullptr;
  InfinitesInput input{
      .activation = *model.playlist().activationId,
      .playing = playing,
      .into = {*model.rundown(part.rundownId), *gathered.into_segment->segment, part, instance},
      .before = gathered.before,
      .rundowns = gathered.rundowns,
      .part_index = [&model](const PartId& id) { return model.part_index(id); },
  };
  input.forward = is_forward(playing != nullptr ? &playing->instance : nullptr, part,
                             [&](const SegmentId& id) { return model.segment_index(id); });
  input.testing_adlibs_persist = truthy(model.studio().settings.allowTestingAdlibsToPersist);
  return input;
}

std::vector<PieceInstance> baseline_infinites(PlayoutModel& model, const Part& part,
                                              const PartInstanceId& instance) {
  const auto pieces = global_pieces(model, part.rundownId);
  return global_piece_instances(pieces, *model.playlist().activationId, instance, model.ids());
}

}  // namespace

std::vector<PieceInstance> pieces_for_instance(PlayoutModel& model, PartInstanceModel* playing,
                                               const Part& part, const PartInstanceId& instance) {
  Gathered gathered;
  gather(gathered, model, playing, part);
  const InfinitesInput input = make_input(gathered, model, part, instance);
  const auto possible = pieces_that_may_be_active(planned_pieces(model), part, gathered.before);
  return piece_instances_for_part(input, possible, model.ids());
}

std::vector<PieceInstance> pieces_for_new_instance(PlayoutModel& model, PartInstanceModel* playing,
                                                   const Part& part) {
  auto pieces = pieces_for_instance(model, playing, part, PartInstanceId());
  if (playing == nullptr) {
    for (PieceInstance& piece : baseline_infinites(model, part, PartInstanceId())) {
      pieces.push_back(std::move(piece));
    }
  }
  return pieces;
}

void sync_playhead_infinites(PlayoutModel& model, PartInstanceModel* from, PartInstanceModel* to) {
  if (to == nullptr) return;
  const Doc<PartInstance> into = to->share();
  if (from == nullptr) {
    to->replace_playhead_infinites(baseline_infinites(model, into->part, into->_id));
    return;
  }
  Gathered gathered;
  gather(gathered, model, from, into->part);
  const InfinitesInput input = make_input(gathered, model, into->part, into->_id);
  const Rundown& rundown = *model.rundown(into->rundownId);
  const auto show_style = model.show_style(rundown);
  const PartTimes times = PartTimes::of(model.now(), **from);
  to->replace_playhead_infinites(
      playhead_infinites_for_part(input, show_style->source_layers, times));
}

}  // namespace takt::playout
