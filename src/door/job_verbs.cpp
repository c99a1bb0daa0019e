#include "door/job_verbs.h"

#include <cmath>

#include "base/user_error.h"
#include "door/job_desk.h"
#include "door/request.h"

namespace takt::door {

namespace {

using conductor::JobRow;

JsonObject row_json(const JobRow& row) {
  const conductor::QueuedJobInfo& info = row.info;
  JsonObject object{{"jobId", info.id.str()},
                    {"studio", row.studio.str()},
                    {"queue", queue_name(row.queue, row.studio)},
                    {"name", info.name},
                    {"state", info.state},
                    {"partition", info.partition},
                    {"durable", info.durable},
                    {"lowPriority", info.priority > 0},
                    {"queuedAt", number(info.queued_at)},
                    {"waitedMs", number(std::round(info.waited_ms))},
                    {"attempts", info.attempts},
                    {"crashes", row.crashes},
                    {"merged", static_cast<int64_t>(info.merged)},
                    {"superseded", row.superseded}};
  if (row.failed_at > 0) {
    object["failedAt"] = number(row.failed_at);
    object["error"] = row.error;
  }
  return object;
}

}  // namespace

net::Response JobVerbs::list(const net::Request& request) const {
  conductor::JobQuery query;
  if (const std::string* studio = request.parameter("studio")) query.studio = StudioId(*studio);
  if (const std::string* queue = request.parameter("queue")) {
    const auto [kind, studio] = parse_queue_name(*queue);
    query.queue = kind;
    query.studio = studio;
  }
  if (const std::string* state = request.parameter("state")) query.state = *state;
  query.limit = limit_of(request, query.limit);
  JsonArray rows;
  for (const JobRow& row : conductor_.jobs().list(query)) rows.push_back(row_json(row));
  return net::json_response(200, std::move(rows));
}

net::Response JobVerbs::details(const JobId& id) const {
  auto found = conductor_.jobs().show(id);
  if (!found) {
    throw UserError(UserErrorKey::DocumentNotFound, {{"collection", "jobs"}, {"id", id.str()}},
                    404);
  }
  JsonObject object = row_json(found->row);
  object["payload"] = std::move(found->payload);
  return net::json_response(200, std::move(object));
}

void JobVerbs::act(const Authorised& caller, const JobId& id, const std::string& verb,
                   const net::Request& request, const net::Responder& responder) const {
  conductor::JobControl& jobs = conductor_.jobs();
  const auto done = [responder](const std::optional<UserError>& error, const JobId& which) {
    responder.send(error ? net::error_response(*error)
                         : net::json_response(200, JsonObject{{"jobId", which.str()}}));
  };
  if (verb == "cancel") {
    jobs.cancel(id, caller.who(), done);
  } else if (verb == "discard") {
    jobs.discard(id, caller.who(), done);
  } else if (verb == "retry") {
    const std::string* force = request.parameter("force");
    jobs.retry(id, force != nullptr && *force != "0", caller.who(), done);
  } else {
    throw UserError(UserErrorKey::PayloadInvalid,
                    {{"message", fmt::format("there is no queue \"{}\", and a job can be told to "
                                             "cancel, retry and discard, not to {}",
                                             id, verb)}},
                    404);
  }
}

void JobVerbs::lane(const Authorised& caller, const std::string& lane, const std::string& verb,
                    const net::Responder& responder) const {
  conductor::JobControl& jobs = conductor_.jobs();
  if (verb != "pause" && verb != "resume") {
    throw UserError(UserErrorKey::PayloadInvalid,
                    {{"message", "lanes can be told to pause and resume, not to " + verb}}, 404);
  }
  const bool pauses = verb == "pause";
  const auto done = [responder, lane, pauses](const std::optional<UserError>& error, bool changed) {
    const JsonObject state{{"lane", lane}, {"paused", pauses}, {"changed", changed}};
    responder.send(error ? net::error_response(*error) : net::json_response(200, state));
  };
  if (pauses) {
    jobs.pause(lane, caller.who(), done);
  } else {
    jobs.resume(lane, caller.who(), done);
  }
}

}  // namespace takt::door
