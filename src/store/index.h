#pragma once

// By what documents are looked up besides their id: the needed ones of spec/data-model.md section 10.
//
// Index::lasting finds a rundown's pieces that can reach beyond their segment without being carried
// by the playhead (rundown-end, showstyle-end), and those owned by the rundown itself, so that setting
// a part as next doesn't walk all pieces of the rundown. Notifications stand in Index::part_instance
// (the one that they are about) and Index::category.

#include <cstdint>
#include <string_view>

#include "model/all_documents.h"

namespace takt {

enum class Index : uint8_t {
  playlist, rundown, segment, part, part_instance, bucket, package, lasting, category
};
inline constexpr size_t kIndexCount = 9;

inline bool is_lasting(const Piece& piece) {
  return piece.lifespan == PieceLifespan::OutOnRundownEnd ||
         piece.lifespan == PieceLifespan::OutOnShowStyleEnd || !piece.startPartId;
}

/// Calls `emit(Index, key)` for every index that the document stands in.
template <class T, class F>
void for_each_index(const T& doc, F&& emit) {
  const auto give = [&](Index index, const auto& id) {
    if constexpr (requires { id.str(); }) {
      emit(index, std::string_view(id.str()));
    } else {
      if (id) emit(index, std::string_view(id->str()));
    }
  };
  if constexpr (requires { doc.playlistId; }) give(Index::playlist, doc.playlistId);
  if constexpr (requires { doc.rundownId; }) give(Index::rundown, doc.rundownId);
  if constexpr (requires { doc.startRundownId; }) give(Index::rundown, doc.startRundownId);
  if constexpr (requires { doc.segmentId; }) give(Index::segment, doc.segmentId);
  if constexpr (requires { doc.startSegmentId; }) give(Index::segment, doc.startSegmentId);
  if constexpr (requires { doc.partId; }) give(Index::part, doc.partId);
  if constexpr (requires { doc.startPartId; }) give(Index::part, doc.startPartId);
  if constexpr (requires { doc.part._id; }) give(Index::part, doc.part._id);
  if constexpr (requires { doc.partInstanceId; }) give(Index::part_instance, doc.partInstanceId);
  if constexpr (requires { doc.bucketId; }) give(Index::bucket, doc.bucketId);
  if constexpr (requires { doc.packageId; }) give(Index::package, doc.packageId);
  if constexpr (std::is_same_v<T, Notification>) {
    give(Index::part_instance, doc.relatedTo.partInstanceId);
    emit(Index::category, std::string_view(doc.category));
  }
  if constexpr (std::is_same_v<T, Piece>) {
    if (is_lasting(doc)) give(Index::lasting, doc.startRundownId);
  }
}

}  // namespace takt
