#pragma once

// The settings of one studio as a worker thread uses them: studio, show styles and blueprint
// documents as they were when it was made. Swapped between jobs only, never inside one (DESIGN
// section 5): a job holds one Configuration from start to end. One thread.

#include <map>
#include <memory>

#include "jobs/show_style.h"
#include "jobs/studio_settings.h"
#include "store/documents.h"

namespace takt {

class Configuration {
 public:
  /// Reads the system's documents. Throws when the studio is missing or its settings are wrong.
  Configuration(const Documents& system, const StudioId& studio);

  const JobStudio& studio() const { return studio_; }

  /// Throw std::runtime_error when the studio doesn't support the show style, or it is missing.
  Doc<ShowStyleBase> show_style_base(const ShowStyleBaseId& id) const;
  /// Those the studio supports, in its order; missing ones left out.
  std::vector<Doc<ShowStyleBase>> show_style_bases() const;
  Doc<ShowStyleVariant> show_style_variant(const ShowStyleVariantId& id) const;
  /// Of a base, by _rank, name, _id.
  std::vector<Doc<ShowStyleVariant>> show_style_variants(const ShowStyleBaseId& id) const;
  /// Base and variant together.
  std::shared_ptr<const ShowStyle> show_style(const ShowStyleVariantId& variant,
                                              const ShowStyleBaseId& base) const;
  /// nullptr when there is none.
  Doc<BlueprintDocument> blueprint(const BlueprintId& id) const;

 private:
  JobStudio studio_;
  // In storage order:
  std::vector<Doc<ShowStyleBase>> bases_;
  std::vector<Doc<ShowStyleVariant>> variants_;
  std::vector<Doc<BlueprintDocument>> blueprints_;
  mutable std::map<ShowStyleVariantId, std::shared_ptr<const ShowStyle>> show_styles_;
};

}  // namespace takt
