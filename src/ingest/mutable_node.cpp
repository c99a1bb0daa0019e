#include "ingest/mutable_node.h"

#include <stdexcept>

namespace takt::ingest {

void MutableNode::set_name(std::string_view name) {
  if (name_ == name) return;
  name_ = name;
  changed_ = true;
}

void MutableNode::replace_payload(const Payload& payload) {
  if (!changed_ && same_payload(payload_, payload)) return;
  payload_ = payload;
  changed_ = true;
}

void MutableNode::set_payload_property(std::string_view kind, const std::string& key,
                                       const Payload& value) {
  if (!payload_ || !truthy(*payload_)) {
    throw std::runtime_error(fmt::format("{} payload is not set", kind));
  }
  const Json* before = member(*payload_, key);
  const bool equal = before == nullptr ? value == nullptr : value && *value == *before;
  if (!changed_ && equal) return;
  changed_ = true;
  if (!payload_->is_object()) return;
  Json next = *payload_;
  if (value) {
    next.get_object()[key] = *value;
  } else {
    next.get_object().erase(key);
  }
  payload_ = make_payload(std::move(next));
}

void MutableNode::set_user_edit_state(const std::string& key, bool value) {
  const Json* before = states_.if_contains(key);
  if (!changed_ && before != nullptr && *before == Json(value)) return;
  states_[key] = value;
  changed_ = true;
}

}  // namespace takt::ingest
