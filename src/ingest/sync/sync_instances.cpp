#include "ingest/sync/sync_instances.h"

#include "base/log.h"
#include "blueprints/blueprints.h"
#include "blueprints/documents.h"
#include "ingest/sync/part_index.h"
#include "ingest/sync/sync_context.h"
#include "playout/hooks/hook_frame.h"
#include "playout/infinites.h"
#include "playout/next/next_part.h"
#include "playout/take/autonext.h"

namespace takt::ingest {

namespace {

using playout::PartInstanceModel;
using playout::PlayoutModel;

constexpr const char* kSyncIngestUpdateToPartInstance = "syncIngestUpdateToPartInstance";

/// One instance to be brought up to date.
struct Candidate {
  PartInstanceModel& instance;
  PlayStatus status;
  /// The planned part; null when it is gone.
  Doc<Part> part;
  bool part_changed = false;
  std::vector<PieceInstance> proposed;
};

class Sync {
 public:
  Sync(PlayoutModel& model, const IngestModel& ingest,
       const std::unordered_set<PartId>& changed_parts)
      : model_(model),
        job_(model.context()),
        ingest_(ingest),
        changed_parts_(changed_parts),
        style_(model.show_style(ingest.rundown())),
        blueprint_(job_.blueprints().show_style(job_, *style_)) {}

  void run() {
    if (!blueprint_.has(kSyncIngestUpdateToPartInstance)) return;
    // All proposals first: they are made from the instances as they are now.
    for (Candidate& candidate : find_candidates()) sync(candidate);
  }

 private:
  std::vector<Candidate> find_candidates() {
    std::vector<Candidate> out;
    PartInstanceModel* current = model_.current();
    PartInstanceModel* next = model_.next();
    if (current != nullptr) {
      if ((*current)->orphaned == std::string(kOrphanedAdlibPart)) {
        PartInstanceModel* before = planned_before(**current);
        const auto part = before != nullptr ? model_.find_part((*before)->part._id) : nullptr;
        if (part) add(out, *before, nullptr, PlayStatus::previous, part);
      }
      add(out, *current, model_.previous(), PlayStatus::current,
          model_.find_part((*current)->part._id));
    }
    if (next != nullptr) {
      const bool is_settled = current != nullptr && playout::is_too_close_to_autonext(
                                                        model_, *current, playout::CloseTo::update);
      add(out, *next, current, is_settled ? PlayStatus::current : PlayStatus::next,
          model_.find_part((*next)->part._id));
    }
    return out;
  }

  void add(std::vector<Candidate>& out, PartInstanceModel& instance, PartInstanceModel* before,
           PlayStatus status, const Doc<Part>& part) {
    if (model_.find_rundown((*instance).part.rundownId) == nullptr) {
      log::error("PartInstance \"{}\" is of a rundown outside its playlist", instance.id());
      return;
    }
    const Part own = part ? *part : (*instance).part;
    out.push_back({instance, status, part, part && changed_parts_.contains(part->_id),
                   playout::pieces_for_instance(model_, before, own, instance.id())});
  }

  /// The last orphaned instance before an adlib part in the same playing of its segment.
  PartInstanceModel* planned_before(const PartInstance& adlib) const {
    PartInstanceModel* best = nullptr;
    for (PartInstanceModel* candidate : model_.loaded()) {
      const PartInstance& instance = **candidate;
      const bool fits = instance.playlistActivationId == adlib.playlistActivationId &&
                        instance.segmentId == adlib.segmentId &&
                        instance.segmentPlayoutId == adlib.segmentPlayoutId &&
                        instance.takeCount < adlib.takeCount && instance.orphaned &&
                        !truthy(instance.reset);
      if (fits && (best == nullptr || instance.takeCount >= (*best)->takeCount)) best = candidate;
    }
    return best;
  }

  void sync(Candidate& candidate) {
    PartInstanceModel& instance = candidate.instance;
    const auto snapshot = instance.snapshot();
    const std::vector<RundownTTimer> timers = model_.playlist().tTimers;
    SyncContext context(model_, instance, candidate.proposed, candidate.status, blueprint_.id());
    blueprints::HookContext hook(job_, blueprint_, "SyncIngestUpdateToPartInstanceContext",
                                 {fmt::format("Update to {}", instance->part.externalId),
                                  fmt::format("rundownId={},segmentId={}", instance->part.rundownId,
                                              instance->part.segmentId)});
    hook.use_show_style(*style_);
    hook.use_rundown(*model_.rundown((*instance).part.rundownId),
                     model_.playlist().startedPlayback);
    playout::add_timers(hook.host(), model_);
    context.add_to(hook.host());
    try {
      const playout::HookState state(model_, blueprint_);
      // What it returns doesn't count, whatever that is.
      blueprint_.call_value(job_, kSyncIngestUpdateToPartInstance,
                            {hook.arg(), existing_json(instance), new_data(candidate),
                             Json(play_status_name(candidate.status)), state.arg()});
      state.save();
    } catch (const std::exception& error) {
      log::error("Error in showStyleBlueprint.{}: {}", kSyncIngestUpdateToPartInstance, error.what());
      instance.restore(snapshot);
      for (const RundownTTimer& timer : timers) model_.set_t_timer(timer);
    }
    if (candidate.status == PlayStatus::next && context.removed()) {
      select_next_again(candidate.part);
      return;
    }
    finish(candidate, hook.notes());
  }

