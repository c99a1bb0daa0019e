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

std::vector<SegmentPtr> load_segments(const DocumentView& documents, const RundownId& rundown) {
  std::vector<Doc<Segment>> segments = documents.by<Segment>(Index::rundown, rundown.str());
  sort_by_rank(segments);
  std::vector<std::shared_ptr<PlayoutSegment>> made;
  std::unordered_map<SegmentId, PlayoutSegment*> by_id;
  made.reserve(segments.size());
  for (Doc<Segment>& segment : segments) {
    made.push_back(std::make_shared<PlayoutSegment>(PlayoutSegment{std::move(segment), {}}));
    by_id[made.back()->id()] = made.back().get();
  }
  for (Doc<Part>& part : documents.by<Part>(Index::rundown, rundown.str())) {
    const auto found = by_id.find(part->segmentId);
    if (found != by_id.end()) found->second->parts.push_back(std::move(part));
  }
  for (const auto& segment : made) sort_by_rank(segment->parts);
  return {made.begin(), made.end()};
}

/// A rundown's segments as they were loaded last, so that a take on a large rundown doesn't put its
/// parts in order again. Per thread; found by what the documents' versions say, so nothing is stale.
class SegmentCache {
 public:
  std::vector<SegmentPtr> get(const DocumentView& documents, const RundownId& rundown) {
    const auto segments = documents.version<Segment>(Index::rundown, rundown.str());
    const auto parts = documents.version<Part>(Index::rundown, rundown.str());
    if (!segments || !parts) return load_segments(documents, rundown);
    if (entries_.size() > kMaxRundowns) entries_.clear();
    Entry& entry = entries_[rundown];
    const std::pair versions(*segments, *parts);
    if (entry.versions != versions) entry = {versions, load_segments(documents, rundown)};
    return entry.segments;
  }

 private:
  static constexpr size_t kMaxRundowns = 32;
  struct Entry {
    std::pair<uint64_t, uint64_t> versions;
    std::vector<SegmentPtr> segments;
  };
  std::unordered_map<RundownId, Entry> entries_;
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

const std::vector<SegmentPtr>& PlayoutRundown::segments() const { return loaded(); }

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
