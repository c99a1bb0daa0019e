#include "door/access.h"

#include "base/user_error.h"

namespace takt::door {

namespace {

[[noreturn]] void refuse(const std::string& reason) {
  throw UserError(UserErrorKey::NotAuthorised, {{"message", reason}}, 403);
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

Authorised Gate::authorise(const net::Request& request, Role role) const {
  const std::string* host = request.header("host");
  if (host == nullptr) refuse("the request has no Host header");
  const auto named = net::parse_endpoint(lower(*host), 80);
  if (!named || !net::is_loopback(named->address)) {
    refuse("the Host \"" + *host + "\" is not this machine; use localhost or 127.0.0.1");
  }
  if (const std::string* origin = request.header("origin"); origin != nullptr) {
    if (lower(*origin) != "http://" + lower(*host)) {
      refuse("a page from \"" + *origin + "\" can't use this server");
    }
  }
  if (const std::string* site = request.header("sec-fetch-site"); site != nullptr) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (!reads && *site != "same-origin" && *site != "none") {
      refuse("a page from another site can't use this server");
    }
  }
  return Authorised(role, "local " + request.remote);
}

void Gate::check_listen(const net::Endpoint& endpoint) {
  if (net::is_loopback(endpoint.address)) return;
  refuse("listening on " + endpoint.text() +
         " would let anybody on the network take: there are no tokens yet, so the address must be "
         "127.0.0.1 or ::1");
}

}  // namespace takt::door
