#pragma once

// Request targets and addresses as text: percent encoding, query strings, loopback names. Pure
// functions, any thread.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace takt::net {

/// An address and a port. `port` 0 when listening: the system chooses one.
struct Endpoint {
  std::string address = "127.0.0.1";
  uint16_t port = 0;

  /// "127.0.0.1:4080", "[::1]:4080".
  std::string text() const;
  bool operator==(const Endpoint&) const = default;
};

/// "host", "host:port", "[v6]:port", with or without "http://" before and "/" after; nullopt when
/// it is none of these.
std::optional<Endpoint> parse_endpoint(std::string_view text, uint16_t default_port);

/// 127.0.0.0/8, ::1, or localhost: only this machine can reach it.
bool is_loopback(std::string_view address);

/// A request target, taken apart.
struct Target {
  std::string path;                          // as sent, without the query
  std::vector<std::string> segments;         // of the path, decoded; empty for "/"
  std::map<std::string, std::string> query;  // decoded; the last of equal names
};

/// nullopt for a target that doesn't begin with "/" or has a malformed percent escape.
std::optional<Target> parse_target(std::string_view target);

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
/// Everything but unreserved characters encoded: safe as a path segment and as a query value.
std::string percent_encode(std::string_view text);

}  // namespace takt::net
