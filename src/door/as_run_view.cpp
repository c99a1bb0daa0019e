#include "door/as_run_view.h"

#include "door/documents.h"
#include "door/request.h"
#include "events/as_run_export.h"

namespace takt::door {

namespace {

constexpr size_t kMostAsRunRows = 2000;

std::string text_of(const net::Request& request, const std::string& name) {
  const std::string* text = request.parameter(name);
  return text == nullptr ? std::string() : *text;
}

/// One of two words, the first of which is meant where it is not given.
bool is_second(const net::Request& request, const std::string& name, const std::string& first,
               const std::string& second) {
  const std::string text = text_of(request, name);
  if (!text.empty() && text != first && text != second) {
    throw invalid_request(fmt::format("{}={} is neither {} nor {}", name, text, first, second));
  }
  return text == second;
}

}  // namespace

net::Response as_run_view(Store& store, const StudioId& studio, const net::Request& request) {
  if (!store.system().find<Studio>(studio)) throw document_not_found("studios", studio.str());
  events::AsRunQuery query;
  query.playlist = PlaylistId(text_of(request, "playlist"));
  query.rundown = RundownId(text_of(request, "rundown"));
  query.from = number_of(request, "from", query.from, query.to);
  query.to = number_of(request, "to", query.to, query.to);
  query.rehearsals = !is_second(request, "rehearsals", "1", "0");
  query.limit = limit_of(request, kMostAsRunRows);
  const bool as_csv = is_second(request, "format", "json", "csv");
  const events::AsRunPage page = events::as_run_page(store.studio(studio), query);
  net::Response response;
  if (as_csv) {
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.body = events::as_run_csv(page.rows);
  } else {
    JsonArray rows;
    for (const auto& row : page.rows) rows.push_back(to_json(*row));
    response = net::json_response(200, std::move(rows));
  }
  if (page.next_from) response.headers.emplace_back("X-Takt-Next", number_text(*page.next_from));
  return response;
}

}  // namespace takt::door
