#include "app/top_view.h"

#include <map>

#include "app/show.h"
#include "app/table.h"
#include "base/text.h"

namespace takt::app {

namespace {

const JsonArray& items(const Json& from, std::string_view key) {
  static const JsonArray none;
  const Json* found = member(from, key);
  return found && found->is_array() ? found->get_array() : none;
}

double number_at(const Json& from, std::string_view key) {
  const Json* found = member(from, key);
  return found == nullptr ? 0 : as_number(*found).value_or(0);
}

std::string whole(const Json& from, std::string_view key) {
  return fmt::format("{:.0f}", number_at(from, key));
}

std::string ms_text(double ms) {
  return ms >= 10'000 ? fmt::format("{:.0f}s", ms / 1000) : fmt::format("{:.1f}", ms);
}

std::string head(const Json& status) {
  size_t running = 0;
  for (const Json& studio : items(status, "studios")) {
    running += string_member(studio, "state") == "running";
  }
  const Json* store = member(status, "store");
  return fmt::format(
      "takt {}  up {}  {} of {} studios run  longest handler {:.1f} ms ({})  log {} pages  "
      "waiting: system {}, journal {}",
      string_member(status, "version"), clock_text(number_at(status, "uptimeMs")), running,
      items(status, "studios").size(), number_at(status, "longestHandlerMs"),
      string_member(status, "longestHandler"), store == nullptr ? "-" : whole(*store, "walPages"),
      whole(status, "systemBacklog"), whole(status, "journalBacklog"));
}

std::string shows(const Json& status) {
  Table table({"STUDIO", "STATE", "ON AIR", "NEXT"});
  for (const Json& studio : items(status, "studios")) {
    const Json* active = nullptr;
    for (const Json& playlist : items(studio, "playlists")) {
      if (truthy(member(playlist, "active"))) active = &playlist;
    }
    const std::string problem = string_member(studio, "reason");
    table.add({string_member(studio, "id"), string_member(studio, "state"),
               active            ? shortened(part_text(member(*active, "onAir")), 40)
               : problem.empty() ? "-"
                                 : shortened(problem, 60),
               active ? shortened(part_text(member(*active, "next")), 40) : "-"});
  }
  return table.text();
}

std::string threads(const Json& status) {
  Table table({"THREAD", "STATE", "JOB", "MS", "DOING", "DONE"});
  for (const Json& studio : items(status, "studios")) {
    for (const Json& thread : items(studio, "threads")) {
      const Json* job = member(thread, "job");
      table.add(
          {string_member(thread, "name"), string_member(thread, "state"),
           job ? string_member(*job, "name") : "", job ? ms_text(number_at(*job, "runningMs")) : "",
           job ? shortened(string_member(*job, "doing"), 50) : "", whole(thread, "jobsDone")});
    }
  }
  return table.text();
}

std::map<std::string, double> done_by_queue(const Json* status) {
  std::map<std::string, double> done;
  if (status == nullptr) return done;
  for (const Json& studio : items(*status, "studios")) {
    for (const Json& queue : items(studio, "queues")) {
      done[string_member(queue, "name")] =
          number_at(queue, "succeeded") + number_at(queue, "failed");
    }
  }
  return done;
}

std::string queues(const Json& status, const Json* before, double seconds) {
  Table table({"QUEUE", "STATE", "WAIT", "JOBS/S", "FAILED", "REFUSED", "P50 MS", "P99 MS",
               "queued", "lock", "load", "script", "compute", "commit", "publish"});
  const auto earlier = done_by_queue(before);
  for (const Json& studio : items(status, "studios")) {
    for (const Json& queue : items(studio, "queues")) {
      const std::string name = string_member(queue, "name");
      const double done = number_at(queue, "succeeded") + number_at(queue, "failed");
      const auto found = earlier.find(name);
      const bool has_rate = found != earlier.end() && seconds > 0;
      std::vector<std::string> row{
          name,
          paused_text(queue),
          whole(queue, "waiting"),
          has_rate ? fmt::format("{:.1f}", std::max(0.0, done - found->second) / seconds) : "-",
          whole(queue, "failed"),
          whole(queue, "refused")};
      const Json* recent = member(queue, "recent");
      const Json none = JsonObject{};
      const Json& latest = recent ? *recent : none;
      row.push_back(ms_text(number_at(latest, "p50Ms")));
      row.push_back(ms_text(number_at(latest, "p99Ms")));
      const Json* mean = member(latest, "meanMs");
      for (const char* phase :
           {"queued", "lockWait", "load", "blueprint", "compute", "commit", "publish"}) {
        row.push_back(ms_text(mean ? number_at(*mean, phase) : 0));
      }
      table.add(std::move(row));
    }
  }
  return table.text();
}

std::string locks(const Json& status) {
  Table table({"LOCK", "HOLDER", "MS", "WAITERS"});
  for (const Json& studio : items(status, "studios")) {
    for (const Json& lock : items(studio, "locks")) {
      std::vector<std::string> waiters;
      for (const Json& waiter : items(lock, "waiters")) waiters.emplace_back(waiter.as_string());
      table.add({string_member(lock, "name"), string_member(lock, "holder"),
                 ms_text(number_at(lock, "heldMs")), join(waiters, ", ")});
    }
  }
  return table.empty() ? "no lock is held\n" : table.text();
}

/// How the locks of each kind went since the studio started.
std::string lock_times(const Json& status) {
  Table table({"LOCKS OF", "KIND", "HELD", "WAITING", "TAKEN", "WAITED", "GIVEN UP", "WAIT MS",
               "LONGEST", "HOLD MS", "LONGEST"});
  const auto mean = [](const Json& of, const char* total, const char* count) {
    return number_at(of, count) == 0 ? 0 : number_at(of, total) / number_at(of, count);
  };
  for (const Json& studio : items(status, "studios")) {
    for (const char* kind : {"playlist", "rundown"}) {
      const Json* all = member(studio, "lockTotals");
      const Json* of = all == nullptr ? nullptr : member(*all, kind);
      if (of == nullptr || number_at(*of, "acquired") == 0) continue;
      table.add(
          {string_member(studio, "id"), kind, whole(*of, "heldNow"), whole(*of, "waitingNow"),
           whole(*of, "acquired"), whole(*of, "waited"), whole(*of, "timedOut"),
           ms_text(mean(*of, "totalWaitMs", "waited")), ms_text(number_at(*of, "longestWaitMs")),
           ms_text(mean(*of, "totalHoldMs", "holds")), ms_text(number_at(*of, "longestHoldMs"))});
    }
  }
  return table.empty() ? "" : table.text();
}

std::string refusals(const Json& status) {
  Table table({"REFUSED", "JOB", "REASON"});
  size_t shown = 0;
  for (const Json& refusal : items(status, "refusals")) {
    if (++shown > 5) break;
    table.add({string_member(refusal, "queue"), string_member(refusal, "job"),
               shortened(string_member(refusal, "message"), 80)});
  }
  return table.empty() ? "" : table.text();
}

}  // namespace

std::vector<std::string> top_screen(const Json& status, const Json* before, double seconds,
                                    TopSize size) {
  std::vector<std::string> lines{head(status)};
  for (const std::string& block : {shows(status), threads(status), queues(status, before, seconds),
                                   locks(status), lock_times(status), refusals(status)}) {
    if (block.empty()) continue;
    lines.emplace_back();
    for (const std::string& line : split(block, '\n')) {
      if (!line.empty()) lines.push_back(line);
    }
  }
  if (lines.size() > size.height) lines.resize(size.height);
  for (std::string& line : lines) {
    if (display_width(line) > size.width) line = shortened(line, size.width);
  }
  return lines;
}

}  // namespace takt::app
