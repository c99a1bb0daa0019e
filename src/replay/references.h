#pragma once

// The `@@` references of scenarios (conformance/FORMAT.md, "References in step data"): names for ids
// that are only known once the steps before have run. Resolved against the stored documents.

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "replay/document_source.h"

namespace takt::replay {

class References {
 public:
  /// `results`: the raw results of the steps so far.
  References(const DocumentSource& documents, std::string studio_id,
             const std::vector<Json>& results)
      : documents_(documents), studio_id_(std::move(studio_id)), results_(results) {}

  /// `data` with every reference replaced, in values and keys.
  Json resolve(const Json& data);
  /// Whether `resolve` replaced anything so far.
  bool any() const { return any_; }

 private:
  /// `text` without its `@@`: "kind:argument".
  Json reference(std::string_view text);
  /// Null when nothing is found; sets `nullable` for kinds that may be null.
  Json by_kind(std::string_view kind, std::string_view arg, bool& nullable);
  std::string formatted(std::string_view text);

  std::string rundown_id(std::string_view external_id) const;
  Json derived(std::string_view kind, std::string_view arg) const;
  /// The playlist of a rundown; of the active, else first playlist when `rundown` is empty.
  Json playlist(std::string_view rundown) const;
  Json selected_instance(std::string_view which, std::string_view rundown) const;
  Json part_instance(std::string_view arg) const;
  Json piece_instance(std::string_view arg) const;
  Json of_rundown(std::string_view collection, std::string_view key, std::string_view arg) const;
  Json result(std::string_view arg) const;

  const DocumentSource& documents_;
  std::string studio_id_;
  const std::vector<Json>& results_;
  bool any_ = false;
};

}  // namespace takt::replay
