#include "jobs/configuration.h"

#include <algorithm>

namespace takt {

namespace {

Doc<Studio> find_studio(const Documents& system, const StudioId& id) {
  Doc<Studio> studio = system.find<Studio>(id);
  if (!studio) throw std::runtime_error(fmt::format("Studio \"{}\" is missing", id));
  return studio;
}

template <class T>
Doc<T> find_in(const std::vector<Doc<T>>& documents, const IdOf<T>& id) {
  for (const Doc<T>& document : documents) {
    if (document->_id == id) return document;
  }
  return nullptr;
}

}  // namespace

Configuration::Configuration(const Documents& system, const StudioId& studio)
    : studio_(resolve_studio(find_studio(system, studio))),
      bases_(system.all<ShowStyleBase>()),
      variants_(system.all<ShowStyleVariant>()),
      blueprints_(system.all<BlueprintDocument>()) {}

Doc<ShowStyleBase> Configuration::show_style_base(const ShowStyleBaseId& id) const {
  const auto& allowed = studio_.supported_show_styles;
  if (std::find(allowed.begin(), allowed.end(), id) == allowed.end()) {
    throw std::runtime_error(
        fmt::format("ShowStyleBase \"{}\" is not allowed in studio \"{}\"", id, studio_.id));
  }
  Doc<ShowStyleBase> base = find_in(bases_, id);
  if (!base) throw std::runtime_error(fmt::format("ShowStyleBase \"{}\" not found", id));
  return base;
}

std::vector<Doc<ShowStyleBase>> Configuration::show_style_bases() const {
  std::vector<Doc<ShowStyleBase>> bases;
  for (const Doc<ShowStyleBase>& base : bases_) {
    const auto& allowed = studio_.supported_show_styles;
    if (std::find(allowed.begin(), allowed.end(), base->_id) != allowed.end()) bases.push_back(base);
  }
  return bases;
}

Doc<ShowStyleVariant> Configuration::show_style_variant(const ShowStyleVariantId& id) const {
  Doc<ShowStyleVariant> variant = find_in(variants_, id);
  if (!variant) throw std::runtime_error(fmt::format("ShowStyleVariant \"{}\" not found", id));
  show_style_base(variant->showStyleBaseId);
  return variant;
}

std::vector<Doc<ShowStyleVariant>> Configuration::show_style_variants(
    const ShowStyleBaseId& id) const {
  show_style_base(id);
  std::vector<Doc<ShowStyleVariant>> variants;
  for (const Doc<ShowStyleVariant>& variant : variants_) {
    if (variant->showStyleBaseId == id) variants.push_back(variant);
  }
  std::stable_sort(variants.begin(), variants.end(), [](const auto& a, const auto& b) {
    const auto key = [](const auto& v) {
      return std::tuple(v->_rank.value_or(0.0), v->name.value_or(""), v->_id.str());
    };
    return key(a) < key(b);
  });
  return variants;
}

std::shared_ptr<const ShowStyle> Configuration::show_style(const ShowStyleVariantId& variant,
                                                           const ShowStyleBaseId& base) const {
  auto& kept = show_styles_[variant];
  if (!kept || kept->base_id() != base) {
    kept = std::make_shared<ShowStyle>(
        resolve_show_style(show_style_base(base), show_style_variant(variant)));
  }
  return kept;
}

Doc<BlueprintDocument> Configuration::blueprint(const BlueprintId& id) const {
  return find_in(blueprints_, id);
}

}  // namespace takt
