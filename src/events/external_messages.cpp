#include "events/external_messages.h"

#include "base/log.h"

namespace takt::events {

namespace {

constexpr double kKeepMs = 35.0 * 24 * 3600 * 1000;

void remove_nulls(Json& value) {
  if (auto* array = value.if_array()) {
    for (Json& item : *array) remove_nulls(item);
  } else if (auto* object = value.if_object()) {
    JsonObject kept;
    for (auto& entry : *object) {
      if (entry.value().is_null()) continue;
      remove_nulls(entry.value());
      kept[entry.key()] = std::move(entry.value());
    }
    *object = std::move(kept);
  }
}

void check_form(const Json& message) {
  for (const char* name : {"type", "receiver", "message"}) {
    if (!truthy(member(message, name))) {
      throw std::runtime_error(fmt::format("attribute .{} missing", name));
    }
  }
}

/// The message that is there, with the new members laid over it; released for sending unless the
/// new one says otherwise.
Json replaced(JobContext& context, const Rundown& rundown, const ExternalMessageId& id,
              const JsonObject& message) {
  const auto there = context.documents().find<ExternalMessage>(id);
  if (!there) throw std::runtime_error(fmt::format("external message \"{}\" not found", id));
  if (there->studioId != rundown.studioId || there->rundownId != rundown._id) {
    throw std::runtime_error(
        fmt::format("external message \"{}\" belongs to another studio or rundown", id));
  }
  JsonObject document = to_json(*there).as_object();
  for (const auto& entry : message) {
    if (entry.key() != "_id") document[entry.key()] = entry.value();
  }
  if (!message.contains("queueForLaterReason")) document.erase("queueForLaterReason");
  return document;
}

Json made(JobContext& context, const Rundown& rundown, const JsonObject& message) {
  JsonObject document{{"_id", context.ids().next()}};
  for (const auto& entry : message) {
    if (entry.key() != "_id") document[entry.key()] = entry.value();
  }
  document["studioId"] = rundown.studioId.str();
  document["rundownId"] = rundown._id.str();
  document["created"] = number(context.now());
  document["tryCount"] = 0;
  document["expires"] = number(context.now() + kKeepMs);
  document["manualRetry"] = false;
  Json whole = std::move(document);
  remove_nulls(whole);
  return whole;
}

}  // namespace

void queue_external_messages(JobContext& context, const Rundown& rundown, const Playlist& playlist,
                             const Json& messages) {
  if (!messages.is_array()) return;
  for (const Json& message : messages.get_array()) {
    if (!truthy(message)) continue;
    try {
      check_form(message);
      const std::string id = string_member(message, "_id");
      const Json document =
          id.empty() ? made(context, rundown, message.as_object())
                     : replaced(context, rundown, ExternalMessageId(id), message.as_object());
      if (truthy(playlist.rehearsal)) continue;
      context.documents().put_json(Collection::externalMessageQueue, document);
    } catch (const std::exception& error) {
      log::error("external message of rundown {} is not queued: {}", rundown._id, error.what());
    }
  }
}

}  // namespace takt::events
