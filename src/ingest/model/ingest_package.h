#pragma once

// The media that a rundown's pieces need, on the way from pieces to expectedPackages documents: one
// entry for each piece (source) that needs it. Saving merges the entries of equal packages into one
// document. spec/ingest.md section 13.

#include <memory>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/packages.h"
#include "store/document_view.h"

namespace takt::ingest {

struct IngestPackage {
  ExpectedPackageId id;
  std::shared_ptr<const Json> package;
  /// {fromPieceType, pieceId, partId, segmentId, blueprintPackageId, listenToPackageInfoUpdates}
  JsonObject source;

  bool listens() const { return truthy(source.if_contains("listenToPackageInfoUpdates")); }
  bool operator==(const IngestPackage& other) const {
    return id == other.id && source == other.source &&
           (package == other.package || *package == *other.package);
  }
};

/// Whether a part's content is where the package comes from.
bool is_part_source(const Json& source);
/// Whether the rundown's own content is.
bool is_baseline_source(const Json& source);

/// Appends what `packages` (a piece's expectedPackages) holds, each once. `source` is completed.
void collect_packages(std::vector<IngestPackage>& out, std::string_view owner_id,
                      const Opt<Json>& packages, const JsonObject& source);

/// Makes the rundown's expectedPackages documents hold these sources. What playout still refers to
/// stays, without sources.
void save_packages(DocumentView& documents, const StudioId& studio, const RundownId& rundown,
                   const std::vector<IngestPackage>& packages, Time now);

}  // namespace takt::ingest