  void finish(const Candidate& candidate, const std::vector<blueprints::UserNote>& notes) {
    PartInstanceModel& instance = candidate.instance;
    if (candidate.status == PlayStatus::next) instance.recalculate_expected_duration();
    const std::string category = fmt::format("{}:{}", kSyncIngestUpdateToPartInstance, instance.id());
    model_.notifications().clear_all(category);
    playout::notify(model_, category, notes, blueprint_.id(),
                    playout::about_part((*instance).part.rundownId, instance.id()));
    const auto segment = model_.find_segment((*instance).segmentId);
    if (segment && segment->is_adlib_testing()) instance.apply_adlib_testing_rules();
    if (&instance == model_.current()) {
      playout::sync_playhead_infinites(model_, model_.current(), model_.next());
    }
  }

  /// One chosen by hand is made anew; else another one is selected at the end of the commit.
  void select_next_again(const Doc<Part>& part) {
    const Opt<SelectedPartInstance> before = model_.playlist().nextPartInfo;
    playout::set_next_part(model_, playout::NextTarget::nothing(), playout::Chosen::automatically);
    if (!before || !before->manuallySelected || !part) return;
    playout::NextTarget target;
    target.part = part;
    target.consumes_queued_segment = before->consumesQueuedSegmentId;
    playout::set_next_part(model_, target, playout::Chosen::manually);
  }

  Json existing_json(PartInstanceModel& instance) const {
    JsonArray pieces;
    for (const auto* piece : instance.pieces()) {
      pieces.push_back(blueprints::piece_instance_json(**piece));
    }
    return JsonObject{{"partInstance", blueprints::part_instance_json(*instance)},
                      {"pieceInstances", std::move(pieces)}};
  }

  Json new_data(const Candidate& candidate) {
    PartInstanceModel& instance = candidate.instance;
    const PartId& id = candidate.part ? candidate.part->_id : (*instance).part._id;
    JsonObject out;
    if (candidate.part) out["part"] = blueprints::part_json(*candidate.part);
    out["partChanged"] = candidate.part_changed;
    JsonArray proposed;
    for (const PieceInstance& piece : candidate.proposed) {
      proposed.push_back(blueprints::piece_instance_json(piece));
    }
    out["pieceInstances"] = std::move(proposed);
    add_adlibs(out, candidate.part ? ingest_.find_part_model(id) : nullptr, id);
    out["referencedAdlibs"] = referenced_adlibs(instance);
    JsonArray global;
    for (const auto& piece : ingest_.global_pieces()) {
      global.push_back(blueprints::rundown_piece_json(*piece));
    }
    out["rundownPieces"] = std::move(global);
    out["allParts"] = all_parts();
    const auto index = part_index(ingest_, id, (*instance).segmentId, (*instance).part._rank);
    out["currentPartIndex"] = index ? number(*index) : Json(nullptr);
    return out;
  }

  static void add_adlibs(JsonObject& out, const IngestPartModel* part, const PartId& id) {
    JsonArray pieces, actions;
    if (part != nullptr) {
      for (const auto& piece : part->documents().adlib_pieces) {
        pieces.push_back(blueprints::adlib_piece_json(*piece));
      }
      for (const auto& action : part->documents().adlib_actions) {
        actions.push_back(blueprints::adlib_action_json(*action, id));
      }
    }
    out["adLibPieces"] = std::move(pieces);
    out["actions"] = std::move(actions);
  }

  JsonArray referenced_adlibs(PartInstanceModel& instance) const {
    JsonArray out;
    for (const auto* piece : instance.pieces()) {
      const auto& adlib_id = (*piece)->adLibSourceId;
      if (!adlib_id || adlib_id->empty()) continue;
      for (const IngestPartModel* part : ingest_.ordered_parts()) {
        for (const auto& adlib : part->documents().adlib_pieces) {
          if (adlib->_id.str() == *adlib_id) out.push_back(blueprints::adlib_piece_json(*adlib));
        }
      }
    }
    return out;
  }

  /// The same for every instance; made once.
  const JsonArray& all_parts() {
    if (!all_parts_) {
      all_parts_.emplace();
      for (const IngestPartModel* part : ingest_.ordered_parts()) {
        all_parts_->push_back(blueprints::part_json(**part));
      }
    }
    return *all_parts_;
  }

  PlayoutModel& model_;
  JobContext& job_;
  const IngestModel& ingest_;
  const std::unordered_set<PartId>& changed_parts_;
  const std::shared_ptr<const ShowStyle> style_;
  blueprints::Blueprint& blueprint_;
  std::optional<JsonArray> all_parts_;
};

}  // namespace

void sync_part_instances(PlayoutModel& model, const IngestModel& ingest,
                         const std::unordered_set<PartId>& changed_parts) {
  if (model.active()) Sync(model, ingest, changed_parts).run();
}

}  // namespace takt::ingest
