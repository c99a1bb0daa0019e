#include "jobs/studio_settings.h"

#include "base/reflect.h"
#include "model/overrides.h"

namespace takt {

TAKT_JSON_IMPL(StudioSettings)
TAKT_JSON_IMPL(Mapping)
TAKT_JSON_IMPL(RouteSet)

namespace {

template <class V>
OrderedMap<V> resolved_map(const JsonObject& object, std::string_view what) {
  OrderedMap<V> out;
  const reflect::Path path(what);
  for (const auto& entry : object) {
    reflect::read(out[entry.key()], entry.value(), path.member(entry.key()));
  }
  return out;
}

}  // namespace

JobStudio resolve_studio(Doc<Studio> document) {
  JobStudio studio;
  studio.id = document->_id;
  studio.name = document->name.value_or("");
  studio.blueprint_id = document->blueprintId;
  studio.rundown_version_hash = document->_rundownVersionHash.value_or("");
  from_json(studio.settings, resolve_overrides(document->settingsWithOverrides),
            reflect::Path("studio settings"));
  studio.mappings_json = resolve_overrides(document->mappingsWithOverrides);
  studio.mappings = resolved_map<Mapping>(studio.mappings_json, "studio mappings");
  studio.route_sets = resolved_map<RouteSet>(resolve_overrides(document->routeSetsWithOverrides),
                                             "studio route sets");
  studio.supported_show_styles =
      document->supportedShowStyleBase.value_or(std::vector<ShowStyleBaseId>{});
  studio.blueprint_config = resolve_overrides(document->blueprintConfigWithOverrides);
  studio.document = std::move(document);
  return studio;
}

}  // namespace takt
