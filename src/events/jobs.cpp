#include "events/jobs.h"

#include "base/log.h"
#include "base/reflect.h"
#include "blueprints/config_refs.h"
#include "events/as_run.h"
#include "events/event_hooks.h"
#include "events/external_messages.h"
#include "events/newsroom.h"
#include "jobs/job_context.h"

namespace takt::events {

struct PartInstanceTimings {
  static constexpr JobInfo info{"partInstanceTimings", QueueKind::events, Delivery::coalescing};
  struct Payload {
    PlaylistId playlistId;
    Opt<PartInstanceId> partInstanceId;
  };
};
BOOST_DESCRIBE_STRUCT(PartInstanceTimings::Payload, (), (playlistId, partInstanceId))

struct RundownDataChanged {
  static constexpr JobInfo info{"rundownDataChanged", QueueKind::events, Delivery::coalescing};
  struct Payload {
    PlaylistId playlistId;
    RundownId rundownId;
  };
};
BOOST_DESCRIBE_STRUCT(RundownDataChanged::Payload, (), (playlistId, rundownId))

/// Not for outside: whoever sends a message asks with it for the values in its receiver. Result:
/// {text}.
struct ResolveConfigRefs {
  static constexpr JobInfo info{"resolveConfigRefs", QueueKind::events, Delivery::interactive};
  struct Payload {
    std::string text;
  };
};
BOOST_DESCRIBE_STRUCT(ResolveConfigRefs::Payload, (), (text))

void from_json(PartInstanceTimings::Payload& out, const Json& value, const reflect::Path& path) {
  reflect::read_struct(out, value, path);
}
void from_json(RundownDataChanged::Payload& out, const Json& value, const reflect::Path& path) {
  reflect::read_struct(out, value, path);
}
void from_json(ResolveConfigRefs::Payload& out, const Json& value, const reflect::Path& path) {
  reflect::read_struct(out, value, path);
}

namespace {

/// What an event is about, as long as it still is: its rundown and playlist.
struct Subject {
  Doc<Rundown> rundown;
  Doc<Playlist> playlist;
};

/// Throws when the rundown has gone, or isn't in that playlist any more.
Subject subject_of(JobContext& context, const RundownId& id, const PlaylistId& playlist_id) {
  Subject subject{context.documents().find<Rundown>(id),
                  context.documents().find<Playlist>(playlist_id)};
  if (!subject.rundown || subject.rundown->studioId != context.studio_id()) {
    throw std::runtime_error(fmt::format("rundown \"{}\" not found", id));
  }
  if (!subject.playlist || subject.rundown->playlistId != playlist_id) {
    throw std::runtime_error(
        fmt::format("rundown \"{}\" is not in playlist \"{}\"", id, playlist_id));
  }
  return subject;
}

/// The show goes on whatever becomes of an event.
void logged(std::string_view what, const std::function<void()>& handle) {
  try {
    handle();
  } catch (...) {
    const UserError error = to_user_error(std::current_exception());
    log::error("{}: {}{}{}", what, error.raw_message(), error.stack().empty() ? "" : "\n",
               error.stack());
  }
}

/// As a part of an address.
std::string uri_encoded(const std::string& value) {
  constexpr std::string_view kPlain = "-_.!~*'()";
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || kPlain.find(c) != kPlain.npos;
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

Json part_instance_timings(JobContext& context, const PartInstanceTimings::Payload& payload) {
  logged("as-run log", [&] {
    const auto instance =
        context.documents().find<PartInstance>(payload.partInstanceId.value_or(PartInstanceId()));
    if (instance) note_as_run(context, *instance);
  });
  logged("partInstanceTimings", [&] {
    const PartInstanceId id = payload.partInstanceId.value_or(PartInstanceId());
    const auto instance = context.documents().find<PartInstance>(id);
    if (!instance) throw std::runtime_error(fmt::format("part instance \"{}\" not found", id));
    const Subject subject = subject_of(context, instance->rundownId, payload.playlistId);
    queue_external_messages(context, *subject.rundown, *subject.playlist,
                            call_rundown_timing(context, *subject.rundown, *instance));
  });
  return nullptr;
}

Json rundown_data_changed(JobContext& context, const RundownDataChanged::Payload& payload) {
  logged("rundownDataChanged", [&] {
    const Subject subject = subject_of(context, payload.rundownId, payload.playlistId);
    queue_external_messages(context, *subject.rundown, *subject.playlist,
                            call_rundown_data_changed(context, *subject.rundown));
  });
  return nullptr;
}

Json resolve_config_refs(JobContext& context, const ResolveConfigRefs::Payload& payload) {
  blueprints::ConfigRefOptions options;
  options.modifier = uri_encoded;
  options.bail_on_error = true;
  return JsonObject{{"text", blueprints::resolve_config_refs(context, payload.text, options)}};
}

}  // namespace

void add_jobs(JobTable& table) {
  table.add<PartInstanceTimings>(part_instance_timings);
  table.add<RundownDataChanged>(rundown_data_changed);
  table.add<ResolveConfigRefs>(resolve_config_refs);
  table.add<NotifyCurrentlyPlayingPart>(notify_currently_playing_part);
  table.add<SendStoryStatus>(send_story_status);
}

}  // namespace takt::events
