// Loading and saving of IngestModel.

#include <unordered_set>

#include "ingest/model/ingest_model.h"

namespace takt::ingest {

namespace {

bool is_part_source(const Json& source) {
  const std::string type = string_member(source, "fromPieceType");
  return type == "piece" || type == "adlib_piece" || type == "adlib_action";
}

bool is_baseline_source(const Json& source) {
  const std::string type = string_member(source, "fromPieceType");
  return type == "baseline_piece" || type == "baseline_adlib_piece" ||
         type == "baseline_adlib_action" || type == "rundown_baseline_objects";
}

template <class T>
void append(Docs<T>& out, const Docs<T>& docs) {
  out.insert(out.end(), docs.begin(), docs.end());
}

/// Puts what is new or differs, and removes what is gone.
template <class T>
void save_documents(DocumentView& documents, const Docs<T>& stored, const Docs<T>& now) {
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
  stored_.rundown = documents.find<Rundown>(rundown_id_);
  rundown_ = stored_.rundown;
  if (!rundown_) {
    changed_ = true;
    return;
  }
  const std::string& key = rundown_id_.str();

  std::unordered_map<PartId, PartDocuments> contents;
  for (auto& piece : documents.by<Piece>(Index::rundown, key)) {
    if (piece->startPartId) {
      contents[*piece->startPartId].pieces.push_back(std::move(piece));
    } else {
      global_pieces_.push_back(std::move(piece));
    }
  }
  for (auto& piece : documents.by<AdLibPiece>(Index::rundown, key)) {
    if (piece->partId) contents[*piece->partId].adlib_pieces.push_back(std::move(piece));
  }
  for (auto& action : documents.by<AdLibAction>(Index::rundown, key)) {
    if (action->partId) contents[*action->partId].adlib_actions.push_back(std::move(action));
  }
  for (auto& item : documents.by<ExpectedPlayoutItem>(Index::rundown, key)) {
    if (item->partId) {
      contents[*item->partId].playout_items.push_back(std::move(item));
    } else {
      baseline_playout_items_.push_back(std::move(item));
    }
  }
  for (auto& [part, packages] : load_packages()) contents[part].packages = std::move(packages);
  load_segments(contents);

  baseline_objects_ = documents.by<RundownBaselineObj>(Index::rundown, key);
  baseline_adlib_pieces_ = documents.by<BaselineAdLibPiece>(Index::rundown, key);
  baseline_adlib_actions_ = documents.by<BaselineAdLibAction>(Index::rundown, key);
  stored_.baseline_objects = baseline_objects_;
  stored_.baseline_adlib_pieces = baseline_adlib_pieces_;
  stored_.baseline_adlib_actions = baseline_adlib_actions_;
  append(stored_.pieces, global_pieces_);
  append(stored_.playout_items, baseline_playout_items_);
}

std::unordered_map<PartId, std::vector<IngestPackage>> IngestModel::load_packages() {
  std::unordered_map<PartId, std::vector<IngestPackage>> out;
  for (const auto& doc :
       context_.documents().by<ExpectedPackage>(Index::rundown, rundown_id_.str())) {
    const std::shared_ptr<const Json> package(doc, &doc->package);
    for (const Json& source : doc->ingestSources) {
      if (!source.is_object()) continue;
      IngestPackage entry{doc->_id, package, source.get_object()};
      if (is_part_source(source)) {
        out[PartId(string_member(source, "partId"))].push_back(std::move(entry));
      } else if (is_baseline_source(source)) {
        baseline_packages_.push_back(std::move(entry));
      }
    }
  }
  return out;
}

void IngestModel::load_segments(std::unordered_map<PartId, PartDocuments>& contents) {
  const DocumentView& documents = context_.documents();
  const std::string& key = rundown_id_.str();
  std::unordered_map<SegmentId, std::vector<PartDocuments>> parts;
  for (auto& part : documents.by<Part>(Index::rundown, key)) {
    PartDocuments& content = contents[part->_id];
    const SegmentId owner = part->segmentId;
    content.part = std::move(part);
    parts[owner].push_back(std::move(content));
  }
  for (auto& segment : documents.by<Segment>(Index::rundown, key)) {
    if (segment->orphaned == std::string(kOrphanedAdlibTesting)) continue;
    std::vector<PartDocuments> own = std::move(parts[segment->_id]);
    stored_.segments.push_back(segment);
    for (const PartDocuments& part : own) {
      stored_.parts.push_back(part.part);
      append(stored_.pieces, part.pieces);
      append(stored_.adlib_pieces, part.adlib_pieces);
      append(stored_.adlib_actions, part.adlib_actions);
      append(stored_.playout_items, part.playout_items);
    }
    const SegmentId id = segment->_id;
    put_segment(id, std::make_shared<IngestSegmentModel>(std::move(segment), std::move(own)));
  }
}

void IngestModel::check_part_ids() const {
  std::unordered_set<PartId> seen;
  for (const IngestSegmentModel* segment : segments()) {
    for (const IngestPartModel* part : segment->parts()) {
      if (!seen.insert(part->id()).second) {
        throw std::runtime_error(fmt::format("Duplicate PartId \"{}\" in IngestModel", part->id()));
      }
    }
  }
}

void IngestModel::save() {
  check_part_ids();
  DocumentView& documents = context_.documents();
  Stored now;
  std::vector<IngestPackage> packages;
  for (const IngestSegmentModel* segment : segments()) {
    now.segments.push_back(segment->document());
    for (const IngestPartModel* part : segment->parts()) {
      const PartDocuments& content = part->documents();
      now.parts.push_back(content.part);
      append(now.pieces, content.pieces);
      append(now.adlib_pieces, content.adlib_pieces);
      append(now.adlib_actions, content.adlib_actions);
      append(now.playout_items, content.playout_items);
      packages.insert(packages.end(), content.packages.begin(), content.packages.end());
    }
  }
  append(now.pieces, global_pieces_);
  append(now.playout_items, baseline_playout_items_);
  packages.insert(packages.end(), baseline_packages_.begin(), baseline_packages_.end());

  save_packages(documents, context_.studio_id(), rundown_id_, packages, context_.now());
  save_documents(documents, stored_.playout_items, now.playout_items);
  save_documents(documents, stored_.segments, now.segments);
  save_documents(documents, stored_.parts, now.parts);
  save_documents(documents, stored_.pieces, now.pieces);
  save_documents(documents, stored_.adlib_pieces, now.adlib_pieces);
  save_documents(documents, stored_.adlib_actions, now.adlib_actions);
  save_documents(documents, stored_.baseline_objects, baseline_objects_);
  save_documents(documents, stored_.baseline_adlib_pieces, baseline_adlib_pieces_);
  save_documents(documents, stored_.baseline_adlib_actions, baseline_adlib_actions_);
  if (rundown_) documents.put_if_changed(Rundown(*rundown_));
  notifications_.save(documents, context_.now());
}

}  // namespace takt::ingest
