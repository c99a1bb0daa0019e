#include "door/device_feeds.h"

#include <gtest/gtest.h>

#include "door/device_orders.h"

namespace takt::door {
namespace {

PeripheralDeviceCommand command_of(const std::string& id, const std::string& device) {
  PeripheralDeviceCommand command;
  command._id = DeviceCommandId(id);
  command.deviceId = PeripheralDeviceId(device);
  command.hasReply = false;
  return command;
}

/// Ids of the commands in what was written.
std::vector<std::string> ids(net::EventStream& stream) {
  std::vector<std::string> out;
  const std::string text = stream.take().text;
  for (size_t at = text.find("id: "); at != text.npos; at = text.find("id: ", at + 1)) {
    if (at > 0 && text[at - 1] == '\n')
      out.push_back(text.substr(at + 4, text.find('\n', at) - at - 4));
  }
  return out;
}

using Ids = std::vector<std::string>;

class DeviceFeedsTest : public testing::Test {
 protected:
  std::shared_ptr<net::EventStream> open(const std::string& device,
                                         const DeviceFeeds::Commands& waiting = {}) {
    return feeds_.open(PeripheralDeviceId(device), [&] { return waiting; });
  }
  void note(const PeripheralDeviceCommand& command) { feeds_.note(command._id, &command); }

  DeviceFeeds feeds_;
};

TEST_F(DeviceFeedsTest, EachCommandComesOnceToThoseWhoListenToItsDevice) {
  const auto waiting = std::make_shared<PeripheralDeviceCommand>(command_of("w", "a"));
  const auto first = open("a", {waiting});
  const auto second = open("a");
  const auto other = open("b");
  note(*waiting);  // committed while the feed was opened
  note(command_of("n", "a"));
  note(command_of("n", "a"));
  EXPECT_EQ(ids(*first), (Ids{"w", "n"}));
  EXPECT_EQ(ids(*second), (Ids{"w", "n"}));
  EXPECT_EQ(ids(*other), Ids{});
  PeripheralDeviceCommand answered = command_of("n", "a");
  answered.hasReply = true;
  note(answered);
  feeds_.note(DeviceCommandId("w"), nullptr);
  EXPECT_EQ(ids(*first), Ids{});
}

TEST_F(DeviceFeedsTest, WhoHasGoneDoesNotListen) {
  auto dropped = open("a");
  const auto closed = open("b");
  const auto kept = open("c");
  EXPECT_EQ(feeds_.tend().size(), 3u);
  dropped.reset();
  closed->close();
  EXPECT_EQ(feeds_.tend(), std::set<PeripheralDeviceId>{PeripheralDeviceId("c")});
  feeds_.end();
  EXPECT_TRUE(feeds_.tend().empty());
  EXPECT_TRUE(kept->take().ended);
}

TEST_F(DeviceFeedsTest, ASignOfLifeComesNowAndThen) {
  const auto stream = open("a");
  stream->take();
  std::string text;
  for (int second = 0; second < 25; ++second) {
    feeds_.tend();
    text += stream->take().text;
  }
  EXPECT_EQ(text, ": \n\n: \n\n");
}

TEST(DeviceOrder, IsAFunctionOrAnAction) {
  const auto read = [](std::string_view json) {
    return dump(to_json(read_device_order(parse_json(json))));
  };
  EXPECT_EQ(parse_json(read(R"({"functionName":"f","args":[1]})")),
            parse_json(R"({"_id":"","deviceId":"","time":0,"functionName":"f","args":[1],
                           "hasReply":false})"));
  EXPECT_EQ(parse_json(read(R"({"actionId":"a","payload":{"b":2}})")),
            parse_json(R"({"_id":"","deviceId":"","time":0,"actionId":"a","payload":{"b":2},
                           "hasReply":false})"));
  for (const char* wrong :
       {"{}", "[]", R"({"functionName":"f","actionId":"a"})", R"({"functionName":"f","args":1})",
        R"({"actionId":"a","args":[]})", R"({"functionName":"f","payload":1})"}) {
    EXPECT_THROW(read(wrong), UserError) << wrong;
  }
}

}  // namespace
}  // namespace takt::door
