#include "base/log.h"
#include "playout/handlers.h"
#include "playout/playback/part_playback.h"
#include "playout/run_playout_job.h"

namespace takt::playout {

namespace {

// Values of PlaybackChange::type.
constexpr std::string_view kPartStarted = "partPlaybackStarted";
constexpr std::string_view kPartStopped = "partPlaybackStopped";
constexpr std::string_view kPieceStarted = "piecePlaybackStarted";
constexpr std::string_view kPieceStopped = "piecePlaybackStopped";
constexpr std::string_view kRegenerate = "triggerRegeneration";

bool has_regeneration_token(PlayoutModel& model, const std::string& token) {
  const auto timeline = model.documents().find<TimelineDocument>(model.context().studio_id());
  return timeline && timeline->regenerateTimelineToken &&
         !timeline->regenerateTimelineToken->empty() && timeline->regenerateTimelineToken == token;
}

void apply(PlayoutModel& model, const PlaybackChange& change) {
  const PartInstanceId part(string_member(change.data, "partInstanceId"));
  const PieceInstanceId piece(string_member(change.data, "pieceInstanceId"));
  const Json* time_member = member(change.data, "time");
  const Time time = time_member != nullptr ? as_number(*time_member).value_or(0) : 0;
  if (change.type == kPartStarted) {
    on_part_started(model, part, time);
  } else if (change.type == kPartStopped) {
    on_part_stopped(model, part, time);
  } else if (change.type == kPieceStarted) {
    on_piece_started(model, part, piece, time);
  } else if (change.type == kPieceStopped) {
    on_piece_stopped(model, part, piece, time);
  } else if (change.type == kRegenerate) {
    if (has_regeneration_token(model, string_member(change.data, "regenerationToken"))) {
      model.update_timeline();
    } else {
      log::warning("A gateway asked for a new timeline with an outdated token");
    }
  } else {
    throw std::runtime_error(fmt::format("Unknown playback change \"{}\"", change.type));
  }
}

}  // namespace

Json on_playout_playback_changed(JobContext& context, const PlaybackChangedPayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    for (const PlaybackChange& change : payload.changes) {
      try {
        apply(model, change);
      } catch (const std::exception& error) {
        // The other reports are true all the same.
        log::error("{}", error.what());
      }
    }
    return nullptr;
  });
}

}  // namespace takt::playout
