#pragma once

// By what documents are looked up besides their id: the needed ones of spec/data-model.md section 10.

#include <cstdint>
#include <string_view>

#include "model/all_documents.h"

namespace takt {

enum class Index : uint8_t { playlist, rundown, segment, part, part_instance, bucket, package };
inline constexpr size_t kIndexCount = 7;

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
}

}  // namespace takt
