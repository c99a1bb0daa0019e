#include "door/settings_desk.h"

#include "base/hash.h"
#include "base/json_codec.h"
#include "base/user_error.h"
#include "door/documents.h"

namespace takt::door {

namespace {

[[noreturn]] void invalid_document(const std::string& message, int code = 400) {
  throw UserError(UserErrorKey::DocumentInvalid, {{"message", message}}, code);
}

std::string hash_of(const JsonObject& document, std::initializer_list<std::string_view> members) {
  std::string text;
  for (const std::string_view name : members) {
    if (const Json* value = document.if_contains(name)) dump_to(text, *value);
    text.push_back('\n');
  }
  return get_hash(text);
}

/// The members that tell jobs whether a document has changed; whoever sends one doesn't know them.
void complete(Collection collection, JsonObject& document, Time now) {
  switch (collection) {
    case Collection::blueprints: {
      const Json* code = document.if_contains("code");
      if (code == nullptr || !code->is_string()) invalid_document("blueprints.code is not a text");
      document["hasCode"] = !code->get_string().empty();
      document["blueprintHash"] = get_hash(code->get_string());
      document["modified"] = number(now);
      if (!document.contains("created")) document["created"] = number(now);
      break;
    }
    case Collection::studios:
      document["mappingsHash"] =
          hash_of(document, {"mappingsWithOverrides", "routeSetsWithOverrides"});
      [[fallthrough]];
    case Collection::showStyleBases:
    case Collection::showStyleVariants:
      document.erase("_rundownVersionHash");
      document["_rundownVersionHash"] = get_hash(dump(document));
      break;
    default:
      break;
  }
}

}  // namespace

bool is_settings_collection(Collection collection) {
  switch (collection) {
    case Collection::studios:
    case Collection::showStyleBases:
    case Collection::showStyleVariants:
    case Collection::blueprints:
    case Collection::peripheralDevices:
      return true;
    default:
      return false;
  }
}

void SettingsDesk::put(const Authorised&, Collection collection, const std::string& id,
                       Json document, const net::Responder& responder) {
  JsonObject* object = document.if_object();
  if (object == nullptr) invalid_document("it is not an object");
  if (const Json* given = object->if_contains("_id"); given != nullptr && *given != Json(id)) {
    invalid_document("its _id is " + dump(*given) + ", not \"" + id + "\"");
  }
  (*object)["_id"] = id;
  complete(collection, *object, clock_.now());
  try {
    commit(json_change(collection, document), id, responder);
  } catch (const reflect::ReflectError& error) {
    invalid_document(error.what());
  }
}

void SettingsDesk::remove(const Authorised&, Collection collection, const std::string& id,
                          const net::Responder& responder) {
  if (!store_.system().find(collection, id)) {
    throw document_not_found(collection_name(collection), id);
  }
  if (collection == Collection::studios) {
    for (const Doc<Playlist>& playlist : store_.studio(StudioId(id)).all<Playlist>()) {
      if (playlist->activationId) {
        invalid_document("playlist \"" + playlist->name + "\" is active in the studio; deactivate it first",
                409);
      }
    }
  }
  commit(Change{collection, id, nullptr}, id, responder);
}

void SettingsDesk::commit(Change change, const std::string& id, const net::Responder& responder) {
  conductor_.write(StudioId(), ChangeSet{std::move(change)},
                   [id, responder](const std::optional<UserError>& error) {
                     responder.send(error ? net::error_response(*error)
                                          : net::json_response(200, JsonObject{{"_id", id}}));
                   });
}

}  // namespace takt::door
