#include "playout/model/playout_rundown.h"

#include "base/user_error.h"

namespace takt::playout {

namespace {

constexpr const char* kAdlibTestingExternalId = "__adlib-testing__";

template <class T>
void sort_by_rank(std::vector<Doc<T>>& documents) {
  std::stable_sort(documents.begin(), documents.end(),
                   [](const Doc<T>& a, const Doc<T>& b) { return a->_rank < b->_rank; });
}

/// The parts of some segments of a rundown. A job that changed many looks at all parts once: each
/// look-up goes through all of its changes.
class PartsOfSegments {
 public:
  PartsOfSegments(const DocumentView& documents, const RundownId& rundown)
      : documents_(documents), rundown_(rundown) {}

  std::vector<Doc<Part>> of(const SegmentId& segment) {
    if (count_++ == kMaxLookUps) {
      for (Doc<Part>& part : documents_.by<Part>(Index::rundown, rundown_.str())) {
        all_[part->segmentId].push_back(std::move(part));
      }
    }
    if (count_ > kMaxLookUps) return std::move(all_[segment]);
    auto parts = documents_.by<Part>(Index::segment, segment.str());
    std::erase_if(parts, [&](const auto& part) { return part->rundownId != rundown_; });
    return parts;
  }

 private:
  static constexpr size_t kMaxLookUps = 8;
  const DocumentView& documents_;
  const RundownId& rundown_;
  size_t count_ = 0;
  std::unordered_map<SegmentId, std::vector<Doc<Part>>> all_;
};

/// A rundown's segments as they were loaded last, so that a take on a large rundown doesn't put its
/// parts in order again, and an update of one segment not those of the others. Per thread; found by
/// what the documents' versions say, so nothing is stale.
class SegmentCache {
 public:
  std::vector<SegmentPtr> get(const DocumentView& documents, const RundownId& rundown) {
    if (rundowns_.size() > kMaxRundowns) rundowns_.clear();
    Entry& entry = rundowns_[rundown];
    const auto segments = documents.version<Segment>(Index::rundown, rundown.str());
    const auto parts = documents.version<Part>(Index::rundown, rundown.str());
    const bool is_committed = segments && parts;
    if (is_committed && entry.versions == std::pair(*segments, *parts)) return entry.segments;

    std::unordered_map<SegmentId, Loaded> loaded;
    std::vector<SegmentPtr> out = load(documents, rundown, entry, loaded);
    // What a job has not committed yet may never be.
    if (is_committed) entry = {{*segments, *parts}, out, std::move(loaded)};
    return out;
  }

 private:
  static constexpr size_t kMaxRundowns = 32;
  struct Loaded {
    uint64_t parts_version = 0;
    SegmentPtr segment;
  };
  struct Entry {
    std::pair<uint64_t, uint64_t> versions;
    std::vector<SegmentPtr> segments;
    std::unordered_map<SegmentId, Loaded> by_id;
  };

  static std::vector<SegmentPtr> load(const DocumentView& documents, const RundownId& rundown,
                                      const Entry& before,
                                      std::unordered_map<SegmentId, Loaded>& loaded) {
    std::vector<Doc<Segment>> segments = documents.by<Segment>(Index::rundown, rundown.str());
    sort_by_rank(segments);
    std::vector<SegmentPtr> out;
    out.reserve(segments.size());
    loaded.reserve(segments.size());
    PartsOfSegments parts(documents, rundown);
    for (Doc<Segment>& segment : segments) {
      const auto version = documents.version<Part>(Index::segment, segment->_id.str());
      const auto known = before.by_id.find(segment->_id);
      const bool is_same = known != before.by_id.end() && version &&
                           known->second.parts_version == *version &&
                           known->second.segment->segment == segment;
      out.push_back(is_same ? known->second.segment : load_one(parts, std::move(segment)));
      loaded.try_emplace(out.back()->id(), Loaded{version.value_or(0), out.back()});
    }
    return out;
  }

