#include "playout/timeline/lookahead/lookahead.h"

#include "playout/timeline/lookahead/layer_objects.h"
#include "playout/timeline/prefix_ids.h"

namespace takt::playout {

namespace {

constexpr int kModePreload = 1;
constexpr double kPriority = 0.1;
constexpr double kDefaultSearchDistance = 10;
constexpr double kStartDelayMs = 2000;

double search_distance(const Mapping& mapping) {
  const double distance = mapping.lookaheadMaxSearchDistance.value_or(-1);
  return distance <= -1 ? kDefaultSearchDistance : distance;
}

struct Found {
  std::vector<TimelineObject> timed;
  std::vector<TimelineObject> future;
};

void append(std::vector<TimelineObject>& to, std::vector<TimelineObject> objects) {
  std::ranges::move(objects, std::back_inserter(to));
}

/// Infinites only count where they begin; the rundown's own only in the current part.
bool begins_here(const PieceInstance& instance, const Part& part, bool is_current) {
  if (!instance.infinite) return true;
  if (!instance.piece.startPartId) return is_current;
  return instance.piece.startPartId == part._id;
}

LookaheadPart part_on_timeline(const TimelinePart& part, std::vector<const PieceInstance*> pieces,
                               bool is_current, const PlayoutState& state) {
  std::erase_if(pieces, [&](const PieceInstance* instance) {
    return !begins_here(*instance, *part.part, is_current);
  });
  sort_by_start(pieces, part.times.now_in_part);
  LookaheadPart out;
  out.part = part.part;
  out.instance = part.instance;
  out.uses_in_transition = truthy(part.timings.inTransitionStart);
  out.state = state;
  for (const PieceInstance* instance : pieces) out.pieces.emplace_back(*instance);
  return out;
}

std::vector<const PieceInstance*> pieces_not_over(const TimelinePart& part) {
  const bool has_begun = part.times.part_start.value_or(0) != 0;
  std::vector<const PieceInstance*> pieces;
  for (const PrunedPiece& piece : part.pieces) {
    if (has_begun && is_definitely_over(piece, part.times.now_in_part)) continue;
    pieces.push_back(piece.instance);
  }
  return pieces;
}

/// The parts after the next one; a part's pieces are fetched when a layer first comes to it.
class Future {
 public:
  Future(const LookaheadInput& input, size_t count) : input_(input) {
    parts_ = input.future.after_playhead(count);
    loaded_.resize(parts_.size());
  }

  size_t size() const { return parts_.size(); }

  /// nullptr when the part has no pieces or isn't played.
  LookaheadPart* part(size_t index) {
    if (!loaded_[index]) load(index);
    LookaheadPart& part = loaded_[index]->part;
    return part.pieces.empty() || !part.part->playable() ? nullptr : &part;
  }

 private:
  struct Loaded {
    std::vector<Doc<Piece>> documents;
    LookaheadPart part;
  };

  void load(size_t index) {
    Loaded& loaded = loaded_[index].emplace();
    loaded.documents = input_.future.pieces_of_part(parts_[index]->_id);
    std::vector<const Piece*> pieces;
    for (const Doc<Piece>& piece : loaded.documents) {
      if (!truthy(piece->invalid) && piece->startPartId) pieces.push_back(piece.get());
    }
    sort_by_start(pieces, 0);
    LookaheadPart& part = loaded.part;
    part.part = parts_[index].get();
    const Part* before = before_of(index);
    part.uses_in_transition = before == nullptr || !truthy(before->disableNextInTransition);
    // By then a hold is over.
    part.state = {.is_rehearsal = truthy(input_.playlist.rehearsal), .keep_except_objects = true};
    for (const Piece* piece : pieces) part.pieces.emplace_back(*piece, *piece->startPartId);
  }

  const Part* before_of(size_t index) const {
    if (index > 0) return parts_[index - 1].get();
    const auto& last = input_.parts.next ? input_.parts.next : input_.parts.current;
    return last ? last->part : nullptr;
  }

  const LookaheadInput& input_;
  std::vector<Doc<Part>> parts_;
  std::vector<std::optional<Loaded>> loaded_;
};

class Search {
 public:
  Search(const LookaheadInput& input, size_t future_count)
      : future_(input, future_count),
        time_offset_(input.playlist.nextTimeOffset.value_or(0)),
        next_is_timed_(input.parts.current && truthy(input.parts.current->part->autoNext)) {
    const PlayoutState state{.is_rehearsal = truthy(input.playlist.rehearsal),
                             .is_in_hold = input.playlist.holdState == HoldState::ACTIVE};
    const auto& previous = input.parts.previous;
    for (auto part = previous.rbegin(); part != previous.rend(); ++part) {
      timed_parts_.push_back(part_on_timeline(*part, pieces_not_over(*part), false, state));
    }
    if (input.parts.current) {
      timed_parts_.push_back(part_on_timeline(*input.parts.current,
                                              pieces_not_over(*input.parts.current), true, state));
      has_current_ = true;
    }
    if (input.parts.next) {
      next_ = part_on_timeline(*input.parts.next,
                               relevant_after_offset(input.parts.next->pieces, time_offset_), false,
                               state);
    }
  }

