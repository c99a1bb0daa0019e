#include "blueprints/config_refs.h"

#include <stdexcept>
#include <vector>

#include "blueprints/blueprints.h"
#include "model/overrides.h"

namespace takt::blueprints {

namespace {

struct Ref {
  std::string_view kind;
  std::string_view id;
  std::string_view path;
};

/// "${kind.id.path}" taken apart; nullopt for other texts in braces.
std::optional<Ref> parse_ref(std::string_view text) {
  text.remove_prefix(2);
  text.remove_suffix(1);
  const size_t first = text.find('.');
  const size_t second = first == text.npos ? text.npos : text.find('.', first + 1);
  if (second == text.npos || first == 0 || second == first + 1 || second + 1 == text.size()) {
    return std::nullopt;
  }
  return Ref{text.substr(0, first), text.substr(first + 1, second - first - 1),
             text.substr(second + 1)};
}

/// A value as JavaScript's `value + ''` gives it.
std::string value_text(const Json* value) {
  if (value == nullptr) return "undefined";
  if (const auto* text = value->if_string()) return to_string(*text);
  if (value->is_object()) return "[object Object]";
  if (const JsonArray* array = value->if_array()) {
    std::string joined;
    for (size_t i = 0; i < array->size(); ++i) {
      if (i > 0) joined += ",";
      if (!(*array)[i].is_null()) joined += value_text(&(*array)[i]);
    }
    return joined;
  }
  return dump(*value);
}

std::shared_ptr<const Json> variant_config(JobContext& job, const ShowStyleVariantId& id) {
  Doc<ShowStyleVariant> variant;
  std::shared_ptr<const ShowStyle> style;
  try {
    variant = job.configuration().show_style_variant(id);
    style = job.configuration().show_style(id, variant->showStyleBaseId);
  } catch (const std::exception&) {
    return nullptr;
  }
  return job.blueprints().show_style_config(job, *style);
}

std::string ref_value(JobContext& job, std::string_view text, bool bail) {
  const std::optional<Ref> ref = parse_ref(text);
  std::shared_ptr<const Json> config;
  if (ref && ref->kind == "studio") {
    if (ref->id == job.studio_id().str()) config = job.blueprints().studio_config(job);
  } else if (ref && ref->kind == "showStyle") {
    config = variant_config(job, ShowStyleVariantId(ref->id));
  } else {
    return "undefined";
  }
  if (!config && bail) {
    throw std::runtime_error(fmt::format("The reference \"{}\" leads nowhere", text));
  }
  return value_text(config ? value_at_path(*config, ref->path) : nullptr);
}

}  // namespace

std::string resolve_config_refs(JobContext& job, std::string text,
                                const ConfigRefOptions& options) {
  std::vector<std::string> refs;
  for (size_t at = text.find("${"); at != text.npos; at = text.find("${", at)) {
    const size_t end = text.find('}', at + 2);
    if (end == text.npos) break;
    if (end > at + 2) refs.push_back(text.substr(at, end + 1 - at));
    at = end;
  }
  for (const std::string& ref : refs) {
    std::string value = ref_value(job, ref, options.bail_on_error);
    if (value.empty()) continue;
    if (options.modifier) value = options.modifier(value);
    const size_t at = text.find(ref);
    if (at != text.npos) text.replace(at, ref.size(), value);
  }
  return text;
}

}  // namespace takt::blueprints
