#include "store/coverage.h"

namespace takt {

namespace {

/// What a document's collection makes it need.
enum class Guard : uint8_t { none, playlist, rundown, rundown_content, ingest_cache };

constexpr Guard guard_of(Collection collection) {
  switch (collection) {
    case Collection::rundownPlaylists:
      return Guard::playlist;
    case Collection::rundowns:
      return Guard::rundown;
    case Collection::segments:
    case Collection::parts:
    case Collection::pieces:
    case Collection::adLibPieces:
    case Collection::adLibActions:
    case Collection::rundownBaselineObjs:
    case Collection::rundownBaselineAdLibPieces:
    case Collection::rundownBaselineAdLibActions:
    case Collection::partInstances:
    case Collection::pieceInstances:
      return Guard::rundown_content;
    case Collection::ingestDataCache:
    case Collection::sofieIngestDataCache:
      return Guard::ingest_cache;
    default:
      return Guard::none;
  }
}

/// The rundown that a document (null: none) of `collection` belongs to; empty when it has none.
RundownId rundown_of(Collection collection, const void* document) {
  if (document == nullptr) return {};
  return with_document_type(collection, [&](auto type) -> RundownId {
    using T = typename decltype(type)::type;
    [[maybe_unused]] const T& doc = *static_cast<const T*>(document);
    if constexpr (requires { RundownId(doc.rundownId); }) {
      return doc.rundownId;
    } else if constexpr (requires { doc.startRundownId; }) {
      return doc.startRundownId ? *doc.startRundownId : RundownId();
    } else {
      return {};
    }
  });
}

class Check {
 public:
  Check(const Transaction& transaction, const Documents& studio)
      : transaction_(transaction), studio_(studio) {
    for (const Change& change : transaction.changes) {
      if (change.collection == Collection::rundowns && change.document) {
        written_rundowns_[change.id] = static_cast<const Rundown*>(change.document.get());
      }
    }
  }

  void run() {
    for (const Change& change : transaction_.changes) {
      change_ = &change;
      switch (guard_of(change.collection)) {
        case Guard::none:
          break;
        case Guard::playlist:
          require_playlist(PlaylistId(change.id));
          break;
        case Guard::rundown:
          check_rundown();
          break;
        case Guard::rundown_content:
          for_both([&](const RundownId& id) { check_content(id); });
          break;
        case Guard::ingest_cache:
          for_both([&](const RundownId& id) {
            if (!holds(id) && !is_new_of_held_playlist(id)) fail("rundown", id.str());
          });
          break;
      }
    }
  }

 private:
  bool holds(const PlaylistId& id) const {
    const auto& held = transaction_.locks.playlists;
    return std::find(held.begin(), held.end(), id) != held.end();
  }
  bool holds(const RundownId& id) const {
    const auto& held = transaction_.locks.rundowns;
    return std::find(held.begin(), held.end(), id) != held.end();
  }

  /// Made by this transaction: nobody else can know it, and its playlist is ours.
  bool is_new_of_held_playlist(const RundownId& id) const {
    const auto written = written_rundowns_.find(id.str());
    return written != written_rundowns_.end() && !studio_.find<Rundown>(id) &&
           holds(written->second->playlistId);
  }

  [[noreturn]] void fail(std::string_view kind, std::string_view id) const {
    throw LockCoverageError(fmt::format("{} \"{}\" was changed without the lock of {} \"{}\"",
                                        collection_name(change_->collection), change_->id, kind,
                                        id));
  }

  void require_playlist(const PlaylistId& id) const {
    if (!holds(id)) fail("playlist", id.str());
  }

  /// Both playlists of a move; a playlist that isn't there any more can't be locked by anyone.
  void check_rundown() const {
    const auto* after = static_cast<const Rundown*>(change_->document.get());
    const auto before = studio_.find<Rundown>(RundownId(change_->id));
    if (after != nullptr && !after->playlistId.empty()) require_playlist(after->playlistId);
    if (before == nullptr) return;
    if (studio_.find<Playlist>(before->playlistId)) {
      require_playlist(before->playlistId);
    } else if (after == nullptr && !holds(before->playlistId)) {
      require_any(before->_id);
    }
  }

  /// Most changes of a transaction are of one rundown.
  void check_content(const RundownId& id) {
    if (id == last_content_) return;
    look_up_content(id);
    last_content_ = id;
  }

  void look_up_content(const RundownId& id) const {
    if (const auto rundown = studio_.find<Rundown>(id)) {
      if (holds(rundown->playlistId)) return;
      if (studio_.find<Playlist>(rundown->playlistId)) require_playlist(rundown->playlistId);
    }
    const auto written = written_rundowns_.find(id.str());
    if (written != written_rundowns_.end()) {
      require_playlist(written->second->playlistId);
    } else {
      require_any(id);
    }
  }

  /// For what belongs to no known rundown or playlist.
  void require_any(const RundownId& id) const {
    if (!holds(id) && transaction_.locks.playlists.empty()) fail("rundown", id.str());
  }

  /// Calls check(rundown) with the rundown of the document before and, where it differs, after.
  template <class F>
  void for_both(F check) const {
    const auto old_document = studio_.find(change_->collection, change_->id);
    const RundownId before = rundown_of(change_->collection, old_document.get());
    const RundownId after = rundown_of(change_->collection, change_->document.get());
    if (!before.empty()) check(before);
    if (!after.empty() && after != before) check(after);
    if (change_->document && after.empty()) check(after);
  }

  const Transaction& transaction_;
  const Documents& studio_;
  const Change* change_ = nullptr;
  std::optional<RundownId> last_content_;
  std::unordered_map<std::string_view, const Rundown*> written_rundowns_;
};

}  // namespace

void check_coverage(const Transaction& transaction, const Documents& studio) {
  if (!transaction.locks.everything) Check(transaction, studio).run();
}

}  // namespace takt
