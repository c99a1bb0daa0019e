#pragma once

// What people do with queued jobs, over HTTP: list, show, cancel, retry, discard; pause and resume
// a lane. Whatever changes something asks for an Authorised value. Any thread; answers that need
// the disk are sent from a thread of the conductor's.

#include "conductor/conductor.h"
#include "door/access.h"
#include "net/http_server.h"

namespace takt::door {

class JobVerbs {
 public:
  explicit JobVerbs(conductor::Conductor& conductor) : conductor_(conductor) {}

  /// Parameters: queue ("ingest:<studio>"), studio, state, limit. Throws UserError.
  net::Response list(const net::Request& request) const;
  /// Throws UserError DocumentNotFound for a job that neither waits nor failed.
  net::Response details(const JobId& id) const;
  /// "cancel", "retry" (with force=1: although newer data is there), "discard".
  void act(const Authorised& caller, const JobId& id, const std::string& verb,
           const net::Request& request, const net::Responder& responder) const;
  /// "pause" or "resume" of "ingest:<studio>" or "ingest:<studio>#2".
  void lane(const Authorised& caller, const std::string& lane, const std::string& verb,
            const net::Responder& responder) const;

 private:
  conductor::Conductor& conductor_;
};

}  // namespace takt::door
