#pragma once

// The jobs of the studio queue around the shows: snapshots, route sets, the studio's configuration
// through its blueprint, events from devices, debugging (spec/jobs.md, StudioJobs).

#include "jobs/studio_jobs.h"

namespace takt {

/// full: with everything that was reset. snapshotId and reason are for the blueprint.
struct GenerateSnapshotPayload {
  PlaylistId playlistId;
  bool full = false;
  bool withTimeline = false;
  Opt<SnapshotId> snapshotId;
  Opt<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(GenerateSnapshotPayload, (),
                      (playlistId, full, withTimeline, snapshotId, reason))
TAKT_JSON(GenerateSnapshotPayload)

struct RestoreSnapshotPayload {
  std::string snapshotJson;
};
BOOST_DESCRIBE_STRUCT(RestoreSnapshotPayload, (), (snapshotJson))
TAKT_JSON(RestoreSnapshotPayload)

/// type: "system" or "debug". options {studioId?, withDeviceSnapshots?, fullSystem?}.
struct SystemSnapshotPayload {
  SnapshotId snapshotId;
  std::string reason;
  std::string type;
  Json options = JsonObject{};
};
BOOST_DESCRIBE_STRUCT(SystemSnapshotPayload, (), (snapshotId, reason, type, options))
TAKT_JSON(SystemSnapshotPayload)

/// state: true, false or "toggle".
struct SwitchRouteSetPayload {
  std::string routeSetId;
  Json state;
};
BOOST_DESCRIBE_STRUCT(SwitchRouteSetPayload, (), (routeSetId, state))
TAKT_JSON(SwitchRouteSetPayload)

/// As the gateways sent them; the blueprint knows their form.
struct ExternalEventsPayload {
  std::vector<Json> events;
};
BOOST_DESCRIBE_STRUCT(ExternalEventsPayload, (), (events))
TAKT_JSON(ExternalEventsPayload)

struct PackageReferencesPayload {
  PlaylistId playlistId;
  RundownId rundownId;
};
BOOST_DESCRIBE_STRUCT(PackageReferencesPayload, (), (playlistId, rundownId))
TAKT_JSON(PackageReferencesPayload)

/// Result: {snapshotJson}, the snapshot as JSON text.
struct GeneratePlaylistSnapshot {
  static constexpr JobInfo info{"generatePlaylistSnapshot", QueueKind::studio,
                                Delivery::interactive};
  using Payload = GenerateSnapshotPayload;
};
/// Result: {playlistId, remappedIds: {kind: [[old, new]]}}.
struct RestorePlaylistSnapshot {
  static constexpr JobInfo info{"restorePlaylistSnapshot", QueueKind::studio,
                                Delivery::interactive};
  using Payload = RestoreSnapshotPayload;
};
struct OnSystemSnapshotCreated {
  static constexpr JobInfo info{"onSystemSnapshotCreated", QueueKind::studio, Delivery::durable};
  using Payload = SystemSnapshotPayload;
};

struct SwitchRouteSet {
  static constexpr JobInfo info{"switchRouteSet", QueueKind::studio, Delivery::interactive};
  using Payload = SwitchRouteSetPayload;
};
/// In a burst, events join those of a job that waits.
struct OnExternalEvents {
  static constexpr JobInfo info{"onExternalEvents", QueueKind::studio, Delivery::coalescing,
                                "events"};
  using Payload = ExternalEventsPayload;
};
struct CleanupOrphanedExpectedPackageReferences {
  static constexpr JobInfo info{"cleanupOrphanedExpectedPackageReferences", QueueKind::studio,
                                Delivery::coalescing};
  using Payload = PackageReferencesPayload;
};

// The studio's configuration. Settings are what they write; jobs see them from the next one on.
struct BlueprintUpgradeForStudio {
  static constexpr JobInfo info{"blueprintUpgradeForStudio", QueueKind::studio,
                                Delivery::interactive};
  using Payload = NoPayload;
};
/// Result: {messages: [{level, message}]}.
struct BlueprintValidateConfigForStudio {
  static constexpr JobInfo info{"blueprintValidateConfigForStudio", QueueKind::studio,
                                Delivery::interactive};
  using Payload = NoPayload;
};
/// Result: {messages: [{path, message}]}.
struct BlueprintFixUpConfigForStudio {
  static constexpr JobInfo info{"blueprintFixUpConfigForStudio", QueueKind::studio,
                                Delivery::interactive};
  using Payload = NoPayload;
};
struct BlueprintIgnoreFixUpConfigForStudio {
  static constexpr JobInfo info{"blueprintIgnoreFixUpConfigForStudio", QueueKind::studio,
                                Delivery::interactive};
  using Payload = NoPayload;
};

/// Always fails, as a defect in a handler would: to see what an installation does about one.
struct DebugCrash {
  static constexpr JobInfo info{"debugCrash", QueueKind::studio, Delivery::interactive};
  using Payload = PlaylistPayload;
};

}  // namespace takt
