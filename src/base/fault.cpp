#include "base/fault.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>

#include "base/mutex.h"

namespace takt::fault {

namespace {

enum class Action : uint8_t { raise, sleep, wait, kill };

constexpr std::chrono::milliseconds kWaitPoll{2};

struct Point {
  Action action{};
  int sleep_ms = 0;
  std::string wait_path;
  int only_at = 0;  // 0: every time
  int reached = 0;
};

struct Points {
  Mutex mutex;
  std::map<std::string, Point, std::less<>> by_name TAKT_GUARDED_BY(mutex);
};

Points& points() {
  static Points instance;
  return instance;
}

int number(std::string_view text, std::string_view whole) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::invalid_argument(fmt::format("fault \"{}\": expected a number", whole));
  }
  return value;
}

Point parse_point(std::string_view action, std::string_view whole) {
  Point point;
  if (const size_t at = action.find('@'); at != std::string_view::npos) {
    point.only_at = number(action.substr(at + 1), whole);
    action = action.substr(0, at);
  }
  if (action == "throw") {
    point.action = Action::raise;
  } else if (action == "kill") {
    point.action = Action::kill;
  } else if (action.starts_with("sleep:")) {
    point.action = Action::sleep;
    point.sleep_ms = number(action.substr(6), whole);
  } else if (action.starts_with("wait:")) {
    point.action = Action::wait;
    point.wait_path = action.substr(5);
  } else {
    throw std::invalid_argument(fmt::format("fault \"{}\": unknown action", whole));
  }
  return point;
}

std::map<std::string, Point, std::less<>> parse_points(std::string_view text) {
  std::map<std::string, Point, std::less<>> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find(';'), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t equals = one.find('=');
    if (equals == std::string_view::npos) {
      throw std::invalid_argument(fmt::format("fault \"{}\": expected point=action", one));
    }
    out[std::string(one.substr(0, equals))] = parse_point(one.substr(equals + 1), one);
  }
  return out;
}

bool configure_from_environment() {
  const char* text = std::getenv("TAKT_FAULTS");
  if (text == nullptr || *text == '\0') return false;
  const MutexLock lock(points().mutex);
  points().by_name = parse_points(text);
  return true;
}

}  // namespace

void configure(std::string_view text) {
  auto parsed = parse_points(text);
  const MutexLock lock(points().mutex);
  points().by_name = std::move(parsed);
  detail::enabled = !points().by_name.empty();
}

namespace detail {

std::atomic<bool> enabled = configure_from_environment();

void reach(std::string_view name) {
  Point point;
  {
    const MutexLock lock(points().mutex);
    const auto found = points().by_name.find(name);
    if (found == points().by_name.end()) return;
    ++found->second.reached;
    point = found->second;
  }
  if (point.only_at != 0 && point.reached != point.only_at) return;
  switch (point.action) {
    case Action::raise:
      throw InjectedFault(fmt::format("injected fault at {}", name));
    case Action::sleep:
      std::this_thread::sleep_for(std::chrono::milliseconds(point.sleep_ms));
      return;
    case Action::wait:
      while (access(point.wait_path.c_str(), F_OK) != 0) std::this_thread::sleep_for(kWaitPoll);
      return;
    case Action::kill:
      kill(getpid(), SIGKILL);
      return;
  }
}

}  // namespace detail

}  // namespace takt::fault
