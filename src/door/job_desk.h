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

  /// Answers when the job has ended, or when `wait` has run out (0: once it is accepted, which is
  /// on disk for a durable job).
  void push(const Authorised& caller, conductor::JobRequest request, std::chrono::milliseconds wait,
            const net::Responder& responder);
  /// Answers with the outcome of a job that was pushed before, waiting for it up to `wait`.
  void answer_ticket(const JobId& id, std::chrono::milliseconds wait,
                     const net::Responder& responder);
  /// At the end of the program: whoever still waits gets a ticket, for after the next start.
  void answer_waiting();

 private:
  void forget(uint64_t number);

  conductor::Conductor& conductor_;
  Mutex mutex_;
  uint64_t last_number_ TAKT_GUARDED_BY(mutex_) = 0;
  std::map<uint64_t, std::pair<JobId, net::Responder>> waiting_ TAKT_GUARDED_BY(mutex_);
};

}  // namespace takt::door
