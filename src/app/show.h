#pragma once

// What the client subcommands share: the state of the house (GET /api/status), choosing the studio
// and playlist that are meant, and telling a person what is on air. Pure but for `fetch`.

#include <string>

#include "app/api_client.h"

namespace takt::app {

/// Which playlist: names may be ids, external ids or names; empty means "the only one that fits".
struct ShowChoice {
  std::string studio;
  std::string playlist;
};
/// Declares --studio and the positional `playlist`.
void add_show_options(Arguments& command, ShowChoice& choice);

/// The JSON of GET /api/status.
Json fetch_status(const ApiClient& api);

/// The studio that is meant. Throws CommandError(usage) listing the candidates.
const JsonObject& find_studio(const Json& status, const std::string& wanted);

enum class Prefer { active, any };
/// The playlist that is meant: by name, else the active one, else (with `any`) the only one.
const JsonObject& find_playlist(const JsonObject& studio, const std::string& wanted, Prefer prefer);

/// "title (segment)" of a status document's onAir or next; "-" for none.
std::string part_text(const Json* part);
/// Two lines for people: what is on air and what comes next.
void print_show(const JsonObject& playlist);
/// "paused" or "lane 2 paused" of a status document's queue; empty when it runs.
std::string paused_text(const Json& queue);
/// "3.1 ms (queued 0.1, commit 0.9, ...)" of an answer's timings, for people.
std::string timings_text(const Json& timings);
/// Queue name of a studio's kind ("studio", "ingest", "events").
std::string queue_of(const std::string& kind, const JsonObject& studio);

}  // namespace takt::app
