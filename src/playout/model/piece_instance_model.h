#pragma once

// One piece of a part instance under work. Times epoch ms. Setters that give a bool say whether the
// value changed. Owned by its PartInstanceModel.

#include "base/id_generator.h"
#include "playout/model/overlay.h"

namespace takt::playout {

class PieceInstanceModel {
 public:
  explicit PieceInstanceModel(Doc<PieceInstance> stored) : doc_(std::move(stored)) {}
  explicit PieceInstanceModel(PieceInstance created);

  const PieceInstance& operator*() const { return *doc_; }
  const PieceInstance* operator->() const { return &*doc_; }
  Doc<PieceInstance> share() { return doc_.share(); }
  void restore(Doc<PieceInstance> doc) { doc_.restore(std::move(doc)); }

  void mark_reset();
  void set_activation(const ActivationId& activation);
  void set_disabled(bool disabled);
  void set_end_in_part(double end_ms);
  bool set_planned_started(Time time);
  bool set_planned_stopped(Opt<Time> time);
  bool set_reported_started(Time time);
  bool set_reported_stopped(Time time);
  /// 'now' became a time: ms into the part.
  void set_start(double start_ms);

  /// Replaces the piece. One that becomes infinite gets its infinite identity.
  void set_piece(Piece piece, IdGenerator& ids, Time now);
  void set_content(Json content);
  /// Makes it the first of a chain that a hold extends into the next part.
  void prepare_for_hold(IdGenerator& ids);
  /// Lays the members that `other` has over this one's.
  void merge(const PieceInstance& other);

 private:
  Overlay<PieceInstance> doc_;
};

}  // namespace takt::playout
