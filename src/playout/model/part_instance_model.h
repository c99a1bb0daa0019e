#pragma once

// One playing of a part under work, with its piece instances. Times epoch ms. Setters that give a
// bool say whether the value changed. Owned by the PlayoutModel; pointers stay valid while the model
// lives, also after the instance or a piece of it was removed.

#include <memory>
#include <vector>

#include "playout/model/piece_instance_model.h"
#include "playout/pieces/piece_order.h"

namespace takt::playout {

/// A state to which an instance can go back.
struct PartInstanceSnapshot {
  Doc<PartInstance> instance;
  /// Null: removed.
  std::vector<std::pair<PieceInstanceId, Doc<PieceInstance>>> pieces;
};

class PartInstanceModel {
 public:
  PartInstanceModel(Doc<PartInstance> stored, std::vector<Doc<PieceInstance>> pieces);
  PartInstanceModel(PartInstance created, std::vector<PieceInstance> pieces);

  const PartInstance& operator*() const { return *doc_; }
  const PartInstance* operator->() const { return &*doc_; }
  const PartInstanceId& id() const { return doc_->_id; }
  Doc<PartInstance> share() { return doc_.share(); }
  /// The instance's part, sharing the instance.
  Doc<Part> share_part();

  // Piece instances, in the order in which they came.
  std::vector<PieceInstanceModel*> pieces() const;
  /// The same as plain documents; valid until the next change.
  std::vector<const PieceInstance*> piece_documents() const;
  PieceInstanceModel* find_piece(const PieceInstanceId& id) const;
  PieceInstanceModel& add_piece(PieceInstance created);
  bool remove_piece(const PieceInstanceId& id);
  /// A piece that was put in while the show runs; it counts as dynamic once its part is taken.
  PieceInstanceModel& insert_adlib(Piece piece, Opt<std::string> adlib_id, IdGenerator& ids,
                                   Time now);
  /// A piece of the plan. Throws when the instance has it.
  PieceInstanceModel& insert_planned(Piece piece, IdGenerator& ids);
  /// Shows nothing and ends what is on its layer. `start_ms` into the part.
  PieceInstanceModel& insert_virtual(double start_ms, const Piece& ends, IdGenerator& ids, Time now);
  /// `from` of the part before goes on here while a hold is active.
  PieceInstanceModel& insert_held(const PieceInstance& from, Time now);
  /// Puts these in the place of what the playhead had carried here so far.
  void replace_playhead_infinites(std::vector<PieceInstance> infinites);

  void mark_reset();
  void set_activation(const ActivationId& activation);
  void set_orphaned(Opt<std::string> orphaned);
  void set_rank(double rank);
  void set_invalid_reason(Opt<PartInvalidReason> reason);
  void block_take_until(Opt<Time> time);
  /// Replaces the part. True when it differs.
  bool set_part(Part part);
  void recalculate_expected_duration();
  /// The rules for what plays in an adlib testing segment: no autonext, no rundown timing.
  void apply_adlib_testing_rules();

  void set_planned_started(Opt<Time> time);
  void set_planned_stopped(Opt<Time> time);
  bool set_reported_started(Time time);
  bool set_reported_stopped(Time time);
  bool set_reported_stopped_with_pieces(Time time);
  /// `offset_ms` into the part where playing begins; nullopt: at its start, once a gateway says so.
  void set_taken(Time now, std::optional<double> offset_ms);
  void set_playout_timings(PartPlayoutTimings timings, Opt<Json> previous_end_state);

  PartInstanceSnapshot snapshot();
  void restore(const PartInstanceSnapshot& snapshot);

 private:
  friend class PlayoutModel;  // saves the entries
  struct Entry {
    PieceInstanceId id;
    std::unique_ptr<PieceInstanceModel> piece;  // null: removed
  };
  Entry* find_entry(const PieceInstanceId& id);
  PieceInstanceModel& put_piece(PieceInstance created);
  PieceInstance blank_piece_instance(const PieceId& piece) const;
  void change_timings(const std::function<void(PartInstanceTimings&)>& change);

  Overlay<PartInstance> doc_;
  std::vector<Entry> entries_;
  std::vector<std::unique_ptr<PieceInstanceModel>> discarded_;  // keeps pointers valid
};

}  // namespace takt::playout
