#include "playout/model/part_instance_model.h"

#include "playout/pieces/infinites.h"
#include "playout/pieces/part_timings.h"

namespace takt::playout {

PartInstanceModel::PartInstanceModel(Doc<PartInstance> stored,
                                     std::vector<Doc<PieceInstance>> pieces)
    : doc_(std::move(stored)) {
  for (Doc<PieceInstance>& piece : pieces) {
    entries_.push_back({piece->_id, std::make_unique<PieceInstanceModel>(std::move(piece))});
  }
}

PartInstanceModel::PartInstanceModel(PartInstance created, std::vector<PieceInstance> pieces)
    : doc_(std::move(created)) {
  for (PieceInstance& piece : pieces) put_piece(std::move(piece));
}

Doc<Part> PartInstanceModel::share_part() {
  Doc<PartInstance> instance = share();
  const Part* part = &instance->part;
  return {std::move(instance), part};
}

// ---- Pieces

std::vector<PieceInstanceModel*> PartInstanceModel::pieces() const {
  std::vector<PieceInstanceModel*> out;
  out.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    if (entry.piece) out.push_back(entry.piece.get());
  }
  return out;
}

std::vector<const PieceInstance*> PartInstanceModel::piece_documents() const {
  std::vector<const PieceInstance*> out;
  out.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    if (entry.piece) out.push_back(&**entry.piece);
  }
  return out;
}

PartInstanceModel::Entry* PartInstanceModel::find_entry(const PieceInstanceId& id) {
  for (Entry& entry : entries_) {
    if (entry.id == id) return &entry;
  }
  return nullptr;
}

PieceInstanceModel* PartInstanceModel::find_piece(const PieceInstanceId& id) const {
  for (const Entry& entry : entries_) {
    if (entry.id == id) return entry.piece.get();
  }
  return nullptr;
}

PieceInstanceModel& PartInstanceModel::put_piece(PieceInstance created) {
  Entry* entry = find_entry(created._id);
  if (entry == nullptr) entry = &entries_.emplace_back(Entry{created._id, nullptr});
  if (entry->piece) discarded_.push_back(std::move(entry->piece));
  entry->piece = std::make_unique<PieceInstanceModel>(std::move(created));
  return *entry->piece;
}

PieceInstanceModel& PartInstanceModel::add_piece(PieceInstance created) {
  return put_piece(std::move(created));
}

bool PartInstanceModel::remove_piece(const PieceInstanceId& id) {
  Entry* entry = find_entry(id);
  if (entry == nullptr || !entry->piece) return false;
  discarded_.push_back(std::move(entry->piece));
  entry->piece = nullptr;
  return true;
}

PieceInstance PartInstanceModel::blank_piece_instance(const PieceId& piece) const {
  PieceInstance instance;
  instance._id = piece_instance_id(doc_->_id, piece);
  instance.rundownId = doc_->rundownId;
  instance.playlistActivationId = doc_->playlistActivationId;
  instance.partInstanceId = doc_->_id;
  return instance;
}

PieceInstanceModel& PartInstanceModel::insert_adlib(Piece piece, Opt<std::string> adlib_id,
                                                    IdGenerator& ids, Time now) {
  PieceInstance instance = blank_piece_instance(piece._id);
  piece.startRundownId.reset();
  piece.startSegmentId.reset();
  piece.startPartId = doc_->part._id;
  instance.piece = std::move(piece);
  instance.adLibSourceId = std::move(adlib_id);
  if (truthy(doc_->isTaken)) instance.dynamicallyInserted = now;
  set_up_infinite(instance, ids);
  return put_piece(std::move(instance));
}

PieceInstanceModel& PartInstanceModel::insert_planned(Piece piece, IdGenerator& ids) {
  PieceInstance instance = blank_piece_instance(piece._id);
  if (find_entry(instance._id) != nullptr) {
    throw std::runtime_error(fmt::format("PieceInstance \"{}\" already exists", instance._id));
  }
  piece.startPartId = doc_->part._id;
  instance.piece = std::move(piece);
  set_up_infinite(instance, ids);
  return put_piece(std::move(instance));
}

