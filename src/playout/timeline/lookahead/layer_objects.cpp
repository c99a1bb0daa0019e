#include "playout/timeline/lookahead/layer_objects.h"

namespace takt::playout {

namespace {

constexpr std::string_view kTransitionClass = ".is_transition";

bool is_ignored(const LookaheadPart& part, const Piece& piece) {
  if (piece.pieceType == PieceType::OutTransition) return true;
  return piece.pieceType == PieceType::InTransition && !part.uses_in_transition;
}

/// `object` as an object of its piece, with how far into it playing starts.
std::optional<TimelineObject> candidate(const TimelineObject& object, const LookaheadPiece& piece,
                                        const LookaheadPart& part, double time_offset) {
  if (object.enable.is_array()) return std::nullopt;
  const auto piece_start = piece.piece().enable.is_now() ? 0 : piece.piece().enable.start_number();
  if (!piece_start) return std::nullopt;
  TimelineObject copy = object;
  copy.objectType = "rundown";
  copy.pieceInstanceId = PieceInstanceId(piece.owner_id());
  copy.infinitePieceInstanceId = piece.infinite_id();
  copy.partInstanceId = part.instance ? part.instance->_id : PartInstanceId(part.part->_id.str());
  const auto object_start = start_value(object.enable);
  if (time_offset != 0 && object_start) {
    const double offset = time_offset - *piece_start - *object_start;
    if (offset > 0) copy.extra["lookaheadOffset"] = number(offset);
  }
  return copy;
}

const Json* keyframe_while(const TimelineObject& object, std::string_view expression) {
  if (!object.keyframes || !object.keyframes->is_array()) return nullptr;
  for (const Json& keyframe : object.keyframes->get_array()) {
    const Json* enable = member(keyframe, "enable");
    if (enable != nullptr && string_member(*enable, "while") == expression) return &keyframe;
  }
  return nullptr;
}

/// In a transition, the keyframe made for it is laid over the content.
void apply_transition_keyframe(TimelineObject& object, const std::vector<std::string>& classes) {
  const Json* keyframe = keyframe_while(object, kTransitionClass);
  if (keyframe == nullptr && object.keyframes && object.keyframes->is_array()) {
    for (const Json& other : object.keyframes->get_array()) {
      const Json* enable = member(other, "enable");
      const std::string when = enable ? string_member(*enable, "while") : "";
      const bool matches = std::ranges::any_of(classes, [&](const std::string& name) {
        return !name.empty() && when == fmt::format("{} & .{}", kTransitionClass, name);
      });
      if (!matches) continue;
      keyframe = &other;
      break;
    }
  }
  const Json* content = keyframe ? member(*keyframe, "content") : nullptr;
  if (content == nullptr || !content->is_object() || !object.content.is_object()) return;
  for (const auto& entry : content->get_object()) {
    object.content.get_object()[entry.key()] = entry.value();
  }
}

LookaheadPiece* transition_piece(LookaheadPart& part) {
  if (!part.uses_in_transition) return nullptr;
  const auto found = std::ranges::find_if(part.pieces, [](const LookaheadPiece& piece) {
    return piece.piece().pieceType == PieceType::InTransition;
  });
  return found == part.pieces.end() ? nullptr : &*found;
}

/// With a transition on the layer, a normal piece from the part's start is the one that is faded in
/// to, and needs no lookahead.
bool is_behind_transition(const LookaheadPart& part, const TimelineObject& object) {
  const auto owner =
      std::ranges::find(part.pieces, object.pieceInstanceId->str(),
                        [](const LookaheadPiece& piece) { return piece.owner_id(); });
  return owner != part.pieces.end() && owner->piece().pieceType == PieceType::Normal &&
         owner->piece().enable.start_number() == 0.0;
}

}  // namespace

LookaheadPiece::LookaheadPiece(const PieceInstance& instance)
    : piece_(instance.piece), owner_(instance._id.str()) {
  if (instance.infinite) infinite_id_ = PieceId(instance.infinite->infiniteInstanceId.str());
}

LookaheadPiece::LookaheadPiece(const Piece& piece, const PartId& part)
    : piece_(piece), owner_(part.str()) {}

const std::vector<const TimelineObject*>& LookaheadPiece::on_layer(std::string_view layer,
                                                                   const PlayoutState& state) {
  static const std::vector<const TimelineObject*> kNone;
  if (!objects_) {
    objects_ = cached_timeline_objects(piece_.timelineObjectsString);
    for (const TimelineObject& object : *objects_) {
      const auto* name = object.layer.if_string();
      if (name != nullptr && belongs_on_timeline(object, state)) layers_[*name].push_back(&object);
    }
  }
  const auto found = layers_.find(layer);
  return found == layers_.end() ? kNone : found->second;
}

std::vector<TimelineObject> find_lookahead_objects(LookaheadPart& part,
                                                   const LookaheadSearch& search) {
  std::vector<TimelineObject> objects;
  for (LookaheadPiece& piece : part.pieces) {
    if (is_ignored(part, piece.piece())) continue;
    for (const TimelineObject* object : piece.on_layer(search.layer, part.state)) {
      auto found = candidate(*object, piece, part, search.time_offset);
      if (found) objects.push_back(std::move(*found));
    }
  }
  LookaheadPiece* transition = transition_piece(part);
  if (transition == nullptr) return objects;

  const bool on_this_layer = !transition->on_layer(search.layer, part.state).empty();
  if (objects.size() > 1 && on_this_layer) {
    std::erase_if(objects,
                  [&](const TimelineObject& object) { return is_behind_transition(part, object); });
  }
  const bool classes_count = search.before && search.has_current && part.instance;
  const auto classes = classes_count
                           ? search.before->classesForNext.value_or(std::vector<std::string>{})
                           : std::vector<std::string>{};
  for (TimelineObject& object : objects) apply_transition_keyframe(object, classes);
  return objects;
}

std::optional<double> start_value(const Json& enable) {
  if (const Json* start = member(enable, "start")) {
    if (const auto ms = as_number(*start)) return ms;
    if (const auto* text = start->if_string(); text != nullptr && *text == "now") return 0;
  }
  if (const Json* when = member(enable, "while")) {
    const auto ms = as_number(*when);
    if (ms && *ms > 1) return ms;
    if (ms && *ms == 1) return 0;
  }
  return std::nullopt;
}

std::vector<const PieceInstance*> relevant_after_offset(const std::vector<PrunedPiece>& pieces,
                                                        double offset) {
  std::vector<const PieceInstance*> relevant;
  if (offset == 0) {
    for (const PrunedPiece& piece : pieces) relevant.push_back(piece.instance);
    return relevant;
  }
  OrderedMap<std::vector<const PieceInstance*>> layers;
  for (const PrunedPiece& piece : pieces) {
    const std::string& layer = piece.instance->piece.outputLayerId;
    layers[layer.empty() ? "__noLayer__" : layer].push_back(piece.instance);
  }
  for (const auto& [layer, on_layer] : layers) {
    const PieceInstance* last = nullptr;
    std::vector<const PieceInstance*> later;
    for (const PieceInstance* instance : on_layer) {
      const auto start = instance->piece.enable.start_number();
      if (start.value_or(0) > offset) {
        later.push_back(instance);
        continue;
      }
      const auto best = last ? last->piece.enable.start_number() : std::nullopt;
      if (!(best && start && *best > *start)) last = instance;
    }
    if (last != nullptr) relevant.push_back(last);
    std::ranges::copy(later, std::back_inserter(relevant));
  }
  return relevant;
}

}  // namespace takt::playout
