#include "playout/studio/route_sets.h"

#include "base/log.h"

namespace takt::playout {

namespace {

/// RouteSet::behavior
constexpr int kActivateOnly = 2;

Doc<Studio> studio_document(JobContext& context) {
  const auto document = context.documents().find<Studio>(context.studio_id());
  if (!document) throw std::runtime_error(fmt::format("Studio {} not found", context.studio_id()));
  return document;
}

bool belongs_to(const OverrideOp& op, const std::string& item) {
  return op.path == item || op.path.starts_with(item + ".");
}

/// Lays `active` over a set, in the form in which the settings page does: at the end, in place of
/// an earlier one; or inside the override that made the whole set.
void override_active(ObjectWithOverrides& sets, const std::string& id, bool active) {
  std::vector<OverrideOp> own;
  std::vector<OverrideOp> kept;
  for (OverrideOp& op : sets.overrides) (belongs_to(op, id) ? own : kept).push_back(std::move(op));
  const auto whole = std::ranges::find_if(
      own, [&](const OverrideOp& op) { return op.path == id && op.op == "set"; });
  if (whole != own.end()) {
    if (whole->value && whole->value->is_object()) whole->value->get_object()["active"] = active;
    kept.push_back(std::move(*whole));
  } else {
    OverrideOp changed;
    changed.op = "set";
    changed.path = id + ".active";
    changed.value = Json(active);
    for (OverrideOp& op : own) {
      if (!belongs_to(op, changed.path)) kept.push_back(std::move(op));
    }
    kept.push_back(std::move(changed));
  }
  sets.overrides = std::move(kept);
}

RouteSetEffect effect_of(const RouteSet& set) {
  return set.abPlayers && !set.abPlayers->empty() ? RouteSetEffect::ab_players
                                                  : RouteSetEffect::none;
}

}  // namespace

OrderedMap<RouteSet> route_sets(JobContext& context) {
  Doc<Studio> document = context.documents().find<Studio>(context.studio_id());
  const JobStudio& studio = context.studio();
  if (!document || document == studio.document) return studio.route_sets;
  return resolve_studio(std::move(document)).route_sets;
}

RouteSetEffect switch_route_set(JobContext& context, const std::string& id, const Json& state) {
  const OrderedMap<RouteSet> sets = route_sets(context);
  const RouteSet* set = sets.find(id);
  if (set == nullptr) throw std::runtime_error(fmt::format("RouteSet \"{}\" not found!", id));
  const bool on = state == Json("toggle") ? !truthy(set->active) : truthy(state);
  if (set->behavior == kActivateOnly && !on) {
    throw std::runtime_error(fmt::format("RouteSet \"{}\" is ACTIVATE_ONLY", id));
  }

  Studio studio = *studio_document(context);
  ObjectWithOverrides& overrides = studio.routeSetsWithOverrides.ensure();
  override_active(overrides, id, on);
  RouteSetEffect effect = effect_of(*set);
  const bool exclusive = set->exclusivityGroup && !set->exclusivityGroup->empty();
  if (exclusive && on) {
    for (const auto& [other_id, other] : sets) {
      if (other_id == id || other.exclusivityGroup != set->exclusivityGroup) continue;
      override_active(overrides, other_id, false);
      if (effect == RouteSetEffect::none) effect = effect_of(other);
    }
  }
  log::info("Route set \"{}\" is switched {}", id, on ? "on" : "off");
  context.documents().put_if_changed(std::move(studio));
  return effect;
}

}  // namespace takt::playout
