#pragma once

// What the studio blueprint may change on a part, a segment and a rundown alike: the name, the
// payload and the user edit states. Setting an equal value marks nothing; once a node is marked,
// every set writes. spec/ingest.md section 5.

#include <string>
#include <string_view>

#include "ingest/ingest_data.h"

namespace takt::ingest {

class MutableNode {
 public:
  MutableNode(std::string external_id, std::string name, Payload payload,
              const Opt<JsonObject>& states, bool changed)
      : external_id_(std::move(external_id)),
        name_(std::move(name)),
        payload_(std::move(payload)),
        states_(states.value_or(JsonObject{})),
        changed_(changed) {}

  const std::string& external_id() const { return external_id_; }
  const std::string& name() const { return name_; }
  const Payload& payload() const { return payload_; }
  const JsonObject& user_edit_states() const { return states_; }
  bool changed() const { return changed_; }

  void set_name(std::string_view name);
  void replace_payload(const Payload& payload);
  /// `value`: null pointer removes the property. Throws when there is no payload.
  void set_payload_property(std::string_view kind, const std::string& key, const Payload& value);
  void set_user_edit_state(const std::string& key, bool value);
  void mark_changed() { changed_ = true; }

 protected:
  /// Whether it was marked; it no longer is.
  bool take_changed() { return std::exchange(changed_, false); }
  void set_id(std::string id) { external_id_ = std::move(id); }

 private:
  std::string external_id_;
  std::string name_;
  Payload payload_;
  JsonObject states_;
  bool changed_;
};

}  // namespace takt::ingest
