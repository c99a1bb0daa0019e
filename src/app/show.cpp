#include "app/show.h"

#include <iostream>

#include "app/table.h"
#include "base/text.h"

namespace takt::app {

namespace {

const JsonArray& array_of(const JsonObject& object, std::string_view key) {
  static const JsonArray empty;
  const Json* found = member(object, key);
  return found && found->is_array() ? found->get_array() : empty;
}

bool is_named(const JsonObject& document, const std::string& wanted) {
  for (const char* key : {"id", "_id", "externalId", "name"}) {
    const Json* value = member(document, key);
    if (value && value->is_string() && value->get_string() == wanted) return true;
  }
  return false;
}

/// Studios of the status have `id`, documents `_id`.
std::string id_of(const JsonObject& document) {
  return string_member(document, document.contains("_id") ? "_id" : "id");
}

std::string names_of(const std::vector<const JsonObject*>& documents) {
  std::string out;
  for (const JsonObject* document : documents) {
    const std::string id = id_of(*document);
    const std::string name = string_member(*document, "name");
    out += fmt::format("\n  {}  {}", id, name);
  }
  return out;
}

/// The only match; or an error that lists what there is.
const JsonObject& only(const std::vector<const JsonObject*>& matching,
                       const std::vector<const JsonObject*>& all, const std::string& what,
                       const std::string& wanted, const std::string& none_hint,
                       const std::string& how) {
  if (matching.size() == 1) return *matching.front();
  if (all.empty()) throw CommandError(ExitCode::refused, "there is no " + what, none_hint);
  const std::string problem = wanted.empty() ? fmt::format("which {}?", what)
                              : matching.empty()
                                  ? fmt::format("there is no {} \"{}\"", what, wanted)
                                  : fmt::format("several {}s are named \"{}\"", what, wanted);
  throw CommandError(ExitCode::usage, problem, how + names_of(all));
}

}  // namespace

void add_show_options(Arguments& command, ShowChoice& choice) {
  command.positional("playlist", choice.playlist,
                     "Playlist: id, external id or name (default: the active or only one)");
  command.option("--studio", choice.studio, "Studio (default: the only one)").value_name("ID");
}

Json fetch_status(const ApiClient& api) {
  return api.get("/api/status");
}

const JsonObject& find_studio(const Json& status, const std::string& wanted) {
  std::vector<const JsonObject*> all;
  std::vector<const JsonObject*> matching;
  for (const Json& studio : array_of(status.as_object(), "studios")) {
    all.push_back(&studio.as_object());
    if (wanted.empty() || is_named(studio.as_object(), wanted)) matching.push_back(all.back());
  }
  return only(matching, all, "studio", wanted, "make one: `takt studio put FILE`",
              "say which with --studio:");
}

const JsonObject& find_playlist(const JsonObject& studio, const std::string& wanted,
                                Prefer prefer) {
  std::vector<const JsonObject*> all;
  std::vector<const JsonObject*> matching;
  const JsonObject* active = nullptr;
  for (const Json& item : array_of(studio, "playlists")) {
    const JsonObject& playlist = item.as_object();
    all.push_back(&playlist);
    if (wanted.empty() || is_named(playlist, wanted)) matching.push_back(&playlist);
    if (truthy(member(playlist, "active"))) active = &playlist;
  }
  if (wanted.empty() && active != nullptr) return *active;
  if (wanted.empty() && prefer == Prefer::active && !all.empty()) {
    throw CommandError(ExitCode::refused, "no playlist is active",
                       "activate one first: `takt activate`");
  }
  return only(matching, all, "playlist", wanted, "send a rundown first: `takt ingest FILE`",
              "say which:");
}

std::string part_text(const Json* part) {
  if (part == nullptr || !part->is_object()) return "-";
  const std::string title = string_member(*part, "title");
  const std::string segment = string_member(*part, "segment");
  return segment.empty() ? title : fmt::format("{} ({})", title, segment);
}

void print_show(const JsonObject& playlist) {
  std::cout << fmt::format("on air  {}\nnext    {}\n", part_text(member(playlist, "onAir")),
                           part_text(member(playlist, "next")));
}

std::string paused_text(const Json& queue) {
  if (truthy(member(queue, "paused"))) return "paused";
  std::vector<std::string> lanes;
  if (const Json* found = member(queue, "pausedLanes"); found && found->is_array()) {
    for (const Json& lane : found->get_array()) lanes.push_back(dump(lane));
  }
  return lanes.empty() ? "" : fmt::format("lane {} paused", join(lanes, ", "));
}

std::string timings_text(const Json& timings) {
  if (!timings.is_object()) return "-";
  std::string parts;
  double total = 0;
  for (const auto& entry : timings.get_object()) {
    const double value = as_number(entry.value()).value_or(0);
    total += value;
    parts +=
        fmt::format("{}{} {:.1f}", parts.empty() ? "" : ", ", std::string_view(entry.key()), value);
  }
  return fmt::format("{:.1f} ms ({})", total, parts);
}

std::string queue_of(const std::string& kind, const JsonObject& studio) {
  return kind + ":" + string_member(studio, "id");
}

}  // namespace takt::app
