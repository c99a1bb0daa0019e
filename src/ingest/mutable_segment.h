#pragma once

// A segment of a rundown that the studio blueprint is changing, with its parts.
// spec/ingest.md section 5. Errors: std::runtime_error, the blueprint sees it.

#include <optional>
#include <string>
#include <vector>

#include "ingest/cache.h"
#include "ingest/mutable_node.h"
#include "ingest/node_list.h"

namespace takt::ingest {

class MutablePart : public MutableNode {
 public:
  MutablePart(const IngestPart& part, bool changed)
      : MutableNode(part.external_id, part.name, part.payload, part.user_edit_states, changed) {}

 private:
  friend class MutableSegment;
};

class MutableSegment : public MutableNode {
 public:
  /// It and all its parts are new.
  explicit MutableSegment(const IngestSegment& fresh);
  /// As stored. Its parts are made when somebody asks for them.
  explicit MutableSegment(SegmentList::Pointer stored);

  /// The id under which it is stored, if a rename changed it since.
  std::optional<std::string> original_external_id() const;

  const NodeList<MutablePart>& parts() const { return loaded_parts(); }
  std::shared_ptr<MutablePart> part(const std::string& id) const { return loaded_parts().find(id); }

  /// `before`: null puts it last.
  void move_part_before(const std::string& id, const std::optional<std::string>& before);
  /// `after`: null puts it first.
  void move_part_after(const std::string& id, const std::optional<std::string>& after);
  std::shared_ptr<MutablePart> replace_part(const IngestPart& part,
                                            const std::optional<std::string>& before);
  bool remove_part(const std::string& id);
  void force_regenerate() { mark_changed(); }

  /// What changed since the last call, and forgets it.
  struct Changes {
    /// The segment as it was stored when nothing of it changed; then `segment` is empty.
    SegmentList::Pointer unchanged;
    IngestSegment segment;  // rank is left at 0
    std::optional<std::string> renamed_from;
    bool segment_changed = false;
    bool parts_changed = false;
  };
  /// `place`: where it stands in its rundown.
  Changes take_changes(size_t place, SofieCacheUpdate& cache);

 private:
  friend class MutableRundown;
  void set_external_id(std::string id);
  void set_original_external_id(std::string id) { original_id_ = std::move(id); }
  void set_stored(SegmentList::Pointer stored) { stored_ = std::move(stored); }
  /// What is stored, when nothing of it changed and it wasn't renamed; else null.
  SegmentList::Pointer unchanged() const;

  NodeList<MutablePart>& loaded_parts() const;
  void make_parts(const IngestSegment& segment, bool changed) const;
  bool is_as_stored() const;

  /// The id before the first of its renames, if there was one.
  std::optional<std::string> original_id_;
  /// Null for a new one.
  SegmentList::Pointer stored_;
  mutable bool has_parts_ = false;
  mutable NodeList<MutablePart> parts_;
  bool part_order_changed_ = false;
};

}  // namespace takt::ingest