PieceInstanceModel& PartInstanceModel::insert_virtual(double start_ms, const Piece& ends,
                                                      IdGenerator& ids, Time now) {
  const PieceId id(ids.next());
  PieceInstance instance = blank_piece_instance(id);
  instance.piece._id = id;
  instance.piece.externalId = "-";
  instance.piece.enable.start = number(start_ms);
  instance.piece.lifespan = ends.lifespan;
  instance.piece.sourceLayerId = ends.sourceLayerId;
  instance.piece.outputLayerId = ends.outputLayerId;
  instance.piece.invalid = false;
  instance.piece.startPartId = doc_->part._id;
  instance.piece.virtual_ = true;
  instance.dynamicallyInserted = now;
  set_up_infinite(instance, ids);
  return put_piece(std::move(instance));
}

PieceInstanceModel& PartInstanceModel::insert_held(const PieceInstance& from, Time now) {
  PieceInstance instance = blank_piece_instance(from.piece._id);
  instance._id = PieceInstanceId(from._id.str() + "_hold");
  instance.playlistActivationId = from.playlistActivationId;
  instance.rundownId = from.rundownId;
  instance.dynamicallyInserted = now;
  instance.piece = from.piece;
  instance.piece.enable = PieceEnable{};
  instance.piece.extendOnHold = false;
  PieceInstanceInfinite infinite;
  infinite.infiniteInstanceId = from.infinite.value().infiniteInstanceId;
  infinite.infiniteInstanceIndex = 1;
  infinite.infinitePieceId = from.piece._id;
  infinite.fromPreviousPart = true;
  infinite.fromHold = true;
  instance.infinite = std::move(infinite);
  instance.reportedStartedPlayback = from.reportedStartedPlayback;
  instance.reportedStoppedPlayback = from.reportedStoppedPlayback;
  instance.plannedStartedPlayback = from.plannedStartedPlayback;
  instance.plannedStoppedPlayback = from.plannedStoppedPlayback;
  return put_piece(std::move(instance));
}

void PartInstanceModel::replace_playhead_infinites(std::vector<PieceInstance> infinites) {
  for (const PieceInstanceModel* piece : pieces()) {
    const auto& infinite = (*piece)->infinite;
    if (infinite && truthy(infinite->fromPreviousPlayhead)) remove_piece((*piece)->_id);
  }
  for (PieceInstance& instance : infinites) {
    if (find_piece(instance._id) != nullptr) {
      throw std::runtime_error(
          fmt::format("Cannot replace infinite PieceInstance \"{}\" as it replaces a non-infinite",
                      instance._id));
    }
    if (!instance.infinite || !truthy(instance.infinite->fromPreviousPlayhead)) {
      throw std::runtime_error(fmt::format(
          "Cannot insert non-infinite PieceInstance \"{}\" as an infinite", instance._id));
    }
    put_piece(std::move(instance));
  }
}

// ---- The instance

void PartInstanceModel::mark_reset() {
  if (!truthy(doc_->reset)) doc_.edit().reset = true;
  for (PieceInstanceModel* piece : pieces()) piece->mark_reset();
}

void PartInstanceModel::set_activation(const ActivationId& activation) {
  if (doc_->playlistActivationId != activation) doc_.edit().playlistActivationId = activation;
  for (PieceInstanceModel* piece : pieces()) piece->set_activation(activation);
}

void PartInstanceModel::set_orphaned(Opt<std::string> orphaned) {
  if (doc_->orphaned != orphaned) doc_.edit().orphaned = std::move(orphaned);
}

void PartInstanceModel::set_rank(double rank) {
  if (doc_->part._rank != rank) doc_.edit().part._rank = rank;
}

void PartInstanceModel::set_invalid_reason(Opt<PartInvalidReason> reason) {
  if (doc_->invalidReason != reason) doc_.edit().invalidReason = std::move(reason);
}

void PartInstanceModel::block_take_until(Opt<Time> time) {
  if (doc_->blockTakeUntil != time) doc_.edit().blockTakeUntil = time;
}

bool PartInstanceModel::set_part(Part part) {
  if (doc_->part == part) return false;
  doc_.edit().part = std::move(part);
  return true;
}

void PartInstanceModel::recalculate_expected_duration() {
  Opt<double> duration;
  if (!doc_->part.expectedDuration.absent()) {
    const auto documents = piece_documents();
    const auto pieces = pieces_of(documents);
    duration = expected_duration_with_transition(doc_->part, pieces);
  }
  if (doc_->part.expectedDurationWithTransition != duration) {
    doc_.edit().part.expectedDurationWithTransition = duration;
  }
}

