#include "blueprints/persistent_state.h"

namespace takt::blueprints {

namespace {

bool take(const Json& changes, std::string_view name, Opt<Json>& into) {
  const Json* change = member(changes, name);
  if (change == nullptr) return false;
  const Json* value = member(*change, "value");
  if (value == nullptr) {
    into.reset();
  } else {
    into = *value;
  }
  return true;
}

}  // namespace

PersistentState::PersistentState(Blueprint& blueprint, const Opt<Json>& private_state,
                                 const Opt<Json>& public_state)
    : blueprint_(blueprint) {
  script::Context context;
  context.class_name = "PersistentStore";
  JsonObject data;
  if (private_state) data["private"] = *private_state;
  if (public_state) data["public"] = *public_state;
  context.data = std::move(data);
  store_ = blueprint_.make_object(context);
}

bool PersistentState::save(JobContext& job, Opt<Json>& private_state,
                           Opt<Json>& public_state) const {
  const std::optional<Json> changes =
      blueprint_.call_member(job, "the persistent state", store_, {"__changes"}, {});
  if (!changes) return false;
  const bool private_set = take(*changes, "private", private_state);
  const bool public_set = take(*changes, "public", public_state);
  return private_set || public_set;
}

}  // namespace takt::blueprints
