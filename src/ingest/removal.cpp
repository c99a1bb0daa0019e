#include "ingest/removal.h"

namespace takt::ingest {

namespace {

template <class... T>
void remove_of_rundown(DocumentView& documents, const RundownId& id) {
  const auto remove_one = [&]<class D>(std::type_identity<D>) {
    for (const Doc<D>& doc : documents.by<D>(Index::rundown, id.str())) {
      documents.remove<D>(doc->_id);
    }
  };
  (remove_one(std::type_identity<T>{}), ...);
}

/// Notifications are few, and nothing else looks for them by their relation.
template <class F>
void remove_notifications(DocumentView& documents, F&& matches) {
  for (const auto& notification : documents.all<Notification>()) {
    if (matches(notification->relatedTo)) documents.remove<Notification>(notification->_id);
  }
}

}  // namespace

void remove_rundown_documents(DocumentView& documents, const RundownId& id) {
  documents.remove<Rundown>(id);
  remove_of_rundown<AdLibAction, AdLibPiece, ExpectedPlayoutItem, ExpectedPackage,
                    SofieIngestCacheDoc, NrcsIngestCacheDoc, BaselineAdLibPiece,
                    BaselineAdLibAction, RundownBaselineObj, Segment, Part, PartInstance, Piece,
                    PieceInstance>(documents, id);
  remove_notifications(documents,
                       [&](const NotificationRelation& to) { return to.rundownId == id; });
}

void remove_playlist_documents(DocumentView& documents, const PlaylistId& id) {
  documents.remove<Playlist>(id);
  remove_notifications(documents,
                       [&](const NotificationRelation& to) { return to.playlistId == id; });
}

}  // namespace takt::ingest
