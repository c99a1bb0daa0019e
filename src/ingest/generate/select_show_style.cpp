#include "ingest/generate/select_show_style.h"

#include <stdexcept>

#include "base/log.h"
#include "blueprints/blueprint_error.h"
#include "blueprints/blueprints.h"
#include "blueprints/documents.h"

namespace takt::ingest {

namespace {

using blueprints::Blueprint;
using blueprints::HookContext;

/// One of the two questions, and the notes that came with the answer.
class Choice {
 public:
  Choice(JobContext& job, const RundownId& id, const IngestRundown& rundown,
         const script::Arg& extended)
      : job_(job),
        extended_(extended),
        info_{"selectShowStyleVariant",
              fmt::format("studioId={},rundownId={},ingestRundownId={}", job.studio_id(), id,
                          rundown.external_id)} {}

  /// The id that the blueprint chose; nullopt for none, or when it threw.
  std::optional<std::string> ask(Blueprint& blueprint, std::string_view method,
                                 const Json& candidates) {
    HookContext context(job_, blueprint, "StudioUserContext", info_);
    std::optional<std::string> chosen;
    try {
      const auto result = blueprint.call(job_, method, {context.arg(), candidates, extended_});
      if (result && result->is_string()) chosen = to_string(result->get_string());
    } catch (const blueprints::BlueprintError& error) {
      log::error("Error in {}: {}", method, error.what());
    }
    notes_.insert(notes_.end(), context.notes().begin(), context.notes().end());
    return chosen;
  }

  std::vector<blueprints::UserNote> take_notes() { return std::move(notes_); }

 private:
  JobContext& job_;
  const script::Arg& extended_;
  const blueprints::ContextInfo info_;
  std::vector<blueprints::UserNote> notes_;
};

template <class Found>
typename Found::value_type find_by_id(const Found& documents, const std::optional<std::string>& id) {
  if (!id) return nullptr;
  const auto found = std::find_if(documents.begin(), documents.end(),
                                  [&](const auto& doc) { return doc->_id.str() == *id; });
  return found == documents.end() ? nullptr : *found;
}

/// A rehearsal rundown says itself what it is for.
std::shared_ptr<const ShowStyle> from_source(const Configuration& configuration,
                                             const Json& source) {
  try {
    const auto variant = configuration.show_style_variant(
        ShowStyleVariantId(string_member(source, "showStyleVariantId")));
    return configuration.show_style(variant->_id, variant->showStyleBaseId);
  } catch (const std::exception& error) {
    log::debug("Testing rundown: {}", error.what());
    return nullptr;
  }
}

}  // namespace

std::optional<SelectedShowStyle> select_show_style(JobContext& job, const RundownId& id,
                                                   const IngestRundown& rundown,
                                                   const script::Arg& extended) {
  const Configuration& configuration = job.configuration();
  if (job.studio().supported_show_styles.empty()) return std::nullopt;
  if (string_member(rundown.source, "type") == "testing") {
    auto style = from_source(configuration, rundown.source);
    if (!style) return std::nullopt;
    return SelectedShowStyle{std::move(style), {}};
  }

  const auto bases = configuration.show_style_bases();
  if (bases.empty()) return std::nullopt;
  Choice choice(job, id, rundown, extended);
  JsonArray base_candidates;
  for (const auto& base : bases) {
    base_candidates.push_back(
        blueprints::show_style_base_json(resolve_show_style(base, nullptr)));
  }
  const auto base = find_by_id(
      bases, choice.ask(job.blueprints().studio(job), "getShowStyleId", Json(base_candidates)));
  if (!base) return std::nullopt;

  const auto variants = configuration.show_style_variants(base->_id);
  if (variants.empty()) {
    throw std::runtime_error(fmt::format("ShowStyleBase \"{}\" has no variants", base->_id));
  }
  Blueprint& blueprint = job.blueprints().show_style(job, *base);
  JsonArray variant_candidates;
  for (const auto& variant : variants) {
    variant_candidates.push_back(blueprints::show_style_variant_json(*variant));
  }
  const auto variant = find_by_id(
      variants, choice.ask(blueprint, "getShowStyleVariantId", Json(variant_candidates)));
  if (!variant) return std::nullopt;
  return SelectedShowStyle{configuration.show_style(variant->_id, base->_id), choice.take_notes()};
}

}  // namespace takt::ingest
