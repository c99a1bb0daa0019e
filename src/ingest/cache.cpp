#include "ingest/cache.h"

#include <unordered_map>

#include "model/derived_ids.h"

namespace takt::ingest {

namespace {

template <class D>
void remove_except(DocumentView& documents, const RundownId& rundown,
                   const std::unordered_set<std::string>& keep) {
  for (const Doc<D>& doc : documents.by<D>(Index::rundown, rundown.str())) {
    if (!keep.contains(doc->_id.str())) documents.remove<D>(doc->_id);
  }
}

}  // namespace

template <class D>
std::string CacheDocuments<D>::segment_key(std::string_view external_id) const {
  return fmt::format("{}_segment_{}", rundown_, external_id);
}

template <class D>
std::string CacheDocuments<D>::part_key(std::string_view external_id) const {
  return fmt::format("{}_part_{}", rundown_, external_id);
}

template <class D>
D CacheDocuments<D>::of_rundown(const IngestRundown& rundown) const {
  D doc;
  doc._id = decltype(doc._id)(rundown_key());
  doc.type = "rundown";
  doc.rundownId = rundown_;
  doc.data = to_object(rundown, Children::leave_out);
  return doc;
}

template <class D>
D CacheDocuments<D>::of_segment(const IngestSegment& segment) const {
  D doc;
  doc._id = decltype(doc._id)(segment_key(segment.external_id));
  doc.type = "segment";
  doc.rundownId = rundown_;
  doc.segmentId = segment_id(rundown_, segment.external_id);
  doc.data = to_object(segment, Children::leave_out);
  return doc;
}

template <class D>
D CacheDocuments<D>::of_part(const SegmentId& segment, const IngestPart& part) const {
  D doc;
  doc._id = decltype(doc._id)(part_key(part.external_id));
  doc.type = "part";
  doc.rundownId = rundown_;
  doc.segmentId = segment;
  doc.partId = part_id(rundown_, part.external_id);
  doc.data = to_object(part);
  return doc;
}

template <class D>
std::optional<IngestRundown> read_cache(const DocumentView& documents, const RundownId& rundown) {
  const auto docs = documents.by<D>(Index::rundown, rundown.str());
  const auto head = std::find_if(docs.begin(), docs.end(),
                                 [](const Doc<D>& doc) { return doc->type == "rundown"; });
  if (head == docs.end()) return std::nullopt;
  IngestRundown out = rundown_of((*head)->data, *head);

  // Segments stand in the order in which their first document came, until they are sorted.
  struct Group {
    Doc<D> segment;
    std::vector<Doc<D>> parts;
  };
  std::vector<Group> groups;
  std::unordered_map<std::string, size_t> places;
  for (const Doc<D>& doc : docs) {
    if (!doc->segmentId || doc->segmentId->empty()) continue;
    const auto [place, is_new] = places.try_emplace(doc->segmentId->str(), groups.size());
    if (is_new) groups.emplace_back();
    Group& group = groups[place->second];
    if (doc->type == "segment" && !group.segment) group.segment = doc;
    if (doc->type == "part") group.parts.push_back(doc);
  }
  for (const Group& group : groups) {
    if (!group.segment) continue;
    IngestSegment segment = segment_of(group.segment->data, group.segment);
    segment.parts.reserve(group.parts.size());
    for (const Doc<D>& part : group.parts) segment.parts.push_back(part_of(part->data, part));
    out.segments.push_back(std::move(segment));
  }
  sort_by_rank(out);
  return out;
}

template <class D>
void clear_cache(DocumentView& documents, const RundownId& rundown) {
  remove_except<D>(documents, rundown, {});
}

void write_nrcs_cache(DocumentView& documents, const RundownId& id, const IngestRundown& rundown,
                      Time now) {
  const CacheDocuments<NrcsIngestCacheDoc> make(id);
  std::unordered_set<std::string> keep;
  const auto put = [&](NrcsIngestCacheDoc doc) {
    doc.modified = now;
    keep.insert(doc._id.str());
    documents.put(std::move(doc));
  };
  put(make.of_rundown(rundown));
  for (const IngestSegment& segment : rundown.segments) {
    put(make.of_segment(segment));
    const SegmentId owner = segment_id(id, segment.external_id);
    for (const IngestPart& part : segment.parts) put(make.of_part(owner, part));
  }
  remove_except<NrcsIngestCacheDoc>(documents, id, keep);
}

void write_sofie_cache(DocumentView& documents, const RundownId& id, SofieCacheUpdate update,
                       Time now) {
  for (SofieIngestCacheDoc& doc : update.changed) {
    doc.modified = now;
    documents.put(std::move(doc));
  }
  remove_except<SofieIngestCacheDoc>(documents, id, update.all_ids);
}

template class CacheDocuments<NrcsIngestCacheDoc>;
template class CacheDocuments<SofieIngestCacheDoc>;
template std::optional<IngestRundown> read_cache<NrcsIngestCacheDoc>(const DocumentView&,
                                                                     const RundownId&);
template std::optional<IngestRundown> read_cache<SofieIngestCacheDoc>(const DocumentView&,
                                                                      const RundownId&);
template void clear_cache<NrcsIngestCacheDoc>(DocumentView&, const RundownId&);
template void clear_cache<SofieIngestCacheDoc>(DocumentView&, const RundownId&);

}  // namespace takt::ingest
