#pragma once

// Requests into jobs, results into replies. The only place of the door that pushes, and it asks for
// an Authorised value. A waiting caller blocks no thread: its answer is sent when the job's
// completion or the end of its wait comes first. Any thread.
//
// Replies: 200 {jobId, state: "done", result, timings}; 202 {jobId, state: "pending"} when the wait
// ran out, to be asked for with GET /api/jobs/<id>; a failure is the UserError's JSON with its
// code.

#include <chrono>
#include <map>

#include "base/mutex.h"
#include "conductor/conductor.h"
#include "door/access.h"
#include "net/http.h"

namespace takt::door {

/// "studio:<id>", "ingest:<id>", "events:<id>" of a target. Throws UserError (404).
std::pair<QueueKind, StudioId> parse_queue_name(const std::string& text);

class JobDesk {
 public:
  explicit JobDesk(conductor::Conductor& conductor) : conductor_(conductor) {}

  /// Answers when the job has ended, or when `wait` has run out and it is accepted, which is on disk
  /// for a durable job.
  void push(const Authorised& caller, conductor::JobRequest request, std::chrono::milliseconds wait,
            const net::Responder& responder);
  /// Answers with the outcome of a job that was pushed before, waiting for it up to `wait`.
  void answer_ticket(const JobId& id, std::chrono::milliseconds wait,
                     const net::Responder& responder);
  /// At the end of the program: whoever still waits gets a ticket, for after the next start. (Where
  /// the job wasn't accepted any more, nobody will know the ticket then.)
  void answer_waiting();

 private:
  struct Caller {
    JobId job;  // empty until it is known
    net::Responder responder;
    bool is_accepted = false;
    bool has_waited = false;  // its wait has run out
  };

  void accepted(uint64_t number, const JobId& id);
  void has_waited(uint64_t number);
  void forget(uint64_t number);

  conductor::Conductor& conductor_;
  Mutex mutex_;
  uint64_t last_number_ TAKT_GUARDED_BY(mutex_) = 0;
  std::map<uint64_t, Caller> waiting_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::door
