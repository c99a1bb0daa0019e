#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <iostream>

#include "app/api_client.h"
#include "app/commands.h"
#include "app/show.h"
#include "app/top_view.h"

namespace takt::app {

namespace {

struct Options {
  ClientOptions client;
  bool once = false;
  int interval_ms = 1000;
};

volatile std::sig_atomic_t stop_asked = 0;

/// The terminal's other screen, without a cursor, keys at once; put back at the end.
class Screen {
 public:
  Screen() {
    has_keys_ = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before_) == 0;
    if (has_keys_) {
      termios raw = before_;
      raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
      tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    }
    std::cout << "\x1b[?1049h\x1b[?25l" << std::flush;
    for (const int number : {SIGINT, SIGTERM}) {
      struct sigaction action {};
      action.sa_handler = [](int) { stop_asked = 1; };
      sigaction(number, &action, nullptr);
    }
  }
  ~Screen() {
    std::cout << "\x1b[?25h\x1b[?1049l" << std::flush;
    if (has_keys_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  static TopSize size() {
    winsize window{};
    TopSize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0) {
      size = {window.ws_col, window.ws_row};
    }
    return size;
  }

  void show(const std::vector<std::string>& lines) const {
    std::string text = "\x1b[H";
    for (size_t i = 0; i < lines.size(); ++i) {
      text += (i == 0 ? "" : "\r\n") + lines[i] + "\x1b[K";
    }
    std::cout << text << "\x1b[J" << std::flush;
  }

  /// False when it is time to end: q, Ctrl-C.
  bool wait(int ms) const {
    pollfd keys{STDIN_FILENO, POLLIN, 0};
    char key = 0;
    if (poll(&keys, has_keys_ ? 1 : 0, ms) > 0 && read(STDIN_FILENO, &key, 1) == 1 && key == 'q') {
      return false;
    }
    return stop_asked == 0;
  }

 private:
  termios before_{};
  bool has_keys_ = false;
};

ExitCode run(const Options& options) {
  const ApiClient api(options.client);
  if (options.once) {
    const Json status = fetch_status(api);
    if (options.client.json) {
      std::cout << dump(status) << "\n";
      return ExitCode::ok;
    }
    for (const std::string& line : top_screen(status, nullptr, 0, {1000, 100'000})) {
      std::cout << line << "\n";
    }
    return ExitCode::ok;
  }
  const Screen screen;
  std::optional<Json> before;
  double before_ms = 0;
  do {
    std::vector<std::string> lines;
    try {
      Json status = fetch_status(api);
      const double now_ms = as_number(status.at("now")).value_or(0);
      lines = top_screen(status, before ? &*before : nullptr, (now_ms - before_ms) / 1000,
                         Screen::size());
      before = std::move(status);
      before_ms = now_ms;
    } catch (const CommandError& error) {
      // A server that is started again comes back.
      lines = {error.what(), error.hint()};
      before.reset();
    }
    screen.show(lines);
  } while (screen.wait(options.interval_ms));
  return ExitCode::ok;
}

}  // namespace

void add_top(Arguments& root) {
  auto options = std::make_shared<Options>();
  Arguments& command =
      root.command("top", "A live view of studios, threads, queues, locks and latencies (q: quit)",
                   [options] { return run(*options); });
  command.flag("--once", options->once, "Print it once, as it is now");
  command.option("--interval", options->interval_ms, "How often, in milliseconds").value_name("MS");
  add_client_options(command, options->client);
}

}  // namespace takt::app
