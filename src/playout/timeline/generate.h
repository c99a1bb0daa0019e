#pragma once

// The timeline of an active playlist, from documents to the `timeline` document (spec/playout.md
// section 10, spec/timeline.md). Pure: no job context, no blueprint; the blueprint's
// onTimelineGenerate and AB playback run in the `on_generate` call-out between building and
// finishing. Anything that is wrong is thrown; there is never an empty timeline instead.
//
//   TimelineInput input{...};
//   GeneratedTimeline made = generate_timeline(input, ids);
//   for (const auto& change : made.planned) apply(change);   // multi-gateway mode
//   documents.put(std::move(made.document));

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/id_generator.h"
#include "jobs/studio_settings.h"
#include "playout/timeline/lookahead/lookahead.h"
#include "playout/timeline/planned_times.h"
#include "playout/timeline/selected_parts.h"

namespace takt::playout {

/// What a blueprint sees when it changes the timeline.
struct GenerateCall {
  std::vector<TimelineObject>& objects;
  const std::vector<ResolvedPiece>& resolved_pieces;
  const TimelineParts& parts;
};

struct TimelineInput {
  const Playlist& playlist;
  const JobStudio& studio;
  /// Of the current part's rundown, else the next one's; nullptr when there is neither.
  const ShowStyle* show_style = nullptr;
  Opt<std::string> blueprint_id = {};
  std::string blueprint_hash = {};
  SelectedParts parts = {};
  std::vector<Doc<RundownBaselineObj>> baseline = {};  // of the same rundown
  /// The playable parts after the playhead, nearest first (getOrderedPartsAfterPlayhead), and the
  /// planned pieces that start in a part, in storage order.
  FutureParts future = {};
  /// The job's now, and the same as the gateways will see it (later in multi-gateway mode).
  Time now = 0;
  Time now_in_playout = 0;
  bool multi_gateway = false;
  /// The timeline so far; nullptr when there is none. Times that replaced `now` in it are kept.
  const TimelineDocument* before = nullptr;
  /// May change everything. Not called without a current or next part. What it throws ends the
  /// generation, so that a blueprint's error which is to be survived has to be caught inside.
  std::function<void(const GenerateCall&)> on_generate = {};
};

struct GeneratedTimeline {
  TimelineDocument document;
  /// Multi-gateway mode: times that the instances get; to be applied in this order.
  std::vector<PlannedTimeChange> planned;
};

GeneratedTimeline generate_timeline(const TimelineInput& input, IdGenerator& ids);

/// The timeline of a studio without an active playlist.
struct StudioTimelineInput {
  const JobStudio& studio;
  Opt<std::string> blueprint_id = {};
  std::string blueprint_hash = "-";
  std::vector<TimelineObject> baseline = {};
  Time now = 0;
  const TimelineDocument* before = nullptr;
};
TimelineDocument generate_studio_timeline(StudioTimelineInput input, IdGenerator& ids);

}  // namespace takt::playout
