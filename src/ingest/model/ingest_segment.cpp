#include "ingest/model/ingest_segment.h"

namespace takt::ingest {

IngestSegmentModel::IngestSegmentModel(Doc<Segment> stored, StoredParts& source)
    : segment_(std::move(stored)), source_(&source) {}

void IngestSegmentModel::load() const {
  if (source_ == nullptr) return;
  std::vector<PartDocuments> parts = std::exchange(source_, nullptr)->of(segment_->_id);
  std::stable_sort(parts.begin(), parts.end(), [](const PartDocuments& a, const PartDocuments& b) {
    return a.part->_rank < b.part->_rank;
  });
  for (PartDocuments& part : parts) {
    places_.emplace(part.part->_id, parts_.size());
    parts_.push_back({std::make_shared<IngestPartModel>(std::move(part)), false});
  }
}

IngestSegmentModel::IngestSegmentModel(Segment generated, const IngestSegmentModel* before) {
  if (before == nullptr) {
    segment_ = std::make_shared<const Segment>(std::move(generated));
    segment_changed_ = true;
    return;
  }
  before->load();
  segment_changed_ = before->segment_changed_;
  if (*before->segment_ == generated) {
    segment_ = before->segment_;
  } else {
    segment_ = std::make_shared<const Segment>(std::move(generated));
    segment_changed_ = true;
  }
  parts_ = before->parts_;
  places_ = before->places_;
  remove_all_parts();
}

std::vector<IngestPartModel*> IngestSegmentModel::parts() const {
  load();
  std::vector<IngestPartModel*> out;
  out.reserve(parts_.size());
  for (const Entry& entry : parts_) {
    if (!entry.removed) out.push_back(entry.part.get());
  }
  return out;
}

bool IngestSegmentModel::empty() const {
  if (source_ != nullptr) return !source_->has_any(id());
  return std::all_of(parts_.begin(), parts_.end(),
                     [](const Entry& entry) { return entry.removed; });
}

IngestPartModel* IngestSegmentModel::find_part(const PartId& id) const {
  load();
  const auto found = places_.find(id);
  if (found == places_.end() || parts_[found->second].removed) return nullptr;
  return parts_[found->second].part.get();
}

bool IngestSegmentModel::changed() const {
  return segment_changed_ || std::any_of(parts_.begin(), parts_.end(), [](const Entry& entry) {
           return entry.removed || entry.part->changed();
         });
}

Segment& IngestSegmentModel::edit() {
  auto copy = std::make_shared<Segment>(*segment_);
  segment_ = copy;
  segment_changed_ = true;
  return *copy;
}

void IngestSegmentModel::set_rank(double rank) {
  if (segment_->_rank != rank) edit()._rank = rank;
}

void IngestSegmentModel::set_orphaned(const Opt<std::string>& orphaned) {
  if (segment_->orphaned != orphaned) edit().orphaned = orphaned;
}

void IngestSegmentModel::set_hidden(bool hidden) {
  if (!(segment_->isHidden == hidden)) edit().isHidden = hidden;
}

void IngestSegmentModel::remove_all_parts() {
  load();
  for (Entry& entry : parts_) entry.removed = true;
}

IngestPartModel& IngestSegmentModel::replace_part(PartDocuments generated) {
  load();
  const auto [place, is_new] = places_.try_emplace(generated.part->_id, parts_.size());
  if (is_new) parts_.emplace_back();
  Entry& entry = parts_[place->second];
  entry.part = std::make_shared<IngestPartModel>(std::move(generated), entry.part.get());
  entry.removed = false;
  return *entry.part;
}

void IngestSegmentModel::set_id(const SegmentId& id, const std::string& external_id) {
  load();
  Segment& segment = edit();
  segment._id = id;
  segment.externalId = external_id;
  for (Entry& entry : parts_) {
    if (!entry.removed) entry.part->set_segment_id(id);
  }
}

}  // namespace takt::ingest
