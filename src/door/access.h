#pragma once

// Who may do what. Gate::authorise is the one function that turns a request into an Authorised
// value, and whatever changes something asks for one (JobDesk, SettingsDesk), so that nothing can
// be pushed unauthorised.
//
// There are no tokens yet: the door listens on loopback only, and whoever is on this machine may do
// everything. A web page from elsewhere may not, although it runs in a browser on this machine: the
// Host must name loopback (DNS rebinding) and Origin, when there is one, must be this server's own.
// Any thread.

#include <string>

#include "net/http.h"
#include "net/url.h"

namespace takt::door {

enum class Role { viewer, operating, ingest, device, admin };

/// Proof that a request may do what its role allows. Only Gate makes one.
class Authorised {
 public:
  Role role() const { return role_; }
  /// For logs: who it is and from where.
  const std::string& who() const { return who_; }

 private:
  friend class Gate;
  Authorised(Role role, std::string who) : role_(role), who_(std::move(who)) {}
  Role role_;
  std::string who_;
};

class Gate {
 public:
  /// Throws UserError NotAuthorised (403) with the reason.
  Authorised authorise(const net::Request& request, Role role) const;
  /// Throws UserError NotAuthorised when the door must not listen there.
  static void check_listen(const net::Endpoint& endpoint);
};

}  // namespace takt::door
