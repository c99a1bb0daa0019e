#include "ingest/mutable_segment.h"

#include <stdexcept>

namespace takt::ingest {

namespace {

[[noreturn]] void part_not_found(const std::string& id) {
  throw std::runtime_error(fmt::format("Part \"{}\" not found", id));
}

}  // namespace

MutableSegment::MutableSegment(const IngestSegment& fresh)
    : MutableNode(fresh.external_id, fresh.name, fresh.payload, fresh.user_edit_states, true) {
  make_parts(fresh, true);
}

MutableSegment::MutableSegment(SegmentList::Pointer stored)
    : MutableNode(stored->external_id, stored->name, stored->payload, stored->user_edit_states,
                  false),
      stored_(std::move(stored)) {}

NodeList<MutablePart>& MutableSegment::loaded_parts() const {
  if (!has_parts_) make_parts(*stored_, false);
  return parts_;
}

void MutableSegment::make_parts(const IngestSegment& segment, bool changed) const {
  has_parts_ = true;
  std::vector<const IngestPart*> parts;
  parts.reserve(segment.parts.size());
  for (const IngestPart& part : segment.parts) parts.push_back(&part);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const IngestPart* a, const IngestPart* b) { return a->rank < b->rank; });
  for (const IngestPart* part : parts) {
    parts_.push_back(std::make_shared<MutablePart>(*part, changed));
  }
}

namespace {

bool is_regular(const IngestSegment& segment) {
  const auto is_plain = [](const auto& node) {
    return node.user_edit_states && node.extra.empty();
  };
  double rank = 0;
  return is_plain(segment) &&
         std::all_of(segment.parts.begin(), segment.parts.end(),
                     [&](const IngestPart& part) { return part.rank == rank++ && is_plain(part); });
}

}  // namespace

/// What take_changes() would give is what is stored.
bool MutableSegment::is_as_stored() const {
  if (!stored_ || has_parts_ || changed() || external_id() != stored_->external_id) return false;
  return stored_->is_regular || is_regular(*stored_);
}

SegmentList::Pointer MutableSegment::unchanged() const {
  return !original_id_ && is_as_stored() ? stored_ : nullptr;
}

std::optional<std::string> MutableSegment::original_external_id() const {
  if (original_id_ == external_id()) return std::nullopt;
  return original_id_;
}

void MutableSegment::set_external_id(std::string id) {
  if (!original_id_) original_id_ = external_id();
  set_id(std::move(id));
}

void MutableSegment::move_part_before(const std::string& id,
                                      const std::optional<std::string>& before) {
  if (before == id) throw std::runtime_error("Cannot move Part before itself");
  auto part = loaded_parts().find(id);
  if (!part) part_not_found(id);
  loaded_parts().remove(id);
  if (!before || before->empty()) {
    loaded_parts().push_back(std::move(part));
  } else if (!loaded_parts().insert_before(*before, std::move(part))) {
    part_not_found(*before);
  }
  part_order_changed_ = true;
}

void MutableSegment::move_part_after(const std::string& id,
                                     const std::optional<std::string>& after) {
  if (after == id) throw std::runtime_error("Cannot move Part after itself");
  auto part = loaded_parts().find(id);
  if (!part) part_not_found(id);
  loaded_parts().remove(id);
  if (!after || after->empty()) {
    loaded_parts().push_front(std::move(part));
  } else if (!loaded_parts().insert_after(*after, std::move(part))) {
    part_not_found(*after);
  }
  part_order_changed_ = true;
}

std::shared_ptr<MutablePart> MutableSegment::replace_part(
    const IngestPart& part, const std::optional<std::string>& before) {
  if (before == part.external_id) throw std::runtime_error("Cannot insert Part before itself");
  remove_part(part.external_id);
  IngestPart fresh = part;
  fresh.user_edit_states = JsonObject{};
  auto added = std::make_shared<MutablePart>(fresh, true);
  if (!before || before->empty()) {
    // At the end: the others keep their order.
    loaded_parts().push_back(added);
    return added;
  }
  if (!loaded_parts().insert_before(*before, added)) part_not_found(*before);
  part_order_changed_ = true;
  return added;
}

bool MutableSegment::remove_part(const std::string& id) {
  if (!loaded_parts().remove(id)) return false;
  part_order_changed_ = true;
  return true;
}

MutableSegment::Changes MutableSegment::take_changes(size_t place, SofieCacheUpdate& cache) {
  Changes out;
  if (is_as_stored()) {
    out.unchanged = stored_;
    out.renamed_from = original_external_id();
    original_id_.reset();
    return out;
  }
  NodeList<MutablePart>& parts = loaded_parts();
  out.segment.external_id = external_id();
  out.segment.name = name();
  out.segment.payload = payload();
  out.segment.user_edit_states = user_edit_states();
  out.segment.parts.reserve(parts.size());
  for (const auto& node : parts) {
    IngestPart part;
    part.external_id = node->external_id();
    part.name = node->name();
    part.rank = static_cast<double>(out.segment.parts.size());
    part.payload = node->payload();
    part.user_edit_states = node->user_edit_states();
    // A new order counts as a change of every part; the parts' own marks stay for the next time.
    if (part_order_changed_ || node->take_changed()) {
      cache.changed.push_back({place, out.segment.parts.size()});
      out.parts_changed = true;
    }
    out.segment.parts.push_back(std::move(part));
  }
  out.segment.is_regular = is_regular(out.segment);
  out.segment_changed = take_changed();
  out.renamed_from = original_external_id();
  original_id_.reset();
  part_order_changed_ = false;
  return out;
}

}  // namespace takt::ingest
