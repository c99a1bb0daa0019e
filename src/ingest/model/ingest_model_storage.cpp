// Loading and saving of IngestModel.

#include <algorithm>
#include <ranges>
#include <unordered_set>

#include "ingest/model/ingest_model.h"

namespace takt::ingest {

namespace {

template <class T>
void append(Docs<T>& out, const Docs<T>& docs) {
  out.insert(out.end(), docs.begin(), docs.end());
}

/// Puts what is new or differs, and removes what is gone. Most updates change a few documents
/// beside each other: those before and after these are the stored ones themselves.
template <class T>
void save_documents(DocumentView& documents, const Docs<T>& all_stored, const Docs<T>& all_now) {
  const auto [first_stored, first_now] = std::ranges::mismatch(all_stored, all_now);
  const auto stored_from_end =
      std::ranges::subrange(first_stored, all_stored.end()) | std::views::reverse;
  const auto now_from_end = std::ranges::subrange(first_now, all_now.end()) | std::views::reverse;
  const auto [last_stored, last_now] = std::ranges::mismatch(stored_from_end, now_from_end);
  const std::ranges::subrange stored(first_stored, last_stored.base());
  const std::ranges::subrange now(first_now, last_now.base());

  std::unordered_map<IdOf<T>, const T*> before;
  before.reserve(stored.size());
  for (const Doc<T>& doc : stored) before.emplace(doc->_id, doc.get());
  for (const Doc<T>& doc : now) {
    const auto found = before.find(doc->_id);
    if (found == before.end()) {
      documents.put_shared<T>(doc);
      continue;
    }
    if (found->second != doc.get() && !(*found->second == *doc)) documents.put_shared<T>(doc);
    before.erase(found);
  }
  for (const Doc<T>& doc : stored) {
    if (before.contains(doc->_id)) documents.remove<T>(doc->_id);
  }
}

}  // namespace

void IngestModel::load() {
  const DocumentView& documents = context_.documents();
  rundown_ = documents.find<Rundown>(rundown_id_);
  if (!rundown_) {
    changed_ = true;
    return;
  }
  stored_segments_ = documents.by<Segment>(Index::rundown, rundown_id_.str());
  std::erase_if(stored_segments_, [](const Doc<Segment>& segment) {
    return segment->orphaned == std::string(kOrphanedAdlibTesting);
  });
  segments_.reserve(stored_segments_.size());
  places_.reserve(stored_segments_.size());
  for (const Doc<Segment>& segment : stored_segments_) {
    places_.emplace(segment->_id.str(), segments_.size());
    segments_.push_back({std::make_shared<IngestSegmentModel>(segment, stored_parts_), false});
  }
}

IngestModel::Baseline IngestModel::load_baseline() const {
  Baseline out;
  if (!rundown_) return out;
  const DocumentView& documents = context_.documents();
  const std::string& key = rundown_id_.str();
  out.global_pieces = documents.by<Piece>(Index::lasting, key);
  std::erase_if(out.global_pieces,
                [](const auto& piece) { return piece->startPartId.has_value(); });
  out.playout_items = documents.by<ExpectedPlayoutItem>(Index::rundown, key);
  std::erase_if(out.playout_items, [](const auto& item) { return item->partId.has_value(); });
  out.objects = documents.by<RundownBaselineObj>(Index::rundown, key);
  out.adlib_pieces = documents.by<BaselineAdLibPiece>(Index::rundown, key);
  out.adlib_actions = documents.by<BaselineAdLibAction>(Index::rundown, key);
  for (const auto& doc : documents.by<ExpectedPackage>(Index::rundown, key)) {
    const std::shared_ptr<const Json> package(doc, &doc->package);
    for (const Json& source : doc->ingestSources) {
      if (!source.is_object() || !is_baseline_source(source)) continue;
      out.packages.push_back({doc->_id, package, source.get_object()});
    }
  }
  return out;
}

IngestModel::Baseline& IngestModel::baseline() const {
  if (!baseline_) {
    stored_baseline_ = load_baseline();
    baseline_ = stored_baseline_;
  }
  return *baseline_;
}

/// A part id belongs to one part. Segments that nobody looked at are as they were saved.
void IngestModel::check_part_ids() const {
  std::unordered_set<std::string_view> seen;
  const auto used_twice = [](std::string_view id) {
    throw std::runtime_error(fmt::format("Duplicate PartId \"{}\" in IngestModel", id));
  };
  bool is_all_loaded = true;
  for (const IngestSegmentModel* segment : segments()) {
    if (!segment->is_loaded()) {
      is_all_loaded = false;
      continue;
    }
    for (const IngestPartModel* part : segment->parts()) {
      if (!seen.insert(part->id().str()).second) used_twice(part->id().str());
    }
  }
  if (is_all_loaded) return;
  for (const std::string_view text : seen) {
    const PartId id{std::string(text)};
    const Doc<Part> part = stored_parts_.find(id);
    const IngestSegmentModel* owner = part ? find_segment(part->segmentId) : nullptr;
    if (owner != nullptr && !owner->is_loaded()) used_twice(text);
  }
}

void IngestModel::load_everything() const {
  baseline();
  for (const IngestSegmentModel* segment : segments()) segment->load();
}

/// Of what is loaded.
bool IngestModel::packages_changed() const {
  if (baseline_ && baseline_->packages != stored_baseline_->packages) return true;
  std::vector<const IngestPackage*> before, now;
  for (const auto& parts : stored_parts_.loaded()) {
    for (const PartDocuments& part : *parts) {
      for (const IngestPackage& package : part.packages) before.push_back(&package);
    }
  }
  for (const IngestPartModel* part : loaded_parts()) {
    for (const IngestPackage& package : part->documents().packages) now.push_back(&package);
  }
  return !std::ranges::is_permutation(
      before, now, [](const IngestPackage* a, const IngestPackage* b) { return *a == *b; });
}

void IngestModel::save_all_packages(DocumentView& documents) {
  load_everything();
  std::vector<IngestPackage> packages;
  for (const IngestSegmentModel* segment : segments()) {
    for (const IngestPartModel* part : segment->parts()) {
      const auto& own = part->documents().packages;
      packages.insert(packages.end(), own.begin(), own.end());
    }
  }
  packages.insert(packages.end(), baseline_->packages.begin(), baseline_->packages.end());
  save_packages(documents, context_.studio_id(), rundown_id_, packages, context_.now());
}

/// Of the parts that are loaded those that aren't as they are stored: most are, also when the whole
/// rundown was generated anew.
IngestModel::StoredAndNow IngestModel::differing_parts() const {
  StoredAndNow out;
  std::unordered_map<const Part*, const PartDocuments*> stored;
  for (const auto& parts : stored_parts_.loaded()) {
    for (const PartDocuments& part : *parts) stored.emplace(part.part.get(), &part);
  }
  for (const Entry& entry : segments_) {
    if (entry.removed || !entry.segment->is_loaded()) continue;
    entry.segment->for_each_part([&](const IngestPartModel& part) {
      const PartDocuments& documents = part.documents();
      const auto before = stored.find(documents.part.get());
      if (before != stored.end() && documents.are_those_of(*before->second)) {
        stored.erase(before);
      } else {
        out.now.add(documents);
      }
    });
  }
  for (const auto& parts : stored_parts_.loaded()) {
    for (const PartDocuments& part : *parts) {
      if (stored.contains(part.part.get())) out.stored.add(part);
    }
  }
  return out;
}

ChangeSet IngestModel::likely_changes() const {
  DocumentView documents = context_.documents().without_changes();
  save_parts(documents);
  return documents.take_changes();
}

void IngestModel::save_parts(DocumentView& documents) const {
  auto [stored, now] = differing_parts();
  Docs<Segment> segments;
  for (const IngestSegmentModel* segment : this->segments()) segments.push_back(segment->document());
  if (baseline_) {
    append(stored.pieces, stored_baseline_->global_pieces);
    append(stored.playout_items, stored_baseline_->playout_items);
    append(now.pieces, baseline_->global_pieces);
    append(now.playout_items, baseline_->playout_items);
  }
  save_documents(documents, stored.playout_items, now.playout_items);
  save_documents(documents, stored_segments_, segments);
  save_documents(documents, stored.parts, now.parts);
  save_documents(documents, stored.pieces, now.pieces);
  save_documents(documents, stored.adlib_pieces, now.adlib_pieces);
  save_documents(documents, stored.adlib_actions, now.adlib_actions);
}

void IngestModel::save() {
  check_part_ids();
  DocumentView& documents = context_.documents();
  if (packages_changed()) save_all_packages(documents);
  save_parts(documents);
  if (baseline_) {
    save_documents(documents, stored_baseline_->objects, baseline_->objects);
    save_documents(documents, stored_baseline_->adlib_pieces, baseline_->adlib_pieces);
    save_documents(documents, stored_baseline_->adlib_actions, baseline_->adlib_actions);
  }
  if (rundown_) documents.put_if_changed(Rundown(*rundown_));
  notifications_.save(documents, context_.now());
}

void IngestModel::keep_known_parts() {
  if (known_parts_->size() > places_.size()) {
    std::erase_if(*known_parts_,
                  [this](const auto& entry) { return find_segment(entry.first) == nullptr; });
  }
  ingest::keep_known_parts(context_, rundown_id_, known_parts_);
}

}  // namespace takt::ingest
