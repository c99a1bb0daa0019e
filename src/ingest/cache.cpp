#include "ingest/cache.h"

#include <unordered_map>

#include "ingest/segment_places.h"
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

namespace {

/// Puts a document unless what is there says the same.
template <class D>
void put_if_other(DocumentView& documents, D doc, Time now) {
  const auto there = documents.find<D>(doc._id);
  if (there) doc.modified = there->modified;
  if (there && *there == doc) return;
  doc.modified = now;
  documents.put(std::move(doc));
}

// `before`: the segment as the cache holds it, in documents of exactly its nodes, if it does. What
// is the same needs no document.

template <class D>
void put_segment(DocumentView& documents, const CacheDocuments<D>& make,
                 const IngestSegment& segment, const IngestSegment* before, Time now) {
  if (before != nullptr && same_node(segment, *before)) return;
  put_if_other(documents, make.of_segment(segment), now);
}

template <class D>
void put_parts(DocumentView& documents, const CacheDocuments<D>& make, const RundownId& id,
               const IngestSegment& segment, const IngestSegment* before, Time now) {
  std::unordered_map<std::string_view, const IngestPart*> parts;
  if (before != nullptr) {
    for (const IngestPart& part : before->parts) parts.emplace(part.external_id, &part);
  }
  const SegmentId owner = segment_id(id, segment.external_id);
  for (const IngestPart& part : segment.parts) {
    const auto found = parts.find(part.external_id);
    if (found != parts.end() && same_node(part, *found->second)) continue;
    put_if_other(documents, make.of_part(owner, part), now);
  }
}

/// No two of the same rank: their order would be that in which they are stored.
bool has_one_order(const auto& nodes) {
  std::vector<double> ranks;
  ranks.reserve(nodes.size());
  for (const auto& node : nodes) ranks.push_back(node.rank);
  if (!std::is_sorted(ranks.begin(), ranks.end())) std::sort(ranks.begin(), ranks.end());
  return std::adjacent_find(ranks.begin(), ranks.end()) == ranks.end();
}

/// One write of the newsroom's cache, of which the old content is known.
class NrcsDifference {
 public:
  NrcsDifference(const RundownId& id, const IngestRundown& now, const IngestRundown& before)
      : id_(id), make_(id) {
    SegmentPlaces places(before.segments);
    std::vector<bool> is_kept(before.segments.size());
    for (size_t i = 0; i < now.segments.size(); ++i) {
      if (const auto place = places.find(now.segments.pointer(i))) {
        is_unique_ = is_unique_ && !is_kept[*place];
        is_kept[*place] = true;
      } else {
        note_added(now.segments[i]);
      }
    }
    std::unordered_set<std::string_view> fresh = segments_;
    for (size_t i = 0; i < is_kept.size(); ++i) {
      if (is_kept[i]) continue;
      gone_.push_back(&before.segments[i]);
      fresh.erase(before.segments[i].external_id);
    }
    // What was there was unique: only an id that is new can be one that stayed.
    for (size_t i = 0; i < is_kept.size() && !fresh.empty(); ++i) {
      if (is_kept[i] && fresh.contains(before.segments[i].external_id)) is_unique_ = false;
    }
  }

  /// False, with nothing written: an id stands in several places, and the last one is to win.
  bool write(DocumentView& documents, Time now) const {
    if (!is_unique_ || takes_parts_of_others(documents)) return false;
    std::unordered_map<std::string_view, const IngestSegment*> before;
    for (const IngestSegment* segment : gone_) before.emplace(segment->external_id, segment);
    for (const IngestSegment* segment : added_) {
      const auto found = before.find(segment->external_id);
      const IngestSegment* old = found == before.end() ? nullptr : found->second;
      put_segment(documents, make_, *segment, old, now);
      put_parts(documents, make_, id_, *segment, old, now);
    }
    for (const IngestSegment* segment : gone_) {
      if (!segments_.contains(segment->external_id)) {
        remove(documents, make_.segment_key(segment->external_id));
      }
      for (const IngestPart& part : segment->parts) {
        if (!parts_.contains(part.external_id)) remove(documents, make_.part_key(part.external_id));
      }
    }
    return true;
  }
  bool has_one_order(const IngestRundown& now) const {
    return ingest::has_one_order(now.segments) &&
           std::all_of(added_.begin(), added_.end(), [](const IngestSegment* segment) {
             return ingest::has_one_order(segment->parts);
           });
  }

