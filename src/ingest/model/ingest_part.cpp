#include "ingest/model/ingest_part.h"

#include "blueprints/post_process.h"

namespace takt::ingest {

namespace {

JsonObject package_source(const char* type, std::string_view piece_id, const Part& part) {
  return {{"fromPieceType", type},
          {"pieceId", piece_id},
          {"partId", part._id.str()},
          {"segmentId", part.segmentId.str()}};
}

std::vector<IngestPackage> packages_of(const GeneratedPart& generated) {
  std::vector<IngestPackage> out;
  const Part& part = generated.part;
  const auto add = [&](const auto& item, const char* type) {
    if (!item.expectedPackages) return;
    collect_packages(out, part.rundownId.str(), item.expectedPackages,
                     package_source(type, item._id.str(), part));
  };
  for (const Doc<Piece>& piece : generated.pieces) add(*piece, "piece");
  for (const AdLibPiece& adlib : generated.adlib_pieces) add(adlib, "adlib_piece");
  for (const AdLibAction& action : generated.adlib_actions) add(action, "adlib_action");
  return out;
}

std::vector<ExpectedPlayoutItem> playout_items_of(const GeneratedPart& generated,
                                                  const StudioId& studio) {
  std::vector<ExpectedPlayoutItem> out;
  const auto add = [&](const auto& item) {
    auto items =
        blueprints::expected_playout_items(studio, generated.part.rundownId, generated.part._id,
                                           item._id.str(), item.expectedPlayoutItems);
    std::move(items.begin(), items.end(), std::back_inserter(out));
  };
  for (const Doc<Piece>& piece : generated.pieces) add(*piece);
  std::for_each(generated.adlib_pieces.begin(), generated.adlib_pieces.end(), add);
  std::for_each(generated.adlib_actions.begin(), generated.adlib_actions.end(), add);
  return out;
}

}  // namespace

void AllPartDocuments::add(const PartDocuments& part) {
  const auto append = [](auto& out, const auto& docs) {
    out.insert(out.end(), docs.begin(), docs.end());
  };
  parts.push_back(part.part);
  append(pieces, part.pieces);
  append(adlib_pieces, part.adlib_pieces);
  append(adlib_actions, part.adlib_actions);
  append(playout_items, part.playout_items);
}

PartDocuments to_documents(GeneratedPart generated, const StudioId& studio) {
  PartDocuments out;
  out.packages = packages_of(generated);
  out.playout_items = share(playout_items_of(generated, studio));
  out.pieces = std::move(generated.pieces);
  out.adlib_pieces = share(std::move(generated.adlib_pieces));
  out.adlib_actions = share(std::move(generated.adlib_actions));
  out.part = std::make_shared<const Part>(std::move(generated.part));
  return out;
}

IngestPartModel::IngestPartModel(PartDocuments generated, const IngestPartModel* before)
    : documents_(std::move(generated)) {
  static const PartDocuments kNothing;
  const PartDocuments& old = before ? before->documents_ : kNothing;
  // A part that had playout items counts as changed whenever it is generated, as in the reference.
  changed_ = before == nullptr || before->changed_ || !old.playout_items.empty();
  if (documents_.packages != old.packages) changed_ = true;
  const auto take_over = [this](auto& now, const auto& then) {
    now = adopt(std::move(now), then, changed_);
  };
  take_over(documents_.playout_items, old.playout_items);
  take_over(documents_.pieces, old.pieces);
  take_over(documents_.adlib_pieces, old.adlib_pieces);
  take_over(documents_.adlib_actions, old.adlib_actions);
  if (old.part && (old.part == documents_.part || *old.part == *documents_.part)) {
    documents_.part = old.part;
  } else {
    changed_ = true;
  }
}

void IngestPartModel::set_invalid(bool invalid) {
  if (documents_.part->invalid == invalid) return;
  Part part = *documents_.part;
  part.invalid = invalid;
  documents_.part = std::make_shared<const Part>(std::move(part));
  changed_ = true;
}

void IngestPartModel::set_segment_id(const SegmentId& id) {
  if (documents_.part->segmentId == id) return;
  Part part = *documents_.part;
  part.segmentId = id;
  documents_.part = std::make_shared<const Part>(std::move(part));
  for (Doc<Piece>& doc : documents_.pieces) {
    Piece piece = *doc;
    piece.startSegmentId = id;
    doc = std::make_shared<const Piece>(std::move(piece));
  }
  for (IngestPackage& package : documents_.packages) package.source["segmentId"] = id.str();
  changed_ = true;
}

}  // namespace takt::ingest
