#pragma once

// A playlist while a job works on it: a mutable overlay over the stored documents (DESIGN section 5).
// Made only from a held PlaylistLock; save() turns it into document writes of the job, in the
// reference's order (spec/playout.md section 0), and writes only what changed. A job that throws
// leaves nothing.
//
// Loading is lazy: the rundowns' segments and parts are read on first use and shared with the store,
// part instances are those selected and the unreset ones of the same segments.
//
//   PlayoutModel model(context, lock);
//   set_next_part(model, ...);
//   model.update_timeline();
//   model.save();
//
// Ingest: put your documents into the job's documents() first, then make the model; it reads them.
// Rules that change a show are free functions in next/, take/, activation/ ...; the methods here are
// the steps that they are made of.

#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "jobs/job_context.h"
#include "playout/model/notifications.h"
#include "playout/model/part_instance_model.h"
#include "playout/model/playout_rundown.h"
#include "playout/pieces/prune.h"

namespace takt::playout {

class PlayoutModel {
 public:
  using Deferred = std::function<void(PlayoutModel&)>;

  /// Throws when the playlist is missing or another studio's.
  PlayoutModel(JobContext& context, const PlaylistLock& lock);
  ~PlayoutModel();
  PlayoutModel(const PlayoutModel&) = delete;
  PlayoutModel& operator=(const PlayoutModel&) = delete;

  JobContext& context() { return context_; }
  const JobStudio& studio() const { return context_.studio(); }
  DocumentView& documents() { return context_.documents(); }
  Time now() const { return context_.now(); }
  /// When what is decided now is seen by the gateways: later than now() in multi-gateway mode.
  Time now_in_playout();
  IdGenerator& ids() { return context_.ids(); }

  // The playlist.
  const Playlist& playlist() const { return *playlist_; }
  /// As it is now; later changes don't touch it.
  Doc<Playlist> share_playlist() { return playlist_.share(); }
  const PlaylistId& id() const { return playlist_->_id; }
  bool active() const { return playlist_->activationId.has_value(); }
  bool in_hold() const;

  // Gateways attached to the studio.
  bool has_playout_gateway();
  bool multi_gateway();

  // Content, in playing order.
  const std::vector<std::unique_ptr<PlayoutRundown>>& rundowns() const { return rundowns_; }
  PlayoutRundown* find_rundown(const RundownId& id) const;
  /// Throws when it isn't in the playlist.
  PlayoutRundown& rundown(const RundownId& id) const;
  std::vector<RundownId> rundown_ids() const;
  const std::vector<SegmentPtr>& ordered_segments();
  const std::vector<Doc<Part>>& ordered_parts();
  SegmentPtr find_segment(const SegmentId& id) const;
  Doc<Part> find_part(const PartId& id);
  /// A part's place among ordered_parts(); -1 when it isn't there.
  int part_index(const PartId& id);
  int segment_index(const SegmentId& id);
  std::shared_ptr<const ShowStyle> show_style(const Rundown& rundown) const;

  // The adlib testing segment of a rundown, the one piece of content that playout owns.
  /// Throws UserError AdlibTestingAlreadyActive.
  void insert_adlib_testing_segment(PlayoutRundown& rundown);
  void remove_adlib_testing_segment(PlayoutRundown& rundown);
  void remove_adlib_testing_segments();
  void update_adlib_testing_rank(PlayoutRundown& rundown);

  // Part instances; nullptr when there is none. previous() is the one taken from last.
  PartInstanceModel* current() const;
  PartInstanceModel* next() const;
  PartInstanceModel* previous() const;
  std::vector<PartInstanceModel*> all_previous() const;
  /// Previous ones, current, next.
  std::vector<PartInstanceModel*> selected() const;
  std::vector<PartInstanceModel*> loaded() const;
  PartInstanceModel* find_instance(const PartInstanceId& id) const;
  bool is_selected(const PartInstanceId& id) const;
  struct FoundPiece {
    PartInstanceModel* instance = nullptr;
    PieceInstanceModel* piece = nullptr;
  };
  FoundPiece find_piece_instance(const PieceInstanceId& id) const;

