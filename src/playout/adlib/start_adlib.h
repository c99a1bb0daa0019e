#pragma once

// Playing an adlib: into the part that plays, or as a part of its own that follows
// (spec/playout.md section 5).

#include "playout/model/playout_model.h"

namespace takt::playout {

/// What adlib pieces, bucket adlibs and pieces have in common when they are played.
struct PlayableAdlib {
  PieceId id;
  /// The document: all its members go along into the new piece.
  JsonObject document;

  static PlayableAdlib of(const AdLibPieceCommon& adlib, Json document);
  /// A piece that is played again; the adlib gets an id of its own.
  static PlayableAdlib of_played(const Piece& piece, IdGenerator& ids);
};

enum class PlayAs { in_current_part, own_part };
/// The piece that an adlib becomes.
Piece generic_piece(const JsonObject& document, PlayAs as, IdGenerator& ids);

/// Inserts it into `current`, or, when it is to be queued, as a part after it. The timeline follows.
void start_or_queue_adlib(PlayoutModel& model, PartInstanceModel& current,
                          const PlayableAdlib& adlib, bool queue);

}  // namespace takt::playout