 private:
  void note_added(const IngestSegment& segment) {
    added_.push_back(&segment);
    is_unique_ = segments_.insert(segment.external_id).second && is_unique_;
    for (const IngestPart& part : segment.parts) {
      is_unique_ = parts_.insert(part.external_id).second && is_unique_;
    }
  }
  static void remove(DocumentView& documents, std::string key) {
    documents.remove<NrcsIngestCacheDoc>(IngestCacheId(std::move(key)));
  }
  bool takes_parts_of_others(const DocumentView& documents) const {
    std::unordered_set<std::string_view> free;
    for (const IngestSegment* segment : gone_) {
      for (const IngestPart& part : segment->parts) free.insert(part.external_id);
    }
    return std::any_of(parts_.begin(), parts_.end(), [&](std::string_view part) {
      return !free.contains(part) &&
             documents.find<NrcsIngestCacheDoc>(IngestCacheId(make_.part_key(part)));
    });
  }

  const RundownId& id_;
  const CacheDocuments<NrcsIngestCacheDoc> make_;
  bool is_unique_ = true;
  std::unordered_set<std::string_view> segments_, parts_;  // of added_
  std::vector<const IngestSegment*> added_, gone_;
};

}  // namespace

bool write_nrcs_cache(DocumentView& documents, const RundownId& id, const IngestRundown& rundown,
                      const IngestRundown* known, Time now) {
  const CacheDocuments<NrcsIngestCacheDoc> make(id);
  NrcsIngestCacheDoc head = make.of_rundown(rundown);
  head.modified = now;
  documents.put(std::move(head));
  if (known != nullptr) {
    const NrcsDifference difference(id, rundown, *known);
    if (difference.write(documents, now)) return difference.has_one_order(rundown);
  }
  for (const IngestSegment& segment : rundown.segments) {
    put_segment(documents, make, segment, nullptr, now);
    put_parts(documents, make, id, segment, nullptr, now);
  }
  remove_except<NrcsIngestCacheDoc>(documents, id, cache_keys<NrcsIngestCacheDoc>(id, rundown));
  return is_held<NrcsIngestCacheDoc>(documents, id, rundown);
}

namespace {

size_t count_nodes(const IngestRundown& rundown) {
  size_t count = 1;
  for (const IngestSegment& segment : rundown.segments) count += 1 + segment.parts.size();
  return count;
}

/// `exact`: what the documents are made of; null: not known.
void put_all(DocumentView& documents, const RundownId& id, const IngestRundown& rundown,
             const IngestRundown* exact, Time now) {
  const CacheDocuments<SofieIngestCacheDoc> make(id);
  std::unordered_map<std::string_view, const IngestSegment*> before;
  if (exact != nullptr) {
    for (const IngestSegment& segment : exact->segments) {
      before.emplace(segment.external_id, &segment);
    }
  }
  for (const IngestSegment& segment : rundown.segments) {
    const auto found = before.find(segment.external_id);
    const IngestSegment* old = found == before.end() ? nullptr : found->second;
    put_parts(documents, make, id, segment, old, now);
    put_segment(documents, make, segment, old, now);
  }
  SofieIngestCacheDoc head = make.of_rundown(rundown);
  head.modified = now;
  head.allModified = now;
  documents.put(std::move(head));
}

void put_some(DocumentView& documents, const RundownId& id, const IngestRundown& rundown,
              const std::vector<NodePlace>& nodes, Time now) {
  const CacheDocuments<SofieIngestCacheDoc> make(id);
  const auto put = [&](SofieIngestCacheDoc doc) {
    doc.modified = now;
    documents.put(std::move(doc));
  };
  for (const NodePlace& node : nodes) {
    if (node.segment == NodePlace::kNone) {
      SofieIngestCacheDoc head = make.of_rundown(rundown);
      if (const auto there = documents.find<SofieIngestCacheDoc>(head._id)) {
        head.allModified = there->allModified;
      }
      put(std::move(head));
      continue;
    }
    const IngestSegment& segment = rundown.segments[node.segment];
    if (node.part == NodePlace::kNone) {
      put(make.of_segment(segment));
    } else {
      put(make.of_part(segment_id(id, segment.external_id), segment.parts[node.part]));
    }
  }
}

}  // namespace

