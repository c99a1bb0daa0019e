#pragma once

// The quick loop: which part of the playlist is played round and round, and what the parts inside
// look like while it is (spec/playout.md section 7). Functions over a PlayoutModel; they change
// nothing, the model applies what they return.

#include <optional>

#include "playout/model/playout_model.h"

namespace takt::playout::quick_loop {

/// Values of Playlist::quickLoop.forceAutoNext and of the studio's setting.
inline constexpr const char* kForceDisabled = "disabled";
inline constexpr const char* kForceWhenValid = "enabled_when_valid_duration";
inline constexpr const char* kForceMinDuration = "enabled_forcing_min_duration";

// Types of markers.
inline constexpr const char* kPart = "part";
inline constexpr const char* kSegment = "segment";
inline constexpr const char* kRundown = "rundown";
inline constexpr const char* kPlaylist = "playlist";

enum class Within { no, yes, markers_flipped };
/// `instance` may be null.
Within part_is_within(PlayoutModel& model, const PartInstance* instance);

/// The part of an instance within the loop, with autonext and duration as the loop forces them.
Part with_overrides(PlayoutModel& model, const PartInstance& instance);

enum class Marker { start, end };
/// The loop after something moved; `just_set` is the marker that was set last. Absent: no loop.
Opt<QuickLoop> updated(PlayoutModel& model, std::optional<Marker> just_set = std::nullopt);
/// The loop with a marker set, or cleared. Throws when it is locked.
QuickLoop with_marker(const PlayoutModel& model, const StudioSettings& settings, Marker which,
                      Opt<QuickLoopMarker> marker);
/// A locked loop keeps its markers.
Opt<QuickLoop> without_markers(const PlayoutModel& model);

std::vector<SegmentId> segments_between(PlayoutModel& model, const QuickLoopMarker& start,
                                        const QuickLoopMarker& end);
struct Range {
  std::vector<PartId> parts;
  std::vector<SegmentId> segments;
};
Range parts_between(PlayoutModel& model, const QuickLoopMarker& start, const QuickLoopMarker& end);

}  // namespace takt::playout::quick_loop
