#pragma once

// Removing a rundown, or a playlist, with everything that belongs to it.

#include "store/document_view.h"

namespace takt::ingest {

/// Under the rundown's lock. Its playlist is left alone.
void remove_rundown_documents(DocumentView& documents, const RundownId& id);

/// Under the playlist's lock. Its rundowns are left alone.
void remove_playlist_documents(DocumentView& documents, const PlaylistId& id);

}  // namespace takt::ingest
