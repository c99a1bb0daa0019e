#include "door/access.h"

#include <gtest/gtest.h>

#include "base/user_error.h"

namespace takt::door {
namespace {

net::Request request(const std::string& method, net::Headers headers) {
  net::Request out;
  out.method = method;
  out.headers = std::move(headers);
  return out;
}

bool allowed(const net::Request& asked) {
  try {
    Gate().authorise(asked, Role::operating);
    return true;
  } catch (const UserError& error) {
    EXPECT_EQ(error.key(), UserErrorKey::NotAuthorised);
    EXPECT_EQ(error.error_code(), 403);
    return false;
  }
}

TEST(Gate, LetsLocalProgramsIn) {
  for (const char* host : {"localhost:4080", "127.0.0.1:4080", "[::1]:4080", "LocalHost"}) {
    EXPECT_TRUE(allowed(request("POST", {{"host", host}}))) << host;
  }
}

TEST(Gate, RefusesNamesThatWereReboundToThisMachine) {
  for (const char* host : {"evil.example", "127.0.0.1.evil.example:4080", "192.168.1.5:4080", ""}) {
    EXPECT_FALSE(allowed(request("GET", {{"host", host}}))) << host;
  }
  EXPECT_FALSE(allowed(request("GET", {})));
}

TEST(Gate, RefusesPagesFromElsewhere) {
  const std::string host = "localhost:4080";
  EXPECT_TRUE(allowed(request("POST", {{"host", host}, {"origin", "http://localhost:4080"}})));
  for (const char* origin : {"http://evil.example", "null", "http://localhost:3000",
                             "https://localhost:4080", "http://127.0.0.1:4080"}) {
    EXPECT_FALSE(allowed(request("POST", {{"host", host}, {"origin", origin}}))) << origin;
  }
  EXPECT_FALSE(allowed(request("POST", {{"host", host}, {"sec-fetch-site", "cross-site"}})));
  EXPECT_TRUE(allowed(request("POST", {{"host", host}, {"sec-fetch-site", "same-origin"}})));
  EXPECT_TRUE(allowed(request("GET", {{"host", host}, {"sec-fetch-site", "none"}})));
}

TEST(Gate, ListensOnLoopbackOnly) {
  EXPECT_NO_THROW(Gate::check_listen({"127.0.0.1", 0}));
  EXPECT_NO_THROW(Gate::check_listen({"::1", 0}));
  EXPECT_THROW(Gate::check_listen({"0.0.0.0", 4080}), UserError);
  EXPECT_THROW(Gate::check_listen({"192.168.1.5", 4080}), UserError);
}

}  // namespace
}  // namespace takt::door
