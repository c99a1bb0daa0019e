#pragma once

// The document type of each collection, for code that handles any of them.

#include <boost/mp11.hpp>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "model/adlib.h"
#include "model/as_run.h"
#include "model/devices.h"
#include "model/ingest_cache.h"
#include "model/packages.h"
#include "model/part.h"
#include "model/piece.h"
#include "model/playlist.h"
#include "model/rundown.h"
#include "model/settings.h"
#include "model/system.h"
#include "model/timeline.h"

namespace takt {

/// A stored document: immutable and shared. The pointer is the version.
template <class T>
using Doc = std::shared_ptr<const T>;
/// One of whichever collection; null when there is none.
using AnyDoc = std::shared_ptr<const void>;

/// Documents that are known to be of type T.
template <class T>
std::vector<Doc<T>> typed(std::vector<AnyDoc> documents) {
  std::vector<Doc<T>> out;
  out.reserve(documents.size());
  for (AnyDoc& document : documents) {
    out.push_back(std::static_pointer_cast<const T>(std::move(document)));
  }
  return out;
}

template <class T>
using IdOf = decltype(T::_id);

template <Collection C>
using Opaque = OpaqueDocument<C>;

/// In the order of `enum class Collection`.
using AllDocuments = boost::mp11::mp_list<
    AdLibAction, AdLibPiece, BlueprintDocument, BucketAdLibAction, BucketAdLib, Bucket,
    Opaque<Collection::coreSystem>, Opaque<Collection::evaluations>, ExpectedPackage,
    Opaque<Collection::expectedPackageWorkStatuses>, ExpectedPlayoutItem, ExternalMessage,
    NrcsIngestCacheDoc, SofieIngestCacheDoc, MediaObject, Notification, PartInstance, PackageInfo,
    Opaque<Collection::packageContainerPackageStatuses>,
    Opaque<Collection::packageContainerStatuses>, Part, PeripheralDeviceCommand, PeripheralDevice,
    PieceInstance, Piece, BaselineAdLibAction, BaselineAdLibPiece, RundownBaselineObj,
    Opaque<Collection::rundownLayouts>, Playlist, Rundown, Segment, ShowStyleBase, ShowStyleVariant,
    Opaque<Collection::snapshots>, Studio, TimelineDocument, TimelineDatastoreEntry,
    Opaque<Collection::triggeredActions>, Opaque<Collection::translationsBundles>,
    Opaque<Collection::userActionsLog>, WorkerDocument, WorkerThreadDocument, AsRunEntry>;
static_assert(boost::mp11::mp_size<AllDocuments>::value == kCollectionCount);

/// Calls `visit(std::type_identity<T>{})` with the document type of `collection`.
template <class F>
decltype(auto) with_document_type(Collection collection, F&& visit) {
  return boost::mp11::mp_with_index<kCollectionCount>(
      static_cast<size_t>(collection), [&](auto index) -> decltype(auto) {
        using T = boost::mp11::mp_at_c<AllDocuments, index>;
        static_assert(static_cast<size_t>(T::collection) == index);
        return visit(std::type_identity<T>{});
      });
}

}  // namespace takt