  static SegmentPtr load_one(PartsOfSegments& parts, Doc<Segment> segment) {
    auto own = parts.of(segment->_id);
    sort_by_rank(own);
    return std::make_shared<PlayoutSegment>(PlayoutSegment{std::move(segment), std::move(own)});
  }

  std::unordered_map<RundownId, Entry> rundowns_;
};

}  // namespace

Doc<Part> PlayoutSegment::first_playable_part() const {
  for (const Doc<Part>& part : parts) {
    if (part->playable()) return part;
  }
  return nullptr;
}

std::vector<SegmentPtr>& PlayoutRundown::loaded() const {
  if (!is_loaded_) {
    static thread_local SegmentCache cache;
    segments_ = cache.get(documents_, rundown_->_id);
    is_loaded_ = true;
  }
  return segments_;
}

const std::vector<SegmentPtr>& PlayoutRundown::segments() const {
  return loaded();
}

SegmentPtr PlayoutRundown::find_segment(const SegmentId& id) const {
  for (const SegmentPtr& segment : loaded()) {
    if (segment->id() == id) return segment;
  }
  return nullptr;
}

std::vector<Doc<RundownBaselineObj>> PlayoutRundown::baseline_objects() const {
  return documents_.by<RundownBaselineObj>(Index::rundown, rundown_->_id.str());
}

SegmentPtr PlayoutRundown::adlib_testing_segment() const {
  for (const SegmentPtr& segment : loaded()) {
    if (segment->is_adlib_testing()) return segment;
  }
  return nullptr;
}

double PlayoutRundown::adlib_testing_rank() const {
  double lowest = 0;
  for (const SegmentPtr& segment : loaded()) {
    if (!segment->is_adlib_testing()) lowest = std::min(lowest, segment->segment->_rank);
  }
  return lowest - 1;
}

/// Without loading the parts of all segments.
bool PlayoutRundown::has_stored_adlib_testing_segment() const {
  const auto segments = documents_.by<Segment>(Index::rundown, rundown_->_id.str());
  return std::any_of(segments.begin(), segments.end(), [](const Doc<Segment>& segment) {
    return segment->orphaned == kOrphanedAdlibTesting;
  });
}

void PlayoutRundown::insert_adlib_testing_segment(const SegmentId& id) {
  if (adlib_testing_segment()) throw UserError(UserErrorKey::AdlibTestingAlreadyActive);
  auto segment = std::make_shared<Segment>();
  segment->_id = id;
  segment->_rank = adlib_testing_rank();
  segment->externalId = kAdlibTestingExternalId;
  segment->rundownId = rundown_->_id;
  segment->orphaned = kOrphanedAdlibTesting;
  auto& segments = loaded();
  segments.insert(segments.begin(),
                  std::make_shared<PlayoutSegment>(PlayoutSegment{std::move(segment), {}}));
  adlib_testing_changed_ = true;
}

bool PlayoutRundown::remove_adlib_testing_segment() {
  const SegmentPtr segment = adlib_testing_segment();
  if (!segment) return false;
  std::erase(loaded(), segment);
  adlib_testing_changed_ = true;
  return true;
}

void PlayoutRundown::update_adlib_testing_rank() {
  if (!is_loaded_ && !has_stored_adlib_testing_segment()) return;
  const SegmentPtr before = adlib_testing_segment();
  if (!before || before->segment->_rank == adlib_testing_rank()) return;
  auto segment = std::make_shared<Segment>(*before->segment);
  segment->_rank = adlib_testing_rank();
  auto& segments = loaded();
  *std::find(segments.begin(), segments.end(), before) =
      std::make_shared<PlayoutSegment>(PlayoutSegment{std::move(segment), before->parts});
  std::stable_sort(segments.begin(), segments.end(), [](const SegmentPtr& a, const SegmentPtr& b) {
    return a->segment->_rank < b->segment->_rank;
  });
  adlib_testing_changed_ = true;
}

}  // namespace takt::playout
