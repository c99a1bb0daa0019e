#include "door/house_view.h"

#include "base/user_error.h"
#include "door/show_view.h"

namespace takt::door {

namespace {

/// Empty while the studio's documents are not there to be read.
JsonArray playlists_of(const conductor::StudioStatus& studio, Store& store) {
  if (studio.state == "starting") return {};
  try {
    return show_view(store.studio(studio.id));
  } catch (const StoreError&) {
    return {};
  }
}

}  // namespace

JsonObject house_view(const conductor::StatusSnapshot& snapshot, Store& store) {
  JsonObject out = conductor::to_json(snapshot).as_object();
  JsonArray& studios = out["studios"].as_array();
  for (size_t i = 0; i < studios.size(); ++i) {
    studios[i].as_object()["playlists"] = playlists_of(snapshot.studios[i], store);
  }
  for (Json& refusal : out["refusals"].as_array()) {
    const Json* error_json = member(refusal, "error");
    const auto error = error_json ? UserError::from_json(*error_json) : std::nullopt;
    if (!error) continue;
    JsonObject& row = refusal.as_object();
    row["keyName"] = key_name(error->key());
    row["message"] = error->what();
  }
  return out;
}

}  // namespace takt::door
