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
    waiting_.emplace(number, std::pair(JobId(), responder));
  }
  callbacks.finished = [this, number, responder](const conductor::JobReport& report) {
    forget(number);
    responder.send(report_response(report));
  };
  const JobId id = conductor_.push(std::move(request), std::move(callbacks));
  {
    const MutexLock lock(mutex_);
    if (const auto found = waiting_.find(number); found != waiting_.end()) found->second.first = id;
  }
  responder.on_timeout(wait, [this, number, id, responder] {
    forget(number);
    responder.send(pending_response(id));
  });
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
  std::map<uint64_t, std::pair<JobId, net::Responder>> waiting;
  {
    const MutexLock lock(mutex_);
    waiting.swap(waiting_);
  }
  for (const auto& [number, entry] : waiting) {
    entry.second.send(pending_response(entry.first));
  }
}

void JobDesk::forget(uint64_t number) {
  const MutexLock lock(mutex_);
  waiting_.erase(number);
}

}  // namespace takt::door
