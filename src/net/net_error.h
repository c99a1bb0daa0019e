#pragma once

// What can go wrong on a socket, with a text that names the address. Thrown by HttpServer::start
// and HttpClient; a running server never throws, it answers or closes the connection.

#include <stdexcept>
#include <string>

namespace takt::net {

enum class NetErrorKind {
  address_invalid,
  address_in_use,
  not_permitted,
  refused,  // nothing listens there
  timed_out,
  closed,  // the other side went away in the middle
  other,
};

class NetError : public std::runtime_error {
 public:
  NetError(NetErrorKind kind, const std::string& message)
      : std::runtime_error(message), kind_(kind) {}
  NetErrorKind kind() const { return kind_; }

 private:
  NetErrorKind kind_;
};

}  // namespace takt::net
