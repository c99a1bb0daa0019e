#pragma once

// Which AB playback session a piece or a timeline object belongs to. A session is what one player
// plays, once; it keeps its id while a clip runs on through parts, and from the moment it is looked
// ahead at until it is over (spec/playout.md section 10, AB playback). Pure but for new ids.
//
//   AbSessions sessions(instances, playlist.trackedAbSessions, ids);
//   std::string id = sessions.of_piece(piece_instance, wish);
//   playlist.trackedAbSessions = sessions.kept();

#include <optional>
#include <string>
#include <vector>

#include "base/id_generator.h"
#include "model/all_documents.h"

namespace takt::playout {

/// One entry of a piece's or timeline object's `abSessions`.
struct AbWish {
  std::string pool;
  std::string name;
  bool globally_unique = false;
  bool optional = false;
};
/// Those of `pool`; what isn't an entry is left out.
std::vector<AbWish> ab_wishes(const Opt<std::vector<PieceAbSessionInfo>>& ab_sessions,
                              std::string_view pool);
std::vector<AbWish> ab_wishes(const Opt<Json>& ab_sessions, std::string_view pool);

class AbSessions {
 public:
  /// `instances`: the previous ones (latest first), the current and the next one; they must outlive
  /// this.
  AbSessions(std::vector<const PartInstance*> instances, std::vector<AbSessionInfo> known,
             IdGenerator& ids);

  /// Made when there is none yet. Throws when the piece's part instance isn't one of the selected.
  std::string of_piece(const PieceInstance& instance, const AbWish& wish);
  /// nullopt for an object that neither belongs to a known session nor is looked ahead at.
  std::optional<std::string> of_object(const TimelineObject& object, const AbWish& wish);

  // The same with a name that holds the pool already: what blueprints ask for.
  std::string of_piece(const PieceInstance& instance, const std::string& full_name);
  std::optional<std::string> of_object(const TimelineObject& object, const std::string& full_name);

  /// The sessions that were asked for.
  std::vector<AbSessionInfo> kept() const;

 private:
  struct Known {
    AbSessionInfo info;
    bool used = false;
  };
  std::string unique(const AbWish& wish);
  Known& add(std::string name);
  /// The first one of this name, not globally unique, that `matches`; nullptr for none.
  template <class F>
  Known* find(const std::string& name, F matches);
  Known* find_for_instance(const std::string& name, const PartInstanceId& id);
  Known* find_lookahead(const std::string& name, const PartId& part);
  const PartInstance* instance(const PartInstanceId& id) const;
  /// The part instance before, when its session may run on into `instance`.
  const PartInstance* predecessor(const PartInstance& instance) const;

  std::vector<const PartInstance*> instances_;
  std::vector<Known> known_;
  IdGenerator& ids_;
};

}  // namespace takt::playout
