#include "door/message_view.h"

#include <cmath>

#include "base/log.h"
#include "base/user_error.h"
#include "door/documents.h"
#include "door/request.h"
#include "events/messages/courier.h"

namespace takt::door {

using events::kMessageStates;
using events::kTryEnds;
using events::MessageState;

namespace {

constexpr size_t kMostMessages = 1000;

JsonObject row_of(const ExternalMessage& message, MessageState state) {
  const std::string type = message.type.value_or("");
  JsonObject row{{"messageId", message._id.str()},
                 {"studio", message.studioId.str()},
                 {"type", type},
                 {"receiver", events::receiver_label(type, message.receiver.value_or(nullptr))},
                 {"state", events::message_state_name(state)},
                 {"created", number(message.created.value_or(0.0))},
                 {"tryCount", number(message.tryCount.value_or(0.0))}};
  if (message.rundownId) row["rundownId"] = message.rundownId->str();
  for (const char* name : {"lastTry", "sent", "errorMessage", "errorMessageTime", "failedTries"}) {
    if (const Json* value = message.extra.if_contains(name)) row[name] = *value;
  }
  return row;
}

}  // namespace

std::vector<StudioId> MessageView::studios() const {
  std::vector<StudioId> found;
  for (const auto& studio : store_.system().all<Studio>()) found.push_back(studio->_id);
  return found;
}

net::Response MessageView::list(const net::Request& request) const {
  const std::string* studio = request.parameter("studio");
  const std::string* wanted = request.parameter("state");
  const size_t limit = limit_of(request, kMostMessages);
  JsonArray rows;
  bool more = false;
  for (const StudioId& id : studios()) {
    if (studio != nullptr && id.str() != *studio) continue;
    for (const auto& message : store_.studio(id).all<ExternalMessage>()) {
      const MessageState state = events::message_state(*message, clock_.now());
      if (wanted != nullptr && events::message_state_name(state) != *wanted) continue;
      more = rows.size() >= limit;
      if (more) break;
      rows.push_back(row_of(*message, state));
    }
  }
  net::Response response = net::json_response(200, std::move(rows));
  if (more) response.headers.emplace_back("X-Takt-More", "1");
  return response;
}

net::Response MessageView::show(const ExternalMessageId& id) const {
  for (const StudioId& studio : studios()) {
    const auto message = store_.studio(studio).find<ExternalMessage>(id);
    if (!message) continue;
    JsonObject document = to_json(*message).as_object();
    document["state"] = events::message_state_name(events::message_state(*message, clock_.now()));
    return net::json_response(200, std::move(document));
  }
  throw document_not_found("externalMessageQueue", id.str());
}

void MessageView::act(const Authorised& caller, const ExternalMessageId& id,
                      const std::string& verb, const net::Responder& responder) const {
  const auto known = events::message_verb(verb);
  if (!known) {
    throw invalid_request("messages can be told to retry, hold, release and remove, not to " + verb, 404);
  }
  log::info("external message {}: {} by {}", id, verb, caller.who());
  messages_.act(id, *known, [id, responder](const std::optional<UserError>& error) {
    responder.send(error ? net::error_response(*error)
                         : net::json_response(200, JsonObject{{"messageId", id.str()}}));
  });
}

net::Response MessageView::receivers() const {
  JsonArray rows;
  for (const events::TargetStatus& target : messages_.status().targets) {
    rows.push_back(JsonObject{{"studio", target.studio.str()},
                              {"type", target.type},
                              {"receiver", target.receiver},
                              {"waiting", static_cast<int64_t>(target.waiting)},
                              {"sending", target.sending},
                              {"failures", target.failures},
                              {"nextTryMs", number(std::round(target.next_try_ms))},
                              {"error", target.error}});
  }
  return net::json_response(200, std::move(rows));
}

void write_message_metrics(MetricsWriter& writer, const events::MessagesStatus& status) {
  using Kind = MetricsWriter::Kind;
  writer.family("takt_messages", Kind::gauge, "External messages, by state");
  for (const auto& [studio, counts] : status.counts) {
    for (size_t i = 0; i < kMessageStates; ++i) {
      const auto name = events::message_state_name(static_cast<MessageState>(i));
      writer.value(static_cast<double>(counts.at(i)),
                   {{"studio", studio.str()}, {"state", std::string(name)}});
    }
  }
  writer.family("takt_message_tries_total", Kind::counter,
                "Tries to send an external message, by what came of them");
  for (const auto& [type, ends] : status.tries) {
    for (size_t i = 0; i < kTryEnds; ++i) {
      const auto name = events::try_end_name(static_cast<events::TryEnd>(i));
      writer.value(static_cast<double>(ends.at(i)), {{"type", type}, {"end", std::string(name)}});
    }
  }
  const auto of_receivers = [&](const char* name, const char* help, auto value) {
    writer.family(name, Kind::gauge, help);
    for (const auto& target : status.targets) {
      writer.value(static_cast<double>(value(target)),
                   {{"studio", target.studio.str()}, {"receiver", target.receiver}});
    }
  };
  of_receivers("takt_message_receiver_waiting", "External messages that wait for a receiver",
               [](const auto& target) { return target.waiting; });
  of_receivers("takt_message_receiver_failures", "Tries in a row that did not reach a receiver",
               [](const auto& target) { return target.failures; });
}

}  // namespace takt::door
