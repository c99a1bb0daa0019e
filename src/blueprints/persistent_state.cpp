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
  JsonObject data;
  if (private_state) data["private"] = *private_state;
  if (public_state) data["public"] = *public_state;
  store_ = {.class_name = "PersistentStore", .data = std::move(data), .data_out = &data_};
}

bool PersistentState::save(JobContext& job, Opt<Json>& private_state,
                           Opt<Json>& public_state) const {
  const std::optional<Json> changes =
      blueprint_.property(job, "the persistent state", data_, "changes");
  if (!changes) return false;
  const bool private_set = take(*changes, "private", private_state);
  const bool public_set = take(*changes, "public", public_state);
  return private_set || public_set;
}

}  // namespace takt::blueprints
