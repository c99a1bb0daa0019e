#include "playout/model/piece_instance_model.h"

#include "model/derived_ids.h"
#include "playout/pieces/infinites.h"

namespace takt::playout {

namespace {

/// The packages that the piece needs, by their stored ids, each once.
std::vector<ExpectedPackageId> needed_packages(const PieceInstance& instance) {
  std::vector<ExpectedPackageId> ids;
  const Opt<Json>& packages = instance.piece.expectedPackages;
  if (!packages || !packages->is_array()) return ids;
  for (const Json& package : packages->get_array()) {
    if (!package.is_object()) continue;
    ExpectedPackageId id = expected_package_id(instance.rundownId.str(), package.get_object());
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
  }
  return ids;
}

PieceInstance with_needed_packages(PieceInstance instance) {
  instance.neededExpectedPackageIds = needed_packages(instance);
  return instance;
}

}  // namespace

PieceInstanceModel::PieceInstanceModel(PieceInstance created)
    : doc_(with_needed_packages(std::move(created))) {}

void PieceInstanceModel::mark_reset() {
  if (!truthy(doc_->reset)) doc_.edit().reset = true;
}

void PieceInstanceModel::set_activation(const ActivationId& activation) {
  if (!(doc_->playlistActivationId == activation)) doc_.edit().playlistActivationId = activation;
}

void PieceInstanceModel::set_disabled(bool disabled) {
  if (!(doc_->disabled == disabled)) doc_.edit().disabled = disabled;
}

void PieceInstanceModel::set_end_in_part(double end_ms) {
  PieceUserDuration duration;
  duration.endRelativeToPart = end_ms;
  doc_.edit().userDuration = std::move(duration);
}

bool PieceInstanceModel::set_planned_started(Time time) {
  if (!doc_->plannedStoppedPlayback.absent()) doc_.edit().plannedStoppedPlayback.reset();
  if (doc_->plannedStartedPlayback == time) return false;
  doc_.edit().plannedStartedPlayback = time;
  return true;
}

bool PieceInstanceModel::set_planned_stopped(Opt<Time> time) {
  if (doc_->plannedStoppedPlayback == time) return false;
  doc_.edit().plannedStoppedPlayback = time;
  return true;
}

bool PieceInstanceModel::set_reported_started(Time time) {
  if (!doc_->reportedStoppedPlayback.absent()) doc_.edit().reportedStoppedPlayback.reset();
  if (doc_->reportedStartedPlayback == time) return false;
  doc_.edit().reportedStartedPlayback = time;
  return true;
}

bool PieceInstanceModel::set_reported_stopped(Time time) {
  if (doc_->reportedStoppedPlayback == time) return false;
  doc_.edit().reportedStoppedPlayback = time;
  return true;
}

void PieceInstanceModel::set_start(double start_ms) {
  doc_.edit().piece.enable.start = number(start_ms);
}

void PieceInstanceModel::set_piece(Piece piece, IdGenerator& ids, Time now) {
  const bool lifespan_changes = piece.lifespan != doc_->piece.lifespan;
  if (!(piece == doc_->piece)) {
    PieceInstance& doc = doc_.edit();
    doc.piece = std::move(piece);
    doc.neededExpectedPackageIds = needed_packages(doc);
  }
  if (lifespan_changes && doc_->piece.lifespan != PieceLifespan::WithinPart && !doc_->infinite) {
    set_up_infinite(doc_.edit(), ids);
    doc_.edit().dynamicallyConvertedToInfinite = now;
  }
}

void PieceInstanceModel::set_content(Json content) {
  if (content == doc_->piece.content) return;
  PieceInstance& doc = doc_.edit();
  doc.piece.content = std::move(content);
  doc.neededExpectedPackageIds = needed_packages(doc);
}

void PieceInstanceModel::prepare_for_hold(IdGenerator& ids) {
  PieceInstanceInfinite infinite;
  infinite.infiniteInstanceId = InfiniteInstanceId(ids.next());
  infinite.infiniteInstanceIndex = 0;
  infinite.infinitePieceId = doc_->piece._id;
  infinite.fromPreviousPart = false;
  doc_.edit().infinite = std::move(infinite);
}

void PieceInstanceModel::merge(const PieceInstance& other) {
  Json merged = to_json(*doc_);
  const Json over = to_json(other);
  for (const auto& member : over.get_object()) {
    merged.get_object()[member.key()] = member.value();
  }
  doc_.edit() = parse<PieceInstance>(merged);
}

}  // namespace takt::playout
