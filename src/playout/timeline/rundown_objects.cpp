#include "playout/timeline/rundown_objects.h"

#include "base/log.h"
#include "playout/timeline/infinite_group.h"
#include "playout/timeline/object_ids.h"
#include "playout/timeline/part_objects.h"

namespace takt::playout {

namespace {

TimelineObject status_object(const Playlist& playlist) {
  TimelineObject object = plain_object(playlist._id.str() + "_status", {});
  object.enable = JsonObject{{"while", 1}};
  object.layer = "rundown_status";
  std::vector<std::string> classes;
  // "rehersal" is what the wire format says.
  classes.push_back(truthy(playlist.rehearsal) ? "rundown_rehersal" : "rundown_active");
  if (!playlist.currentPartInfo) classes.push_back("before_first_part");
  if (!playlist.nextPartInfo) classes.push_back("last_part");
  object.classes = std::move(classes);
  return object;
}

void check_selection(const Playlist& playlist, const TimelineParts& parts) {
  const auto check = [](const Opt<SelectedPartInstance>& info,
                        const std::optional<TimelinePart>& part) {
    if (info && !part) {
      throw std::runtime_error(fmt::format("Part instance \"{}\" not found", info->partInstanceId));
    }
  };
  check(playlist.nextPartInfo, parts.next);
  check(playlist.currentPartInfo, parts.current);
  if (!playlist.previousPartsInfo.empty() && parts.previous.empty()) {
    log::warning("The previous part instances of playlist \"{}\" were not found", playlist._id);
  }
}

/// Of a group and a first object a part, and a control object, a group and the content of a piece;
/// room for a few more.
size_t expected_objects(const TimelineParts& parts) {
  constexpr size_t kOfPart = 2;
  constexpr size_t kOfPiece = 4;
  size_t count = 1;
  const auto add = [&](const TimelinePart& part) {
    count += kOfPart + kOfPiece * part.pieces.size();
  };
  for (const TimelinePart& part : parts.previous) add(part);
  if (parts.current) add(*parts.current);
  if (parts.next) add(*parts.next);
  return count;
}

using InfinitePieces = std::unordered_map<std::string_view, const PrunedPiece*>;

InfinitePieces infinites_of(const TimelinePart& part) {
  InfinitePieces pieces;
  for (const PrunedPiece& piece : part.pieces) {
    const auto& infinite = piece.instance->infinite;
    if (infinite) pieces.insert_or_assign(infinite->infiniteInstanceId.str(), &piece);
  }
  return pieces;
}

bool is_infinite_on_timeline(const PieceInstance& instance) {
  return instance.infinite && (instance.piece.lifespan != PieceLifespan::WithinPart ||
                               truthy(instance.infinite->fromHold));
}

class Builder {
 public:
  explicit Builder(const RundownObjectsInput& input)
      : playlist_(input.playlist),
        parts_(input.parts),
        current_(*input.parts.current),
        now_(input.now),
        multi_gateway_(input.multi_gateway),
        next_timings_(input.parts.next ? &input.parts.next->timings : nullptr),
        state_{.is_rehearsal = truthy(input.playlist.rehearsal),
               .is_in_hold = input.playlist.holdState == HoldState::ACTIVE},
        current_group_(group_of(current_, current_enable())) {
    timings_.current_group = current_group_.id;
    timings_.current_duration = current_group_.enable.duration;
    for (const PrunedPiece& piece : current_.pieces) {
      (is_infinite_on_timeline(*piece.instance) ? infinites_ : normal_).push_back(&piece);
    }
  }

  void add_to(RundownObjects& out) {
    add_previous(out.objects);
    add_infinites(out.objects);
    add_current(out.objects);
    if (parts_.next && current_group_.enable.duration.value_or(0) != 0) add_next(out.objects);
    out.timings = std::move(timings_);
  }

 private:
  static PartGroup group_of(const TimelinePart& part, Enable enable) {
    return {part_group_id(part.instance->_id), part.instance->_id, std::move(enable)};
  }

  Enable current_enable() const {
    Enable enable{.start = Moment::now()};
    if (const Time started = current_.times.part_start.value_or(0); started != 0) {
      enable.start = started;
    }
    const Part& part = *current_.part;
    if (!parts_.next || !truthy(part.autoNext) || !part.expectedDuration) return enable;
    enable.duration = *part.expectedDuration + autonext_extension(current_, next_timings_) +
                      current_.timings.toPartDelay + current_.timings.toPartPostroll;
    const double* start = enable.start.ms();
    if (start != nullptr && *start + *enable.duration < now_) {
      log::warning("An autonext of playlist \"{}\" was due in the past; it comes now",
                   playlist_._id);
      enable.duration = now_ - *start;
    }
    return enable;
  }

