// PartActions: reading and stopping, and what follows from changes.

#include "playout/adlib/part_actions.h"

#include "blueprints/documents.h"
#include "playout/adlib/find_pieces.h"
#include "playout/adlib/stop_pieces.h"
#include "playout/infinites.h"
#include "playout/next/next_part.h"
#include "playout/pieces/resolved.h"

namespace takt::playout {

using blueprints::arg;
using blueprints::text_arg;
using script::Reply;

namespace {

constexpr double kDefaultUpcomingParts = 5;

PieceSearch piece_search(const JsonArray& args) {
  PieceSearch search;
  search.layers = blueprints::texts_arg(args, 0);
  const Json& options = arg(args, 1);
  search.exclude_current_part = truthy(member(options, "excludeCurrentPart"));
  search.original_only = truthy(member(options, "originalOnly"));
  if (const Json* filter = member(options, "piecePrivateDataFilter"); truthy(filter)) {
    search.private_data_filter = *filter;
  }
  return search;
}

}  // namespace

PartInstanceModel* PartActions::instance(std::string_view part) {
  if (part == "current") return model_.current();
  if (part == "next") return model_.next();
  throw std::runtime_error(fmt::format("Unknown part \"{}\"", part));
}

void PartActions::mark(std::string_view part) {
  if (part == "current") changed_current_ = true;
  if (part == "next") changed_next_ = true;
}

Json PartActions::resolved_pieces(std::string_view part) {
  JsonArray out;
  const PartInstanceModel* found = instance(part);
  if (found == nullptr) return out;
  const auto documents = found->piece_documents();
  for (const ResolvedPiece& piece : resolved_pieces_of_part(
           show_style_.source_layers, documents, PartTimes::of(model_.now(), **found))) {
    out.push_back(
        blueprints::resolved_piece_instance_json(*piece.instance, piece.start, piece.duration));
  }
  return out;
}

Reply PartActions::find_last_piece(const JsonArray& args) {
  const auto found = find_last_piece_on_layer(model_, piece_search(args));
  return found ? Reply(blueprints::piece_instance_json(*found)) : Reply();
}

Reply PartActions::find_last_scripted_piece(const JsonArray& args) {
  const auto found = find_last_scripted_piece_on_layer(model_, piece_search(args));
  return found ? Reply(blueprints::piece_json(*found)) : Reply();
}

Reply PartActions::part_instance_of_piece(const JsonArray& args) {
  const std::string id = string_member(arg(args, 0), "partInstanceId");
  if (id.empty()) {
    throw std::runtime_error("Cannot find PartInstance from invalid PieceInstance");
  }
  if (const PartInstanceModel* found = model_.find_instance(PartInstanceId(id))) {
    return blueprints::part_instance_json(**found);
  }
  const auto doc = model_.documents().find<PartInstance>(PartInstanceId(id));
  if (!doc || model_.find_rundown(doc->rundownId) == nullptr) {
    throw std::runtime_error("Cannot find PartInstance for PieceInstance");
  }
  return blueprints::part_instance_json(*doc);
}

Reply PartActions::part_of_piece(const JsonArray& args) {
  const std::string id = string_member(arg(args, 0), "_id");
  if (id.empty()) throw std::runtime_error("Cannot find Part from invalid Piece");
  const auto piece = model_.documents().find<Piece>(PieceId(id));
  if (!piece || !piece->startRundownId ||
      model_.find_rundown(*piece->startRundownId) == nullptr) {
    throw std::runtime_error(fmt::format("Cannot find Piece {}", id));
  }
  if (!piece->startPartId || !piece->startSegmentId) {
    throw std::runtime_error(fmt::format("Piece {} does not belong to a part", id));
  }
  const Doc<Part> part = model_.find_part(*piece->startPartId);
  return part ? Reply(blueprints::part_json(*part)) : Reply();
}

void PartActions::add_reading(blueprints::ContextHost& host) {
  host.add("quickLoopInfo", [this](const JsonArray&) -> Reply {
    return blueprints::quick_loop_json(model_.playlist());
  });
  host.add("isRehearsal", [this](const JsonArray&) -> Reply {
    return Json(truthy(model_.playlist().rehearsal));
  });
  host.add("getPartInstance", [this](const JsonArray& args) -> Reply {
    const PartInstanceModel* found = instance(text_arg(args, 0));
    return found != nullptr ? Reply(blueprints::part_instance_json(**found)) : Reply();
  });
  host.add("getPieceInstances", [this](const JsonArray& args) -> Reply {
    JsonArray out;
    if (const PartInstanceModel* found = instance(text_arg(args, 0))) {
      for (const PieceInstance* piece : found->piece_documents()) {
        out.push_back(blueprints::piece_instance_json(*piece));
      }
    }
    return Json(std::move(out));
  });
  host.add("getResolvedPieceInstances", [this](const JsonArray& args) -> Reply {
    return resolved_pieces(text_arg(args, 0));
  });
  host.add("getSegment", [this](const JsonArray& args) -> Reply {
    const PartInstanceModel* found = instance(text_arg(args, 0));
    if (found == nullptr) return std::nullopt;
    const SegmentPtr segment = model_.find_segment((*found)->segmentId);
    return segment ? Reply(blueprints::segment_json(*segment->segment)) : Reply();
  });
  host.add("getUpcomingParts", [this](const JsonArray& args) -> Reply {
    const double limit = blueprints::number_arg(args, 0, kDefaultUpcomingParts);
    JsonArray out;
    for (const auto& part :
         parts_after_playhead(model_, static_cast<size_t>(std::max(0.0, limit)))) {
      out.push_back(blueprints::part_json(*part));
    }
    return Json(std::move(out));
  });
  const auto add = [&](const char* name, Reply (PartActions::*method)(const JsonArray&)) {
    host.add(name, [this, method](const JsonArray& args) { return (this->*method)(args); });
  };
  add("findLastPieceOnLayer", &PartActions::find_last_piece);
  add("findLastScriptedPieceOnLayer", &PartActions::find_last_scripted_piece);
  add("getPartInstanceForPreviousPiece", &PartActions::part_instance_of_piece);
  add("getPartForPreviousPiece", &PartActions::part_of_piece);
}

Json PartActions::stop(const std::function<bool(const PieceInstance&)>& wanted,
                       const JsonArray& args) {
  JsonArray out;
  if (blueprints::texts_arg(args, 0).empty() || !model_.playlist().currentPartInfo) return out;
  PartInstanceModel* current = model_.current();
  if (current == nullptr) {
    throw std::runtime_error("Cannot stop pieceInstances when no current partInstance");
  }
  const double offset_ms = blueprints::number_arg(args, 1);
  for (const PieceInstanceId& id :
       stop_pieces(model_, show_style_, *current, wanted, offset_ms)) {
    out.emplace_back(id.str());
  }
  if (!out.empty()) changed_current_ = true;
  return out;
}

void PartActions::add_stopping(blueprints::ContextHost& host, Blocks blocked) {
  const auto contains = [](const std::vector<std::string>& texts, const std::string& text) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
  };
  host.add("stopPiecesOnLayers", [this, contains](const JsonArray& args) -> Reply {
    const auto layers = blueprints::texts_arg(args, 0);
    return stop([&](const PieceInstance& p) { return contains(layers, p.piece.sourceLayerId); },
                args);
  });
  host.add("stopPieceInstances", [this, contains](const JsonArray& args) -> Reply {
    const auto ids = blueprints::texts_arg(args, 0);
    return stop([&](const PieceInstance& p) { return contains(ids, p._id.str()); }, args);
  });
  host.add("blockTakeUntil", [this, blocked](const JsonArray& args) -> Reply {
    const auto time = as_number(arg(args, 0));
    const bool clears = blueprints::has_arg(args, 0) ? arg(args, 0).is_null() : !args.empty();
    if (!clears && (!time || *time < model_.now())) {
      throw std::runtime_error(
          "Cannot block taking out of the current part, to a time in the past");
    }
    PartInstanceModel* found = blocked == Blocks::current ? model_.current() : model_.next();
    if (found == nullptr) {
      throw std::runtime_error("Cannot block take when there is no part playing");
    }
    found->block_take_until(Opt<Time>(time));
    return std::nullopt;
  });
}

void PartActions::apply_side_effects() {
  if (changed_current_ || changed_next_) {
    sync_playhead_infinites(model_, model_.current(), model_.next());
  }
  const auto check_testing = [&](PartInstanceModel& instance) {
    const SegmentPtr segment = model_.find_segment(instance->segmentId);
    if (!segment) {
      throw std::runtime_error(fmt::format("Failed to find Segment \"{}\" for PartInstance \"{}\"",
                                           instance->segmentId, instance.id()));
    }
    if (segment->is_adlib_testing()) instance.apply_adlib_testing_rules();
  };
  if (PartInstanceModel* next = model_.next(); changed_next_ && next != nullptr) {
    next->recalculate_expected_duration();
    check_testing(*next);
  }
  if (PartInstanceModel* current = model_.current(); changed_current_ && current != nullptr) {
    check_testing(*current);
  }
}

}  // namespace takt::playout
