#include "door/job_desk.h"

#include "base/log.h"
#include "base/user_error.h"

namespace takt::door {

namespace {

/// How often an unfinished job is looked at for a caller who waits on its ticket.
constexpr std::chrono::milliseconds kTicketPoll{25};

net::Response pending_response(const JobId& id) {
  return net::json_response(202, JsonObject{{"jobId", id.str()}, {"state", "pending"}});
}

net::Response report_response(const conductor::JobReport& report) {
  if (report.error) {
    net::Response response = net::error_response(*report.error);
    response.headers.emplace_back("X-Takt-Job", report.id.str());
    return response;
  }
  return net::json_response(200, JsonObject{{"jobId", report.id.str()},
                                            {"state", "done"},
                                            {"result", report.result},
                                            {"timings", worker::to_json(report.timings)}});
}

}  // namespace

std::pair<QueueKind, StudioId> parse_queue_name(const std::string& text) {
  const size_t colon = std::min(text.find(':'), text.size());
  const auto kind = queue_kind_by_name(std::string_view(text).substr(0, colon));
  if (!kind || colon + 1 >= text.size()) {
    throw UserError(UserErrorKey::PayloadInvalid,
                    {{"message", "there is no queue \"" + text +
                                     "\"; they are studio:<id>, ingest:<id> and events:<id>"}},
                    404);
  }
  return {*kind, StudioId(text.substr(colon + 1))};
}

void JobDesk::push(const Authorised& caller, conductor::JobRequest request,
                   std::chrono::milliseconds wait, const net::Responder& responder) {
  log::debug("{} pushes {} {}", caller.who(), queue_name(request.queue, request.studio),
             request.name);
  conductor::JobCallbacks callbacks;
  if (wait.count() == 0) {
    callbacks.accepted = [responder](const JobId& id) { responder.send(pending_response(id)); };
    callbacks.finished = [responder](const conductor::JobReport& report) {
      responder.send(report_response(report));
    };
    conductor_.push(std::move(request), std::move(callbacks));
    return;
  }
  uint64_t number = 0;
  {
    const MutexLock lock(mutex_);
    number = ++last_number_;
    waiting_.emplace(number, Caller{JobId(), responder});
  }
  callbacks.accepted = [this, number](const JobId& id) { accepted(number, id); };
  callbacks.finished = [this, number, responder](const conductor::JobReport& report) {
    forget(number);
    responder.send(report_response(report));
  };
  const JobId id = conductor_.push(std::move(request), std::move(callbacks));
  {
    const MutexLock lock(mutex_);
    const auto found = waiting_.find(number);
    if (found != waiting_.end() && found->second.job.empty()) found->second.job = id;
  }
  responder.on_timeout(wait, [this, number] { has_waited(number); });
}

void JobDesk::accepted(uint64_t number, const JobId& id) {
  std::optional<net::Responder> late;
  {
    const MutexLock lock(mutex_);
    const auto found = waiting_.find(number);
    if (found == waiting_.end()) return;
    found->second.job = id;
    found->second.is_accepted = true;
    if (!found->second.has_waited) return;
    late = found->second.responder;
    waiting_.erase(found);
  }
  late->send(pending_response(id));
}

/// A ticket is a promise: none for a job that may still be refused.
void JobDesk::has_waited(uint64_t number) {
  std::optional<Caller> caller;
  {
    const MutexLock lock(mutex_);
    const auto found = waiting_.find(number);
    if (found == waiting_.end()) return;
    found->second.has_waited = true;
    if (!found->second.is_accepted) return;
    caller = std::move(found->second);
    waiting_.erase(found);
  }
  caller->responder.send(pending_response(caller->job));
}

void JobDesk::answer_ticket(const JobId& id, std::chrono::milliseconds wait,
                            const net::Responder& responder) {
  const conductor::JobLookup found = conductor_.result(id);
  if (found.state == conductor::JobState::unknown) {
    throw UserError(UserErrorKey::DocumentNotFound, {{"collection", "jobs"}, {"id", id.str()}},
                    404);
  }
  if (found.report) {
    responder.send(report_response(*found.report));
  } else if (wait.count() <= 0) {
    responder.send(pending_response(id));
  } else {
    const auto pause = std::min(wait, kTicketPoll);
    responder.on_timeout(pause, [this, id, left = wait - pause, responder] {
      try {
        answer_ticket(id, left, responder);
      } catch (...) {
        responder.send(net::error_response(to_user_error(std::current_exception())));
      }
    });
  }
}

void JobDesk::answer_waiting() {
  std::map<uint64_t, Caller> waiting;
  {
    const MutexLock lock(mutex_);
    waiting.swap(waiting_);
  }
  for (const auto& [number, caller] : waiting) {
    caller.responder.send(pending_response(caller.job));
  }
}

void JobDesk::forget(uint64_t number) {
  const MutexLock lock(mutex_);
  waiting_.erase(number);
}

}  // namespace takt::door