  void add_previous(std::vector<TimelineObject>& objects) {
    const InfinitePieces continued = infinites_on_timeline();
    const std::vector<std::string> classes = {"previous_part"};
    std::string following_group = current_group_.id;
    const PartPlayoutTimings* following = &current_.timings;
    for (const TimelinePart& part : parts_.previous) {
      const Time started = part.times.part_start.value_or(0);
      if (started == 0) continue;  // never was on air
      const double overlap = following->fromPartRemaining;
      const PartGroup group = group_of(
          part, {.start = started, .end = expression(following_group, ".start", '+', overlap)});
      if (!timings_.previous_overlap) timings_.previous_overlap = overlap;

      // An infinite that goes on is only in the later part, so that its ids are there once.
      std::vector<const PrunedPiece*> pieces;
      for (const PrunedPiece& piece : part.pieces) {
        const auto& infinite = piece.instance->infinite;
        if (!infinite || !continued.contains(infinite->infiniteInstanceId.str())) {
          pieces.push_back(&piece);
        }
      }
      objects.push_back(group_object(group, -1));
      add_part_pieces(objects, part, pieces, {playlist_._id, group, classes, state_}, following);
      following_group = group.id;
      following = &part.timings;
    }
  }

  InfinitePieces infinites_on_timeline() const {
    InfinitePieces pieces;
    for (const PrunedPiece* piece : infinites_) {
      pieces.insert_or_assign(piece->instance->infinite->infiniteInstanceId.str(), piece);
    }
    return pieces;
  }

  void add_infinites(std::vector<TimelineObject>& objects) const {
    InfinitePieces in_previous;
    for (const TimelinePart& part : parts_.previous) in_previous.merge(infinites_of(part));
    const bool next_follows = truthy(current_.part->autoNext) && parts_.next;
    const InfinitePieces in_next = next_follows ? infinites_of(*parts_.next) : InfinitePieces{};
    const InfiniteContext context{playlist_,     current_,       current_group_,
                                  next_timings_, multi_gateway_, now_};
    for (const PrunedPiece* piece : infinites_) {
      const std::string& id = piece->instance->infinite->infiniteInstanceId.str();
      const auto next = in_next.find(id);
      add_infinite(objects, *piece, context,
                   {.in_previous = in_previous.contains(id),
                    .in_next = next == in_next.end() ? nullptr : next->second});
    }
  }

  void add_current(std::vector<TimelineObject>& objects) const {
    const std::vector<std::string> classes = {"current_part"};
    const Part* previous = parts_.previous.empty() ? nullptr : parts_.previous.front().part;
    objects.push_back(group_object(current_group_, 5));
    objects.push_back(first_object(playlist_._id, current_group_, *current_.part, previous));
    add_part_pieces(objects, current_, normal_, {playlist_._id, current_group_, classes, state_},
                    next_timings_);
  }

  void add_next(std::vector<TimelineObject>& objects) {
    const TimelinePart& next = *parts_.next;
    const double overlap = next.timings.fromPartRemaining;
    const PartGroup group =
        group_of(next, {.start = expression(current_group_.id, ".end", '-', overlap)});
    timings_.next_group = group.id;
    timings_.next_overlap = overlap;

    std::vector<const PrunedPiece*> pieces;
    for (const PrunedPiece& piece : next.pieces) {
      const auto& infinite = piece.instance->infinite;
      if (!infinite || infinite->infiniteInstanceIndex == 0) pieces.push_back(&piece);
    }
    const std::vector<std::string> classes = {"next_part"};
    const PlayoutState state{.is_rehearsal = state_.is_rehearsal};
    objects.push_back(group_object(group, 5));
    objects.push_back(first_object(playlist_._id, group, *next.part, current_.part));
    add_part_pieces(objects, next, pieces, {playlist_._id, group, classes, state}, nullptr);
  }

  const Playlist& playlist_;
  const TimelineParts& parts_;
  const TimelinePart& current_;
  const Time now_;
  const bool multi_gateway_;
  const PartPlayoutTimings* next_timings_;
  const PlayoutState state_;
  const PartGroup current_group_;
  std::vector<const PrunedPiece*> infinites_;
  std::vector<const PrunedPiece*> normal_;
  GroupTimings timings_;
};

}  // namespace

RundownObjects build_rundown_objects(const RundownObjectsInput& input) {
  RundownObjects out;
  out.objects.reserve(expected_objects(input.parts));
  out.objects.push_back(status_object(input.playlist));
  check_selection(input.playlist, input.parts);
  if (input.parts.current) Builder(input).add_to(out);
  return out;
}

}  // namespace takt::playout