  Found on_layer(std::string_view layer, const Mapping& mapping) {
    const double depth = truthy(mapping.lookaheadDepth) ? *mapping.lookaheadDepth : 1;
    const double known = static_cast<double>(future_.size() + (next_ ? 1 : 0));
    const double distance = std::min(search_distance(mapping), known);
    Found found;
    LookaheadSearch search{layer, nullptr, has_current_, 0};
    for (LookaheadPart& part : timed_parts_) {
      append(found.timed, find_lookahead_objects(part, search));
      search.before = part.part;
    }
    search.time_offset = time_offset_;
    if (next_) {
      if (next_is_timed_) {
        append(found.timed, find_lookahead_objects(*next_, search));
      } else if (distance >= 1 && depth > 0) {
        append(found.future, find_lookahead_objects(*next_, search));
      }
      search.before = next_->part;
      search.time_offset = 0;
    }
    if (distance > 1 && depth > 0) search_future(found, search, distance, depth);
    return found;
  }

 private:
  void search_future(Found& found, LookaheadSearch& search, double distance, double depth) {
    const double limit = distance - (next_ ? 1 : 0);
    for (size_t i = 0; i < future_.size() && static_cast<double>(i) < std::trunc(limit); ++i) {
      if (static_cast<double>(found.future.size()) >= depth) return;
      LookaheadPart* part = future_.part(i);
      if (part == nullptr) continue;
      append(found.future, find_lookahead_objects(*part, search));
      search.before = part->part;
    }
  }

  Future future_;
  const double time_offset_;
  const bool next_is_timed_;
  std::vector<LookaheadPart> timed_parts_;  // oldest first
  std::optional<LookaheadPart> next_;
  bool has_current_ = false;
};

std::string start_reference(const TimelineObject& object) {
  return "#" + prefixed_id(object, object.pieceInstanceId->str()) + ".start";
}

JsonObject start_after(const TimelineObject& object) {
  const auto classes = object.classes.value_or(std::vector<std::string>{});
  const bool is_delayed = std::ranges::find(classes, "_lookahead_start_delay") != classes.end();
  return {{"start", start_reference(object) + " + " + number_text(is_delayed ? kStartDelayMs : 0)}};
}

struct Placement {
  std::string name;  // timed0, future1, ...
  JsonObject enable;
  double priority = kPriority;
  bool disabled = false;
};

TimelineObject placed(TimelineObject object, Placement placement, int mode) {
  object.id =
      "lookahead_" + placement.name + "_" + prefixed_id(object, object.pieceInstanceId->str());
  object.priority = placement.priority;
  object.enable = std::move(placement.enable);
  object.isLookahead = true;
  object.disabled = placement.disabled;
  object.inGroup.reset();
  if (object.keyframes && object.keyframes->is_array()) {
    JsonArray kept;
    for (Json& keyframe : object.keyframes->get_array()) {
      if (!truthy(member(keyframe, "preserveForLookahead"))) continue;
      keyframe.get_object()["id"] = fmt::format("{}_keyframe_{}", object.id, kept.size());
      kept.push_back(std::move(keyframe));
    }
    object.keyframes = Json(std::move(kept));
  }
  if (mode == kModePreload) {
    object.lookaheadForLayer = object.layer;
    object.layer = to_string(object.layer.get_string()) + "_lookahead";
  }
  return object;
}

/// From the start of the timed object before, to the object's own start.
std::vector<JsonObject> timed_enables(const std::vector<TimelineObject>& timed) {
  std::vector<JsonObject> enables;
  for (const TimelineObject& object : timed) {
    // An absolute 0 outside of a group doesn't work, hence the 1.
    const bool is_first = enables.empty();
    JsonObject enable =
        is_first ? JsonObject{{"start", 1}} : start_after(timed[enables.size() - 1]);
    enable["end"] = start_reference(object);
    enables.push_back(std::move(enable));
  }
  return enables;
}

void place(std::vector<TimelineObject>& objects, Found found, int mode) {
  // When-clear objects share their layer with what plays there: only one can wait, after the rest.
  const bool only_one_waits = mode != kModePreload;
  const JsonObject always = {{"while", "1"}};
  const JsonObject after_timed =
      only_one_waits && !found.timed.empty() ? start_after(found.timed.back()) : always;
  std::vector<JsonObject> enables = timed_enables(found.timed);
  for (size_t i = 0; i < enables.size(); ++i) {
    Placement placement{.name = fmt::format("timed{}", i), .enable = std::move(enables[i])};
    objects.push_back(placed(std::move(found.timed[i]), std::move(placement), mode));
  }
  const double count = static_cast<double>(found.future.size());
  for (size_t i = 0; i < found.future.size(); ++i) {
    Placement placement{.name = fmt::format("future{}", i),
                        .enable = i == 0 ? after_timed : always};
    placement.priority = kPriority / (count + 1) * (count - static_cast<double>(i));
    placement.disabled = only_one_waits && i != 0;
    objects.push_back(placed(std::move(found.future[i]), std::move(placement), mode));
  }
}

}  // namespace

std::vector<TimelineObject> lookahead_objects(const LookaheadInput& input) {
  double farthest = -1;
  for (const auto& [layer, mapping] : input.mappings) {
    if (mapping.lookahead.value_or(0) != 0) farthest = std::max(farthest, search_distance(mapping));
  }
  std::vector<TimelineObject> objects;
  if (farthest < 0) return objects;
  Search search(input, static_cast<size_t>(farthest));
  for (const auto& [layer, mapping] : input.mappings) {
    const int mode = mapping.lookahead.value_or(0);
    if (mode != 0) place(objects, search.on_layer(layer, mapping), mode);
  }
  return objects;
}

}  // namespace takt::playout