  // New part instances. They are not selected yet.
  PartInstanceModel& create_instance(const Part& part, std::vector<PieceInstance> pieces);
  /// `part` (rundown and segment filled in here) after the current one, with adlib pieces.
  PartInstanceModel& create_adlib_instance(Part part, std::vector<Piece> pieces,
                                           const Opt<std::string>& adlib_id,
                                           std::vector<PieceInstance> infinites);
  PartInstanceModel& create_adlib_testing_instance(PlayoutRundown& rundown, Part part);
  void remove_untaken_instances();
  void remove_rehearsal_instances();

  // Activation.
  void activate(bool rehearsal);
  void deactivate();
  void reset_playlist();
  void clear_selected();

  // What plays.
  void set_next(PartInstanceModel* instance, bool manually, bool consumes_queued_segment,
                std::optional<double> offset_ms);
  void cycle_selected();
  /// Forgets previous parts whose content is over.
  void prune_previous(Time now);
  void set_queued_segment(Opt<SegmentId> segment);
  void set_hold_state(HoldState state);
  void set_rundown_started(const RundownId& rundown, Time time);
  void set_segment_started(const SegmentPlayoutId& segment, Time time);
  PartPlayoutTimings calculate_part_timings(PartInstanceModel* from, PartInstanceModel& to,
                                            const std::vector<PrunedPiece>& to_pieces);

  // Quick loop (model/quick_loop.h has the rules).
  void set_quick_loop_marker(bool start, Opt<QuickLoopMarker> marker);
  void update_quick_loop();
  /// The instance's part as it plays inside a loop; the plain one elsewhere.
  Doc<Part> part_with_overrides(PartInstanceModel& instance);

  // Kept for blueprints.
  void set_persistent_state(Opt<Json> private_state, Opt<Json> public_state);
  void set_ab_state(Json assigned, std::vector<AbSessionInfo> tracked);
  void set_t_timer(RundownTTimer timer);

  NotificationChanges& notifications() { return notifications_; }

  // What happens with the save.
  /// The timeline is generated anew when the model is saved. Throws when the playlist isn't active.
  void update_timeline();
  /// The same with the studio's baseline. Throws when the playlist is active.
  void update_studio_timeline();
  void before_save(Deferred action) { before_save_.push_back(std::move(action)); }
  void after_save(Deferred action) { after_save_.push_back(std::move(action)); }
  /// Tells the events thread that a part instance's timings changed.
  void queue_timing_event(const PartInstanceId& id);
  /// Once.
  void save();

 private:
  struct Entry {
    PartInstanceId id;
    std::unique_ptr<PartInstanceModel> model;  // null: removed
  };
  Playlist& edit_playlist() { return playlist_.edit(); }
  void load_instances();
  void add_instance(Doc<PartInstance> doc, bool with_pieces);
  PartInstanceModel& put_instance(PartInstance created, std::vector<PieceInstance> pieces);
  PartInstanceModel* find_selected(const Opt<SelectedPartInstance>& info) const;
  void remove_entry(Entry& entry);
  void remove_notifications_of(const PartInstanceId& id);
  void content_changed();
  void save_adlib_testing_segments();
  void save_instances();

  JobContext& context_;
  Overlay<Playlist> playlist_;
  std::vector<std::unique_ptr<PlayoutRundown>> rundowns_;
  std::vector<Entry> instances_;
  std::vector<std::unique_ptr<PartInstanceModel>> discarded_;  // keeps pointers valid
  NotificationChanges notifications_;

  // Loaded on first use.
  std::optional<std::vector<Doc<PeripheralDevice>>> gateways_;
  std::optional<std::vector<SegmentPtr>> ordered_segments_;
  std::shared_ptr<const std::vector<Doc<Part>>> ordered_parts_;

  bool timeline_changed_ = false;
  std::vector<Deferred> before_save_;
  std::vector<Deferred> after_save_;
  std::vector<PartInstanceId> timing_events_;  // each once
};

}  // namespace takt::playout
