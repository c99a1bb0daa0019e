#include "events/as_run.h"

namespace takt::events {

namespace {

/// Takes that nobody reported of are found among so many before the one that is reported.
constexpr double kTakesBack = 50;
/// At a time: each event adds fewer rows than that.
constexpr size_t kMostRemoved = 200;

class AsRunRows {
 public:
  AsRunRows(const DocumentView& documents, const PartInstance& instance) : instance_(instance) {
    common_.rundownId = instance.rundownId;
    common_.playlistActivationId = instance.playlistActivationId;
    common_.partInstanceId = instance._id;
    common_.rehearsal = truthy(instance.rehearsal);
    common_.takeCount = instance.takeCount;
    if (instance.timings) common_.taken = instance.timings->take;
    if (const auto rundown = documents.find<Rundown>(instance.rundownId)) {
      common_.studioId = rundown->studioId;
      common_.rundownName = rundown->name;
      common_.playlistId = rundown->playlistId;
      const auto playlist = documents.find<Playlist>(rundown->playlistId);
      if (playlist) common_.playlistName = playlist->name;
    }
    const auto segment = documents.find<Segment>(instance.segmentId);
    if (segment) common_.segmentName = segment->name;
  }

  AsRunEntry of_part() const {
    AsRunEntry row = common_;
    row._id = AsRunId(instance_._id.str());
    row.kind = AsRunKind::Part;
    row.name = instance_.part.title;
    row.externalId = instance_.part.externalId;
    row.plannedDuration = instance_.part.expectedDuration;
    if (instance_.timings) {
      row.commandedStart = instance_.timings->plannedStartedPlayback;
      row.commandedStop = instance_.timings->plannedStoppedPlayback;
      row.reportedStart = instance_.timings->reportedStartedPlayback;
      row.reportedStop = instance_.timings->reportedStoppedPlayback;
    }
    return row;
  }

  AsRunEntry of_piece(const PieceInstance& piece) const {
    AsRunEntry row = common_;
    row._id = AsRunId(piece._id.str());
    row.kind = AsRunKind::Piece;
    row.name = piece.piece.name;
    row.externalId = piece.piece.externalId;
    row.sourceLayerId = piece.piece.sourceLayerId;
    row.continued = piece.infinite && truthy(piece.infinite->fromPreviousPart);
    row.plannedStart = piece.piece.enable.start_number();
    row.plannedDuration = piece.piece.enable.duration;
    row.commandedStart = piece.plannedStartedPlayback;
    row.commandedStop = piece.plannedStoppedPlayback;
    row.reportedStart = piece.reportedStartedPlayback;
    row.reportedStop = piece.reportedStoppedPlayback;
    return row;
  }

 private:
  const PartInstance& instance_;
  AsRunEntry common_;
};

/// Is put on air with its part.
bool plays(const PieceInstance& piece) {
  return !truthy(piece.disabled) && !truthy(piece.isTemporary) && !truthy(piece.piece.virtual_) &&
         !truthy(piece.piece.invalid);
}

void put_row(DocumentView& documents, AsRunEntry row) {
  // Names stay as they were when the row was begun: what was on air had them.
  if (const auto before = documents.find<AsRunEntry>(row._id)) {
    row.studioId = before->studioId;
    row.playlistId = before->playlistId;
    row.playlistName = before->playlistName;
    row.rundownName = before->rundownName;
    row.segmentName = before->segmentName;
  }
  documents.put_if_changed(std::move(row));
}

void note_instance(DocumentView& documents, const PartInstance& instance) {
  const AsRunRows rows(documents, instance);
  put_row(documents, rows.of_part());
  for (const auto& piece : documents.by<PieceInstance>(Index::part_instance, instance._id.str())) {
    if (plays(*piece)) put_row(documents, rows.of_piece(*piece));
  }
}

void remove_old_rows(JobContext& context, const AsRunLimits& limits) {
  DocumentView& documents = context.documents();
  const size_t size = documents.size<AsRunEntry>();
  const size_t surplus = size > limits.rows ? size - limits.rows : 0;
  const auto oldest = documents.oldest<AsRunEntry>(kMostRemoved);
  for (size_t i = 0; i < oldest.size(); ++i) {
    const bool is_old = oldest[i]->taken.value_or(context.now()) < context.now() - limits.keep_ms;
    if (i < surplus || is_old) documents.remove<AsRunEntry>(oldest[i]->_id);
  }
}

}  // namespace

void note_as_run(JobContext& context, const PartInstance& instance, const AsRunLimits& limits) {
  DocumentView& documents = context.documents();
  const auto rundown = documents.find<Rundown>(instance.rundownId);
  const auto playlist = rundown ? documents.find<Playlist>(rundown->playlistId) : nullptr;
  const bool has_ended = !playlist || playlist->activationId != instance.playlistActivationId;
  const auto concerns = [&](const PartInstance& other) {
    if (!truthy(other.isTaken) || other.playlistActivationId != instance.playlistActivationId) {
      return false;
    }
    const double takes_ago = instance.takeCount - other.takeCount;
    return has_ended || takes_ago == 0 || takes_ago == 1 ||
           (takes_ago > 0 && takes_ago < kTakesBack &&
            !documents.find<AsRunEntry>(AsRunId(other._id.str())));
  };
  std::vector<RundownId> rundowns{instance.rundownId};
  if (playlist) rundowns = playlist->rundownIdsInOrder;
  for (const RundownId& id : rundowns) {
    for (const auto& other : documents.by<PartInstance>(Index::rundown, id.str())) {
      if (concerns(*other)) note_instance(documents, *other);
    }
  }
  remove_old_rows(context, limits);
}

}  // namespace takt::events
