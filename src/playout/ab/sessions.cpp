#include "playout/ab/sessions.h"

namespace takt::playout {

namespace {

/// A session name that stands for "one of its own".
constexpr std::string_view kAutomatic = "__auto__";

std::string full_name(const AbWish& wish, const std::string& owner) {
  return wish.pool + "_" + (wish.name == kAutomatic ? owner : wish.name);
}

bool lists(const AbSessionInfo& info, const PartInstanceId& id) {
  return info.partInstanceIds &&
         std::ranges::find(*info.partInstanceIds, id) != info.partInstanceIds->end();
}

}  // namespace

std::vector<AbWish> ab_wishes(const Opt<std::vector<PieceAbSessionInfo>>& ab_sessions,
                              std::string_view pool) {
  std::vector<AbWish> wishes;
  if (!ab_sessions) return wishes;
  for (const PieceAbSessionInfo& entry : *ab_sessions) {
    if (entry.poolName != pool) continue;
    wishes.push_back({entry.poolName, entry.sessionName, truthy(entry.sessionNameIsGloballyUnique),
                      truthy(entry.optional)});
  }
  return wishes;
}

std::vector<AbWish> ab_wishes(const Opt<Json>& ab_sessions, std::string_view pool) {
  std::vector<AbWish> wishes;
  if (!ab_sessions || !ab_sessions->is_array()) return wishes;
  for (const Json& entry : ab_sessions->get_array()) {
    if (string_member(entry, "poolName") != pool) continue;
    wishes.push_back({std::string(pool), string_member(entry, "sessionName"),
                      truthy(member(entry, "sessionNameIsGloballyUnique")),
                      truthy(member(entry, "optional"))});
  }
  return wishes;
}

AbSessions::AbSessions(std::vector<const PartInstance*> instances, std::vector<AbSessionInfo> known,
                       IdGenerator& ids)
    : instances_(std::move(instances)), ids_(ids) {
  for (AbSessionInfo& info : known) known_.push_back({std::move(info)});
}

template <class F>
AbSessions::Known* AbSessions::find(const std::string& name, F matches) {
  for (Known& known : known_) {
    if (!known.info.isUniqueName && known.info.name == name && matches(known.info)) return &known;
  }
  return nullptr;
}

AbSessions::Known* AbSessions::find_for_instance(const std::string& name,
                                                 const PartInstanceId& id) {
  return find(name, [&](const AbSessionInfo& info) { return lists(info, id); });
}

AbSessions::Known* AbSessions::find_lookahead(const std::string& name, const PartId& part) {
  return find(name, [&](const AbSessionInfo& info) { return info.lookaheadForPartId == part; });
}

AbSessions::Known& AbSessions::add(std::string name) {
  Known& known = known_.emplace_back();
  known.info.id = ids_.next();
  known.info.name = std::move(name);
  known.used = true;
  return known;
}

const PartInstance* AbSessions::instance(const PartInstanceId& id) const {
  const auto found = std::ranges::find(instances_, id, &PartInstance::_id);
  return found == instances_.end() ? nullptr : *found;
}

const PartInstance* AbSessions::predecessor(const PartInstance& instance) const {
  const auto place = std::ranges::find(instances_, &instance);
  if (place == instances_.begin() || place == instances_.end()) return nullptr;
  const PartInstance* before = *std::prev(place);
  return before->part._rank < instance.part._rank ? before : nullptr;
}

std::string AbSessions::unique(const AbWish& wish) {
  const std::string name = wish.pool + "_" + wish.name;
  for (Known& known : known_) {
    if (!known.info.isUniqueName || known.info.name != name) continue;
    known.used = true;
    return known.info.id;
  }
  Known& made = add(name);
  made.info.isUniqueName = true;
  return made.info.id;
}

std::string AbSessions::of_piece(const PieceInstance& instance, const AbWish& wish) {
  if (wish.globally_unique) return unique(wish);
  return of_piece(instance, full_name(wish, instance._id.str()));
}

std::string AbSessions::of_piece(const PieceInstance& piece, const std::string& name) {
  const PartInstance* owner = instance(piece.partInstanceId);
  if (owner == nullptr)
    throw std::runtime_error("Unknown partInstanceId in call to getPieceABSessionId");
  Opt<InfiniteInstanceId> infinite;
  if (piece.infinite) infinite = piece.infinite->infiniteInstanceId;

  Known* session = nullptr;
  if (infinite) {
    session =
        find(name, [&](const AbSessionInfo& info) { return info.infiniteInstanceId == *infinite; });
  }
  if (session == nullptr) session = find_for_instance(name, owner->_id);
  if (session == nullptr) {
    const PartInstance* before = predecessor(*owner);
    if (before != nullptr) session = find_for_instance(name, before->_id);
    if (session != nullptr) session->info.partInstanceIds->push_back(owner->_id);
  }
  if (session == nullptr) {
    session = find_lookahead(name, owner->part._id);
    if (session != nullptr) session->info.partInstanceIds = std::vector{owner->_id};
  }
  if (session == nullptr) {
    session = &add(name);
    session->info.partInstanceIds.ensure();
    if (!infinite) session->info.partInstanceIds->push_back(owner->_id);
  }
  session->used = true;
  session->info.infiniteInstanceId = infinite;
  session->info.lookaheadForPartId.reset();
  return session->info.id;
}

std::optional<std::string> AbSessions::of_object(const TimelineObject& object, const AbWish& wish) {
  if (wish.globally_unique) return unique(wish);
  return of_object(
      object, full_name(wish, object.pieceInstanceId ? object.pieceInstanceId->str() : wish.name));
}

std::optional<std::string> AbSessions::of_object(const TimelineObject& object,
                                                 const std::string& name) {
  Known* session = nullptr;
  if (object.infinitePieceInstanceId) {
    session = find(name, [&](const AbSessionInfo& info) {
      return info.infiniteInstanceId &&
             info.infiniteInstanceId->str() == object.infinitePieceInstanceId->str();
    });
  }
  if (session == nullptr && object.partInstanceId) {
    session = find_for_instance(name, *object.partInstanceId);
  }
  if (session != nullptr) {
    session->used = true;
    return session->info.id;
  }
  if (!truthy(object.isLookahead) || !object.partInstanceId) return std::nullopt;

  // What is looked ahead at in parts without an instance has the part's id in place of one.
  const PartInstance* owner = instance(*object.partInstanceId);
  const PartId part = owner != nullptr ? owner->part._id : PartId(object.partInstanceId->str());
  session = find_lookahead(name, part);
  if (session == nullptr) {
    session = &add(name);
    session->info.lookaheadForPartId = part;
  }
  session->used = true;
  if (owner != nullptr) session->info.partInstanceIds = std::vector{owner->_id};
  return session->info.id;
}

std::vector<AbSessionInfo> AbSessions::kept() const {
  std::vector<AbSessionInfo> infos;
  for (const Known& known : known_) {
    if (known.used) infos.push_back(known.info);
  }
  return infos;
}

}  // namespace takt::playout