void PartInstanceModel::apply_adlib_testing_rules() {
  PartInstance& doc = doc_.edit();
  doc.orphaned = kOrphanedAdlibPart;
  doc.part.autoNext.reset();
  doc.part.untimed = true;
}

// ---- Timings

void PartInstanceModel::change_timings(const std::function<void(PartInstanceTimings&)>& change) {
  PartInstanceTimings timings = doc_->timings.value_or(PartInstanceTimings{});
  change(timings);
  if (!(doc_->timings == timings)) doc_.edit().timings = std::move(timings);
}

void PartInstanceModel::set_planned_started(Opt<Time> time) {
  change_timings([&](PartInstanceTimings& timings) {
    timings.plannedStartedPlayback = time;
    timings.plannedStoppedPlayback.reset();
  });
}

void PartInstanceModel::set_planned_stopped(Opt<Time> time) {
  const auto& known = doc_->timings;
  if (!known || !truthy(known->plannedStartedPlayback) || truthy(known->plannedStoppedPlayback)) {
    return;
  }
  change_timings([&](PartInstanceTimings& timings) {
    if (truthy(time)) {
      timings.plannedStoppedPlayback = time;
      timings.duration = *time - *timings.plannedStartedPlayback;
    } else {
      timings.plannedStoppedPlayback.reset();
      timings.duration.reset();
    }
  });
}

bool PartInstanceModel::set_reported_started(Time time) {
  if (doc_->timings && truthy(doc_->timings->reportedStartedPlayback)) return false;
  change_timings([&](PartInstanceTimings& timings) {
    timings.reportedStartedPlayback = time;
    timings.plannedStoppedPlayback.reset();
    timings.duration.reset();
  });
  return true;
}

bool PartInstanceModel::set_reported_stopped(Time time) {
  if (doc_->timings && truthy(doc_->timings->reportedStoppedPlayback)) return false;
  change_timings([&](PartInstanceTimings& timings) {
    timings.reportedStoppedPlayback = time;
    const bool started = truthy(timings.reportedStartedPlayback);
    timings.duration = started ? time - *timings.reportedStartedPlayback : 0;
  });
  return true;
}

bool PartInstanceModel::set_reported_stopped_with_pieces(Time time) {
  if (!doc_->timings || !truthy(doc_->timings->reportedStartedPlayback)) return false;
  bool all = set_reported_stopped(time);
  for (PieceInstanceModel* piece : pieces()) {
    // Once one report was not the first, the rest are left as they are.
    if (truthy((*piece)->reportedStartedPlayback) && all) all = piece->set_reported_stopped(time);
  }
  return all;
}

void PartInstanceModel::set_taken(Time now, std::optional<double> offset_ms) {
  if (!truthy(doc_->isTaken)) doc_.edit().isTaken = true;
  change_timings([&](PartInstanceTimings& timings) {
    timings.take = now;
    timings.playOffset = offset_ms.value_or(0);
    if (offset_ms) timings.plannedStartedPlayback = now - *offset_ms;
  });
}

void PartInstanceModel::set_playout_timings(PartPlayoutTimings timings,
                                            Opt<Json> previous_end_state) {
  PartInstance& doc = doc_.edit();
  doc.isTaken = true;
  doc.partPlayoutTimings = std::move(timings);
  doc.previousPartEndState = std::move(previous_end_state);
}

// ---- Snapshots

PartInstanceSnapshot PartInstanceModel::snapshot() {
  PartInstanceSnapshot out;
  out.instance = share();
  for (Entry& entry : entries_) {
    out.pieces.emplace_back(entry.id, entry.piece ? entry.piece->share() : nullptr);
  }
  return out;
}

void PartInstanceModel::restore(const PartInstanceSnapshot& snapshot) {
  doc_.restore(snapshot.instance);
  for (Entry& entry : entries_) {
    if (entry.piece) discarded_.push_back(std::move(entry.piece));
  }
  std::vector<Entry> entries;
  for (const auto& [id, doc] : snapshot.pieces) {
    entries.push_back({id, doc ? std::make_unique<PieceInstanceModel>(doc) : nullptr});
  }
  entries_ = std::move(entries);
}

}  // namespace takt::playout
