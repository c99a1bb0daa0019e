#pragma once

// By what documents are looked up besides their id: the needed ones of spec/data-model.md section 10.
//
// Index::lasting finds a rundown's pieces that can reach beyond their segment without being carried
// by the playhead (rundown-end, showstyle-end), and those owned by the rundown itself, so that setting
// a part as next doesn't walk all pieces of the rundown. Index::not_reset has the part instances of a
// segment that still count: a show that was rehearsed often has many others. Notifications stand in
// Index::part_instance (the one that they are about) and Index::category.

#include <cstdint>

#include "model/all_documents.h"

namespace takt {

enum class Index : uint8_t {
  playlist, rundown, segment, part, part_instance, bucket, package, lasting, not_reset, category
};
inline constexpr size_t kIndexCount = 10;

inline bool is_lasting(const Piece& piece) {
  return piece.lifespan == PieceLifespan::OutOnRundownEnd ||
         piece.lifespan == PieceLifespan::OutOnShowStyleEnd || !piece.startPartId;
}

}  // namespace takt
