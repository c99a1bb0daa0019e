#pragma once

// A show style as jobs see it: base and variant put together, overrides resolved (the reference's
// ShowStyleCompound), spec/data-model.md section 7 and spec/runtime.md section 5.

#include "base/ordered_map.h"
#include "model/all_documents.h"

namespace takt {

struct SourceLayer {
  std::string _id;
  double _rank = 0;
  std::string name;
  double type = 0;
  Opt<std::string> exclusiveGroup;
  Opt<bool> isSticky;
  Opt<bool> stickyOriginalOnly;
  Opt<bool> isQueueable;
  Opt<bool> isClearable;
  Opt<bool> isHidden;
  Opt<bool> allowDisable;
  JsonObject extra;
  bool operator==(const SourceLayer&) const = default;
};
BOOST_DESCRIBE_STRUCT(SourceLayer, (),
                      (_id, _rank, name, type, exclusiveGroup, isSticky, stickyOriginalOnly,
                       isQueueable, isClearable, isHidden, allowDisable, extra))
TAKT_JSON(SourceLayer)

/// Without a variant: the base alone (variant is null, config is the base's).
struct ShowStyle {
  Doc<ShowStyleBase> base;
  Doc<ShowStyleVariant> variant;
  /// "<base name>-<variant name>"
  std::string name;
  OrderedMap<SourceLayer> source_layers;
  JsonObject source_layers_json;
  JsonObject output_layers_json;
  /// The variant's configuration merged over the base's, before preprocessConfig.
  JsonObject blueprint_config;

  const ShowStyleBaseId& base_id() const { return base->_id; }
  const ShowStyleVariantId& variant_id() const { return variant->_id; }
};

ShowStyle resolve_show_style(Doc<ShowStyleBase> base, Doc<ShowStyleVariant> variant);

/// Objects merged recursively; arrays and everything else replaced by `over`'s.
JsonObject merge_config(const JsonObject& base, const JsonObject& over);

}  // namespace takt
