#pragma once

// rundowns and segments, written by ingest under RundownLock and PlaylistLock.
// spec/data-model.md section 3.

#include "model/collections.h"
#include "model/common.h"

namespace takt {

/// Where a rundown comes from. type: nrcs, snapshot, http, testing or restApi.
struct RundownSource {
  std::string type;
  Opt<PeripheralDeviceId> peripheralDeviceId;
  Opt<std::string> nrcsName;
  Opt<RundownId> rundownId;
  Opt<ShowStyleVariantId> showStyleVariantId;
  Opt<std::string> resyncUrl;
  JsonObject extra;
  bool operator==(const RundownSource&) const = default;
};
BOOST_DESCRIBE_STRUCT(RundownSource, (),
                      (type, peripheralDeviceId, nrcsName, rundownId, showStyleVariantId, resyncUrl,
                       extra))
TAKT_JSON(RundownSource)

struct Rundown {
  static constexpr Collection collection = Collection::rundowns;
  RundownId _id;
  std::string externalId;
  StudioId studioId;
  ShowStyleBaseId showStyleBaseId;
  ShowStyleVariantId showStyleVariantId;
  RundownSource source;
  Time created = 0;
  Time modified = 0;
  ImportVersions importVersions;
  Opt<std::string> status;
  Opt<std::string> airStatus;
  Opt<std::string> orphaned;  // deleted, manual, from-snapshot
  Opt<std::vector<Note>> notes;
  std::string name;
  Opt<std::string> description;
  PlaylistTiming timing;
  Opt<Json> privateData;
  Opt<Json> publicData;
  Opt<std::string> playlistExternalId;
  PlaylistId playlistId;
  Opt<bool> playlistIdIsSetInSofie;
  Opt<Json> userEditOperations;
  Opt<Json> externalEventSubscriptions;
  /// What the newsroom was told last is on air.
  Opt<std::string> notifiedCurrentPlayingPartExternalId;
  JsonObject extra;
  TAKT_VALUE_TYPE(Rundown)
};
BOOST_DESCRIBE_STRUCT(Rundown, (),
                      (_id, externalId, studioId, showStyleBaseId, showStyleVariantId, source,
                       created, modified, importVersions, status, airStatus, orphaned, notes, name,
                       description, timing, privateData, publicData, playlistExternalId, playlistId,
                       playlistIdIsSetInSofie, userEditOperations, externalEventSubscriptions,
                       notifiedCurrentPlayingPartExternalId, extra))
TAKT_JSON(Rundown)

struct SegmentTiming {
  Opt<double> budgetDuration;
  Opt<std::string> countdownType;
  JsonObject extra;
  bool operator==(const SegmentTiming&) const = default;
};
BOOST_DESCRIBE_STRUCT(SegmentTiming, (), (budgetDuration, countdownType, extra))

struct Segment {
  static constexpr Collection collection = Collection::segments;
  SegmentId _id;
  double _rank = 0;
  std::string externalId;
  RundownId rundownId;
  std::string name;
  Opt<Json> privateData;
  Opt<Json> publicData;
  Opt<bool> isHidden;
  Opt<std::string> identifier;
  Opt<std::string> displayMinishelf;
  Opt<std::string> displayAs;
  Opt<SegmentTiming> segmentTiming;
  Opt<std::string> orphaned;  // deleted, hidden, adlib-testing
  Opt<std::vector<Note>> notes;
  Opt<Json> userEditOperations;
  Opt<Json> userEditProperties;
  JsonObject extra;
  TAKT_VALUE_TYPE(Segment)
};
BOOST_DESCRIBE_STRUCT(Segment, (),
                      (_id, _rank, externalId, rundownId, name, privateData, publicData, isHidden,
                       identifier, displayMinishelf, displayAs, segmentTiming, orphaned, notes,
                       userEditOperations, userEditProperties, extra))
TAKT_JSON(Segment)
TAKT_JSON_TEXT(Segment)

/// Segment.orphaned values.
inline constexpr const char* kOrphanedDeleted = "deleted";
inline constexpr const char* kOrphanedHidden = "hidden";
inline constexpr const char* kOrphanedAdlibTesting = "adlib-testing";

}  // namespace takt
