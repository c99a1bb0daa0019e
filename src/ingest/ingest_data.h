#pragma once

// A rundown as a newsroom describes it: segments of parts, each with a payload that only blueprints
// understand. The same form serves the newsroom's own data (NRCS) and what the studio blueprint
// made of it (Sofie); the latter also has user edit states. spec/ingest.md section 2.
//
// Payloads are shared and never changed in place, so a copy of a rundown costs little. One thread.

#include <algorithm>
#include <boost/iterator/indirect_iterator.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/opt.h"

namespace takt::ingest {

/// Null pointer: JavaScript's undefined, which is not the same as JSON null.
using Payload = std::shared_ptr<const Json>;

Payload make_payload(Json value);
/// The same value, or both undefined.
bool same_payload(const Payload& a, const Payload& b);

struct IngestPart {
  std::string external_id;
  std::string name;
  double rank = 0;
  Payload payload;
  Opt<JsonObject> user_edit_states;
  JsonObject extra;
};

struct IngestSegment {
  std::string external_id;
  std::string name;
  double rank = 0;
  Payload payload;
  Opt<JsonObject> user_edit_states;
  JsonObject extra;
  std::vector<IngestPart> parts;
  /// Known to be as MutableSegment makes them: parts of ranks 0, 1, 2..., no members of an older form.
  /// Saves looking at every part of a large rundown; SegmentList::edit() takes it back.
  bool is_regular = false;
};

/// The segments of a rundown. Copies share all of them until one is changed, and then each segment
/// until it is edited: one segment's update must not cost more in a large rundown.
class SegmentList {
 public:
  using Pointer = std::shared_ptr<const IngestSegment>;

  SegmentList() = default;

  auto begin() const { return boost::make_indirect_iterator(all().begin()); }
  auto end() const { return boost::make_indirect_iterator(all().end()); }
  size_t size() const { return all().size(); }
  bool empty() const { return all().empty(); }
  void reserve(size_t count) { own().reserve(count); }
  const IngestSegment& operator[](size_t place) const { return *all()[place]; }
  const IngestSegment& back() const { return *all().back(); }
  /// The same pointer means the same segment.
  const Pointer& pointer(size_t place) const { return all()[place]; }

  /// For changing it; copied first where another list has it, too. Valid until the list is copied.
  IngestSegment& edit(size_t place);
  void push_back(IngestSegment segment) {
    own().push_back(std::make_shared<IngestSegment>(std::move(segment)));
  }
  void push_back(Pointer segment) { own().push_back(std::move(segment)); }
  void insert(size_t place, Pointer segment) { own().insert(at(place), std::move(segment)); }
  /// Behind those of no higher rank: where sorting would put one that is appended.
  void insert_by_rank(IngestSegment segment);
  void erase(size_t place) { own().erase(at(place)); }
  /// How many went.
  template <class Gone>
  size_t erase_if(Gone gone) {
    return std::erase_if(own(), [&](const Pointer& segment) { return gone(*segment); });
  }
  void swap(size_t a, size_t b) { std::swap(own()[a], own()[b]); }
  template <class Less>
  void stable_sort(Less less) {
    const auto is_less = [&](const Pointer& a, const Pointer& b) { return less(*a, *b); };
    if (std::is_sorted(all().begin(), all().end(), is_less)) return;
    std::stable_sort(own().begin(), own().end(), is_less);
  }

 private:
  using Segments = std::vector<Pointer>;
  const Segments& all() const {
    static const Segments none;
    return segments_ ? *segments_ : none;
  }
  Segments& own() {
    if (!segments_ || segments_.use_count() > 1) segments_ = std::make_shared<Segments>(all());
    return *segments_;
  }
  Segments::iterator at(size_t place) {
    return own().begin() + static_cast<std::ptrdiff_t>(place);
  }
  std::shared_ptr<Segments> segments_;
};

struct IngestRundown {
  std::string external_id;
  std::string name;
  std::string type;
  Payload payload;
  Json source;  // a RundownSource
  Opt<std::string> playlist_external_id;
  Opt<JsonObject> user_edit_states;
  JsonObject extra;
  SegmentList segments;
};

/// Read one node and its children. `keeper`: owner of `value`, so that payloads share it; null:
/// they are copied. Throw reflect::ReflectError.
IngestPart read_part(const Json& value, const std::shared_ptr<const void>& keeper = {});
IngestSegment read_segment(const Json& value, const std::shared_ptr<const void>& keeper = {});
IngestRundown read_rundown(const Json& value, const std::shared_ptr<const void>& keeper = {});
/// The same of a cache document's data, without children.
IngestPart part_of(const JsonObject& data, const std::shared_ptr<const void>& keeper);
IngestSegment segment_of(const JsonObject& data, const std::shared_ptr<const void>& keeper);
IngestRundown rundown_of(const JsonObject& data, const std::shared_ptr<const void>& keeper);

/// Payloads are shared with `before` where that has the same, and copied where it hasn't: afterwards
/// the keeper that `rundown` was read with is no longer needed. `before`: may be null.
void make_own(IngestRundown& rundown, const IngestRundown* before);

enum class Children { leave_out, include };
JsonObject to_object(const IngestPart& part);
/// Left out: `parts` and `segments` are empty arrays, as in the caches.
JsonObject to_object(const IngestSegment& segment, Children children);
JsonObject to_object(const IngestRundown& rundown, Children children);

/// Whether a cache would hold the same of both; children don't count.
bool same_node(const IngestPart& a, const IngestPart& b);
bool same_node(const IngestSegment& a, const IngestSegment& b);

/// Segments, and the parts in each, by rank; equal ranks keep their order. `sorted`: has been sorted
/// already, the segments that both have are not looked into; may be null.
void sort_by_rank(IngestRundown& rundown, const IngestRundown* sorted = nullptr);

}  // namespace takt::ingest
