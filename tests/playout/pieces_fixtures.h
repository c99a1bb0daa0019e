#pragma once

// Documents for tests of pieces/ and timeline/: only what a test says differs from plain ones.

#include "model/all_documents.h"
#include "playout/pieces/prune.h"

namespace takt::playout {

inline PieceInstance piece_instance(std::string id, std::string layer, Json start,
                                    PieceLifespan lifespan = PieceLifespan::WithinPart) {
  PieceInstance instance;
  instance._id = PieceInstanceId("pi_" + id);
  instance.rundownId = RundownId("rundown0");
  instance.partInstanceId = PartInstanceId("instance0");
  instance.piece._id = PieceId(id);
  instance.piece.name = id;
  instance.piece.startPartId = PartId("part0");
  instance.piece.sourceLayerId = std::move(layer);
  instance.piece.lifespan = lifespan;
  instance.piece.enable.start = std::move(start);
  return instance;
}

inline Part part(std::string id, std::string segment, double rank) {
  Part made;
  made._id = PartId(std::move(id));
  made.segmentId = SegmentId(std::move(segment));
  made.rundownId = RundownId("rundown0");
  made._rank = rank;
  return made;
}

inline PartInstance part_instance(std::string id, Part of) {
  PartInstance instance;
  instance._id = PartInstanceId(std::move(id));
  instance.rundownId = of.rundownId;
  instance.segmentId = of.segmentId;
  instance.part = std::move(of);
  return instance;
}

inline OrderedMap<SourceLayer> source_layers(
    std::initializer_list<std::pair<std::string, std::string>> layers_and_groups) {
  OrderedMap<SourceLayer> layers;
  for (const auto& [layer, group] : layers_and_groups) {
    layers[layer]._id = layer;
    if (!group.empty()) layers[layer].exclusiveGroup = group;
  }
  return layers;
}

template <class... T>
std::vector<const PieceInstance*> pointers(const T&... instances) {
  return {&instances...};
}

}  // namespace takt::playout
