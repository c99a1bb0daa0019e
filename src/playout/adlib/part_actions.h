#pragma once

// What blueprints can read and do about the current and the next part in onTake, onSetAsNext and
// actions (spec/blueprints.md section 4, PartAndPieceActions): the methods of one context, and what
// has to follow from changes that they made. Lives on the stack around one hook.

#include "blueprints/blueprint.h"
#include "blueprints/context_host.h"
#include "playout/adlib/queue_part.h"
#include "playout/model/playout_model.h"

namespace takt::playout {

class PartActions {
 public:
  PartActions(PlayoutModel& model, const ShowStyle& show_style, blueprints::Blueprint& blueprint)
      : model_(model), show_style_(show_style), blueprint_(blueprint) {}

  /// Methods that only read.
  void add_reading(blueprints::ContextHost& host);
  /// `only_next`: pieces go into the next part, whichever is asked for.
  enum class Inserts { where_asked, only_next };
  void add_changing(blueprints::ContextHost& host, Inserts inserts = Inserts::where_asked);
  /// blockTakeUntil acts on `blocked`: the current part, or for onTake the one being taken.
  enum class Blocks { current, next };
  void add_stopping(blueprints::ContextHost& host, Blocks blocked);

  /// A part with pieces as a blueprint gave them. Throws when it can't be queued.
  QueuedPart part_to_queue(const Json& part, const Json& pieces, const PartInstance& after);

  /// Brings infinites and durations in line with the changes made.
  void apply_side_effects();
  bool changed_current() const { return changed_current_; }
  bool changed_next() const { return changed_next_; }
  void mark_next_changed() { changed_next_ = true; }
  /// onSetAsNext counts changes of the current part only together with those of the next one.
  void count_next_for_current() { changed_current_ = changed_next_; }

 private:
  PartInstanceModel* instance(std::string_view part);
  void mark(std::string_view part);
  Json resolved_pieces(std::string_view part);
  script::Reply find_last_piece(const JsonArray& args);
  script::Reply find_last_scripted_piece(const JsonArray& args);
  script::Reply part_instance_of_piece(const JsonArray& args);
  script::Reply part_of_piece(const JsonArray& args);
  Json insert_piece(std::string_view part, const Json& piece);
  Json update_piece(const JsonArray& args);
  Json update_part(const JsonArray& args);
  Json remove_pieces(const JsonArray& args);
  Json stop(const std::function<bool(const PieceInstance&)>& wanted, const JsonArray& args);

  PlayoutModel& model_;
  const ShowStyle& show_style_;
  blueprints::Blueprint& blueprint_;
  bool changed_current_ = false;
  bool changed_next_ = false;
};

}  // namespace takt::playout