bool write_sofie_cache(DocumentView& documents, const RundownId& id, const SofieCacheUpdate& update,
                       const IngestRundown& rundown, const KnownCache* known, Time now) {
  const bool is_exact = known != nullptr && known->is_exact;
  const bool is_whole = update.changed.size() == count_nodes(rundown);
  if (is_whole) {
    put_all(documents, id, rundown, is_exact ? &known->rundown : nullptr, now);
  } else {
    put_some(documents, id, rundown, update.changed, now);
  }
  if (known == nullptr) {
    remove_except<SofieIngestCacheDoc>(documents, id, cache_keys<SofieIngestCacheDoc>(id, rundown));
  } else {
    for (const std::string& key : update.removed) {
      documents.remove<SofieIngestCacheDoc>(SofieIngestCacheId(key));
    }
  }
  return is_whole || is_exact;
}

template <class D>
std::unordered_set<std::string> cache_keys(const RundownId& id, const IngestRundown& rundown) {
  const CacheDocuments<D> make(id);
  std::unordered_set<std::string> out{make.rundown_key()};
  for (const IngestSegment& segment : rundown.segments) {
    out.insert(make.segment_key(segment.external_id));
    for (const IngestPart& part : segment.parts) out.insert(make.part_key(part.external_id));
  }
  return out;
}

template <class D>
bool is_held(const DocumentView& documents, const RundownId& id, const IngestRundown& rundown) {
  if (!has_one_order(rundown.segments)) return false;
  size_t count = 1;
  for (const IngestSegment& segment : rundown.segments) {
    if (!has_one_order(segment.parts)) return false;
    count += 1 + segment.parts.size();
  }
  const auto keys = cache_keys<D>(id, rundown);
  return keys.size() == count && std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
           return documents.find<D>(decltype(D::_id)(key)) != nullptr;
         });
}

template class CacheDocuments<NrcsIngestCacheDoc>;
template class CacheDocuments<SofieIngestCacheDoc>;
template std::optional<IngestRundown> read_cache<NrcsIngestCacheDoc>(const DocumentView&,
                                                                     const RundownId&);
template std::optional<IngestRundown> read_cache<SofieIngestCacheDoc>(const DocumentView&,
                                                                      const RundownId&);
template void clear_cache<NrcsIngestCacheDoc>(DocumentView&, const RundownId&);
template void clear_cache<SofieIngestCacheDoc>(DocumentView&, const RundownId&);

template std::unordered_set<std::string> cache_keys<NrcsIngestCacheDoc>(const RundownId&,
                                                                        const IngestRundown&);
template std::unordered_set<std::string> cache_keys<SofieIngestCacheDoc>(const RundownId&,
                                                                         const IngestRundown&);
template bool is_held<NrcsIngestCacheDoc>(const DocumentView&, const RundownId&,
                                          const IngestRundown&);
template bool is_held<SofieIngestCacheDoc>(const DocumentView&, const RundownId&,
                                           const IngestRundown&);

}  // namespace takt::ingest
