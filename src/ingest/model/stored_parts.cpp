#include "ingest/model/stored_parts.h"

#include <map>

#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

template <class T>
void add_package_ids(std::map<uint64_t, Doc<ExpectedPackage>>& out, const DocumentView& documents,
                     std::string_view owner, const Docs<T>& items) {
  for (const Doc<T>& item : items) {
    if (!item->expectedPackages || !item->expectedPackages->is_array()) continue;
    for (const Json& package : item->expectedPackages->get_array()) {
      if (!package.is_object()) continue;
      const ExpectedPackageId id = expected_package_id(owner, package.get_object());
      if (auto doc = documents.find<ExpectedPackage>(id)) {
        out.emplace(documents.place(ExpectedPackage::collection, id.str()), std::move(doc));
      }
    }
  }
}

}  // namespace

StoredParts::StoredParts(const DocumentView& documents, RundownId rundown)
    : documents_(documents),
      rundown_(std::move(rundown)),
      has_adlib_pieces_(may_have<AdLibPiece>()),
      has_adlib_actions_(may_have<AdLibAction>()),
      has_playout_items_(may_have<ExpectedPlayoutItem>()) {}

/// False: there is none in the rundown, so that it needn't be looked for part by part.
template <class T>
bool StoredParts::may_have() const {
  return documents_.version<T>(Index::rundown, rundown_.str()) != uint64_t{0};
}

const std::vector<PartDocuments>& StoredParts::of(const SegmentId& segment) {
  const auto [place, is_new] = by_segment_.try_emplace(segment, nullptr);
  if (is_new) {
    auto parts = std::make_unique<std::vector<PartDocuments>>();
    Docs<Part> stored = look(segment);
    for (Doc<Part>& part : stored) parts->push_back(load(std::move(part)));
    loaded_.push_back(std::move(parts));
    place->second = loaded_.back().get();
  }
  return *place->second;
}

Docs<Part> StoredParts::look(const SegmentId& segment) const {
  Docs<Part> out = documents_.by<Part>(Index::segment, segment.str());
  std::erase_if(out, [&](const Doc<Part>& part) { return part->rundownId != rundown_; });
  return out;
}

bool StoredParts::has_any(const SegmentId& segment) const {
  const auto version = documents_.version<Part>(Index::segment, segment.str());
  if (version) return *version != 0;
  return !documents_.by<Part>(Index::segment, segment.str()).empty();
}

Doc<Part> StoredParts::find(const PartId& id) const {
  Doc<Part> part = documents_.find<Part>(id);
  return part && part->rundownId == rundown_ ? part : nullptr;
}

Doc<Segment> StoredParts::find_segment(const SegmentId& id) const {
  Doc<Segment> segment = documents_.find<Segment>(id);
  const bool is_ours = segment && segment->rundownId == rundown_ &&
                       !(segment->orphaned == std::string(kOrphanedAdlibTesting));
  return is_ours ? segment : nullptr;
}

PartDocuments StoredParts::load(Doc<Part> part) const {
  const std::string& id = part->_id.str();
  PartDocuments out;
  out.pieces = documents_.by<Piece>(Index::part, id);
  if (has_adlib_pieces_) out.adlib_pieces = documents_.by<AdLibPiece>(Index::part, id);
  if (has_adlib_actions_) out.adlib_actions = documents_.by<AdLibAction>(Index::part, id);
  if (has_playout_items_) out.playout_items = documents_.by<ExpectedPlayoutItem>(Index::part, id);
  out.part = std::move(part);
  out.packages = packages_of(out);
  return out;
}

/// By the packages that the part's content names: in the order of their documents.
std::vector<IngestPackage> StoredParts::packages_of(const PartDocuments& content) const {
  std::map<uint64_t, Doc<ExpectedPackage>> documents;
  const std::string& owner = rundown_.str();
  add_package_ids(documents, documents_, owner, content.pieces);
  add_package_ids(documents, documents_, owner, content.adlib_pieces);
  add_package_ids(documents, documents_, owner, content.adlib_actions);
  std::vector<IngestPackage> out;
  for (const auto& [place, doc] : documents) {
    if (!(doc->rundownId == rundown_)) continue;
    const std::shared_ptr<const Json> package(doc, &doc->package);
    for (const Json& source : doc->ingestSources) {
      if (!source.is_object() || string_member(source, "partId") != content.part->_id.str()) continue;
      if (is_part_source(source)) out.push_back({doc->_id, package, source.get_object()});
    }
  }
  return out;
}

}  // namespace takt::ingest
