#pragma once

// The door: HTTP requests into jobs and documents, results into replies (DESIGN section 8,
// docs/http-api.md). Knows no rundown's rules. Its handler runs on net's I/O threads and never
// blocks on a job.

#include <string>

#include "door/devices.h"
#include "door/documents.h"
#include "door/job_desk.h"
#include "door/job_verbs.h"
#include "door/message_view.h"
#include "door/settings_desk.h"
#include "net/http_server.h"

namespace takt::door {

struct DoorOptions {
  net::ServerOptions server;
  std::string version;
  /// What blueprints are told; part of an exported journal.
  std::string host_url;
};

class Door {
 public:
  /// All must outlive the door. Throws UserError NotAuthorised for an address beyond loopback.
  Door(DoorOptions options, Store& store, conductor::Conductor& conductor,
       events::MessageService& messages, const Clock& clock);

  /// Throws net::NetError naming address and port.
  void start() { server_.start(); }
  net::Endpoint endpoint() const { return server_.endpoint(); }
  /// From now on nothing new is pushed (503); waiting callers still get their answers.
  void close_gate() { closing_ = true; }
  /// After the conductor has stopped: answers whoever still waits, and closes.
  void stop(std::chrono::milliseconds grace);

 private:
  void handle(net::Request request, const net::Responder& responder);
  void handle_api(net::Request request, const net::Responder& responder);
  void handle_jobs(net::Request request, const net::Responder& responder);
  void handle_devices(const net::Request& request, const net::Responder& responder);
  void handle_messages(const net::Request& request, const net::Responder& responder);
  void handle_documents(net::Request request, const net::Responder& responder);
  void handle_ingest(net::Request request, const net::Responder& responder);
  Authorised authorise(const net::Request& request, Role role) const;

  const std::string version_;
  const std::string host_url_;
  Store& store_;
  conductor::Conductor& conductor_;
  events::MessageService& message_service_;
  const Clock& clock_;
  const Gate gate_{};
  const DocumentReader documents_;
  JobDesk jobs_;
  const JobVerbs verbs_;
  const MessageView messages_;
  Devices devices_;
  SettingsDesk settings_;
  std::atomic<bool> closing_ = false;
  net::HttpServer server_;  // last: its threads use all of the above
};

}  // namespace takt::door
