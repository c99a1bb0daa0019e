#pragma once

// What a blueprint can do to one part instance in syncIngestUpdateToPartInstance
// (spec/blueprints.md section 4, SyncIngest). Lives on the stack around the call.

#include "blueprints/blueprint.h"
#include "blueprints/context_host.h"
#include "playout/model/playout_model.h"

namespace takt::ingest {

/// What the instance is to the show, as the blueprint is told.
enum class PlayStatus { previous, current, next };
std::string_view play_status_name(PlayStatus status);

class SyncContext {
 public:
  /// `proposed`: the instance's pieces as they would be planned now.
  SyncContext(playout::PlayoutModel& model, playout::PartInstanceModel& instance,
              const std::vector<PieceInstance>& proposed, PlayStatus status,
              const BlueprintId& blueprint)
      : model_(model),
        instance_(instance),
        proposed_(proposed),
        status_(status),
        blueprint_(blueprint) {}

  void add_to(blueprints::ContextHost& host);
  /// The blueprint wants it gone; only of what is next.
  bool removed() const { return removed_; }

 private:
  playout::PartInstanceModel& instance();
  Piece process(Json piece);
  Json sync_piece(const JsonArray& args);
  Json insert_piece(const JsonArray& args);
  Json update_piece(const JsonArray& args);
  Json update_part(const JsonArray& args);
  Json remove_pieces(const JsonArray& args);

  playout::PlayoutModel& model_;
  playout::PartInstanceModel& instance_;
  const std::vector<PieceInstance>& proposed_;
  const PlayStatus status_;
  const BlueprintId& blueprint_;
  bool removed_ = false;
};

}  // namespace takt::ingest
