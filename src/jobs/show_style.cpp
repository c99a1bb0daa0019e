#include "jobs/show_style.h"

#include "base/reflect.h"
#include "model/overrides.h"

namespace takt {

TAKT_JSON_IMPL(SourceLayer)

JsonObject merge_config(const JsonObject& base, const JsonObject& over) {
  JsonObject merged = base;
  for (const auto& entry : over) {
    Json& place = merged[entry.key()];
    if (place.is_object() && entry.value().is_object()) {
      place = merge_config(place.get_object(), entry.value().get_object());
    } else {
      place = entry.value();
    }
  }
  return merged;
}

ShowStyle resolve_show_style(Doc<ShowStyleBase> base, Doc<ShowStyleVariant> variant) {
  ShowStyle style;
  style.source_layers_json = resolve_overrides(base->sourceLayersWithOverrides);
  style.output_layers_json = resolve_overrides(base->outputLayersWithOverrides);
  const reflect::Path path("source layers");
  for (const auto& entry : style.source_layers_json) {
    if (entry.value().is_null()) continue;
    reflect::read(style.source_layers[entry.key()], entry.value(), path.member(entry.key()));
  }
  style.blueprint_config = resolve_overrides(base->blueprintConfigWithOverrides);
  style.name = base->name.value_or("");
  if (variant) {
    style.blueprint_config = merge_config(style.blueprint_config,
                                          resolve_overrides(variant->blueprintConfigWithOverrides));
    style.name += "-" + variant->name.value_or("");
  }
  style.base = std::move(base);
  style.variant = std::move(variant);
  return style;
}

}  // namespace takt
