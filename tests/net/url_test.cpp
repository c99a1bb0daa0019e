#include "net/url.h"

#include <gtest/gtest.h>

namespace takt::net {
namespace {

TEST(Url, TargetsAreTakenApart) {
  const auto target =
      parse_target("/api/jobs/studio%3Astudio0/take%2FNext/?wait=500&a=b+c%26&a=d&flag");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/api/jobs/studio%3Astudio0/take%2FNext/");
  EXPECT_EQ(target->segments,
            (std::vector<std::string>{"api", "jobs", "studio:studio0", "take/Next"}));
  EXPECT_EQ(target->query,
            (std::map<std::string, std::string>{{"wait", "500"}, {"a", "d"}, {"flag", ""}}));
  EXPECT_EQ(parse_target("/x?a=b+c%26")->query.at("a"), "b c&");
}

TEST(Url, TheRootHasNoSegments) {
  EXPECT_TRUE(parse_target("/")->segments.empty());
  EXPECT_EQ(parse_target("/a//b")->segments, (std::vector<std::string>{"a", "", "b"}));
}

TEST(Url, MalformedTargetsAreRefused) {
  EXPECT_FALSE(parse_target(""));
  EXPECT_FALSE(parse_target("http://elsewhere/"));
  EXPECT_FALSE(parse_target("/a%2"));
  EXPECT_FALSE(parse_target("/a%zz"));
  EXPECT_FALSE(parse_target("/a?b=%"));
}

TEST(Url, PercentEncodingRoundTrips) {
  const std::string text = "Kväll 18:00/α & β?#%";
  EXPECT_EQ(percent_decode(percent_encode(text)), text);
  EXPECT_EQ(percent_encode("a b/c"), "a%20b%2Fc");
}

TEST(Url, Endpoints) {
  EXPECT_EQ(parse_endpoint("127.0.0.1", 4080), (Endpoint{"127.0.0.1", 4080}));
  EXPECT_EQ(parse_endpoint("http://localhost:99/", 4080), (Endpoint{"localhost", 99}));
  EXPECT_EQ(parse_endpoint("[::1]:5", 4080), (Endpoint{"::1", 5}));
  EXPECT_EQ(parse_endpoint("::1", 4080), (Endpoint{"::1", 4080}));
  EXPECT_FALSE(parse_endpoint("host:port", 4080));
  EXPECT_FALSE(parse_endpoint("host:70000", 4080));
  EXPECT_FALSE(parse_endpoint("", 4080));
  EXPECT_FALSE(parse_endpoint("http://host/path", 4080));
  EXPECT_EQ((Endpoint{"::1", 5}).text(), "[::1]:5");
}

TEST(Url, LoopbackIsOnlyWhatCannotBeSomebodyElses) {
  for (const char* inside : {"127.0.0.1", "127.1.2.3", "::1", "localhost"}) {
    EXPECT_TRUE(is_loopback(inside)) << inside;
  }
  for (const char* outside :
       {"0.0.0.0", "::", "192.168.1.2", "127.evil.example", "127.0.0.1.evil.example",
        "localhost.evil.example", "1127.0.0.1", ""}) {
    EXPECT_FALSE(is_loopback(outside)) << outside;
  }
}

}  // namespace
}  // namespace takt::net
