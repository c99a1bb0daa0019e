#include "playout/hooks/hook_frame.h"

#include "base/hash.h"
#include "blueprints/translate.h"
#include "model/derived_ids.h"
#include "playout/studio/studio_timeline.h"

namespace takt::playout {

namespace {

constexpr double kDeviceTimeoutMs = 3000;

/// What a device of this kind can do, as its gateway declares it.
const Json* declared_actions(const PeripheralDevice& gateway, const Json& sub_type) {
  if (!gateway.configManifest) return nullptr;
  const Json* manifest = member(*gateway.configManifest, "subdeviceManifest");
  if (manifest == nullptr) return nullptr;
  const std::string key =
      sub_type.is_string() ? to_string(sub_type.get_string()) : dump(sub_type);
  const Json* own = member(*manifest, key);
  return own != nullptr ? member(*own, "actions") : nullptr;
}

Json list_playout_devices(JobContext& context) {
  const auto gateways = playout_gateways(context);
  JsonArray out;
  for (const auto& device : context.documents().all<PeripheralDevice>()) {
    const auto gateway = std::find_if(gateways.begin(), gateways.end(), [&](const auto& other) {
      return device->parentDeviceId == other->_id;
    });
    if (gateway == gateways.end()) continue;
    JsonObject item{{"deviceId", device->_id.str()}};
    if (device->subType) {
      item["deviceType"] = *device->subType;
      if (const Json* actions = declared_actions(**gateway, *device->subType)) {
        item["actions"] = *actions;
      }
    }
    out.push_back(std::move(item));
  }
  return out;
}

}  // namespace

blueprints::ContextInfo hook_info(PlayoutModel& model, const Rundown& rundown) {
  const Playlist& playlist = model.playlist();
  const auto id_text = [](const Opt<SelectedPartInstance>& info) {
    return info ? info->partInstanceId.str() : "undefined";
  };
  return {fmt::format("{}({})", rundown.name, playlist.name),
          fmt::format(
              "playlist={},rundown={},currentPartInstance={},nextPartInstance={},execution={}",
              playlist._id, rundown._id, id_text(playlist.currentPartInfo),
              id_text(playlist.nextPartInfo), model.ids().next())};
}

HookState::HookState(PlayoutModel& model, blueprints::Blueprint& blueprint)
    : model_(model),
      state_(blueprint, model.playlist().privatePlayoutPersistentState,
             model.playlist().publicPlayoutPersistentState) {}

void HookState::save() const {
  Opt<Json> private_state = model_.playlist().privatePlayoutPersistentState;
  Opt<Json> public_state = model_.playlist().publicPlayoutPersistentState;
  if (state_.save(model_.context(), private_state, public_state)) {
    model_.set_persistent_state(std::move(private_state), std::move(public_state));
  }
}

void notify(NotificationChanges& changes, const std::string& category,
            const std::vector<blueprints::UserNote>& notes, const BlueprintId& blueprint,
            const NotificationRelation& related_to) {
  for (const blueprints::UserNote& note : notes) {
    // A note has no id: equal ones are one.
    changes.set(category,
                              {get_hash(dump(note.message)), note.severity,
                               blueprints::wrap_message(note.message, blueprint), related_to});
  }
}

void notify_error(PlayoutModel& model, const std::string& category, std::string id,
                  std::string_view text, const NotificationRelation& related_to) {
  model.notifications().set(
      category, {std::move(id), NoteSeverity::ERROR, JsonObject{{"key", text}}, related_to});
}

NotificationRelation about_part(const RundownId& rundown, const PartInstanceId& instance) {
  NotificationRelation related;
  related.type = "partInstance";
  related.rundownId = rundown;
  related.partInstanceId = instance;
  return related;
}

void add_devices(blueprints::ContextHost& host, JobContext& context) {
  host.add("listPlayoutDevices", [&context](const JsonArray&) -> script::Reply {
    return list_playout_devices(context);
  });
  host.add("executeTSRAction", [&context](const JsonArray& args) -> script::Reply {
    JsonObject command{{"actionId", blueprints::arg(args, 1)},
                       {"payload", blueprints::arg(args, 2)}};
    return context.run_device_command(PeripheralDeviceId(blueprints::text_arg(args, 0)),
                                      std::move(command),
                                      blueprints::number_arg(args, 3, kDeviceTimeoutMs));
  });
}

void add_datastore(blueprints::ContextHost& host, PlayoutModel& model) {
  host.add("setTimelineDatastoreValue", [&model](const JsonArray& args) -> script::Reply {
    TimelineDatastoreEntry entry;
    entry.studioId = model.context().studio_id();
    entry.key = blueprints::text_arg(args, 0);
    entry._id = datastore_id(entry.studioId, entry.key);
    entry.value = blueprints::arg(args, 1);
    entry.mode = blueprints::text_arg(args, 2);
    entry.modified = model.now();
    model.after_save([entry](PlayoutModel& saved) { saved.documents().put(entry); });
    return std::nullopt;
  });
  host.add("removeTimelineDatastoreValue", [&model](const JsonArray& args) -> script::Reply {
    const auto id = datastore_id(model.context().studio_id(), blueprints::text_arg(args, 0));
    model.after_save([id](PlayoutModel& saved) {
      if (saved.documents().find<TimelineDatastoreEntry>(id)) {
        saved.documents().remove<TimelineDatastoreEntry>(id);
      }
    });
    return std::nullopt;
  });
}

void add_trigger_ingest(blueprints::ContextHost& host, PlayoutModel& model) {
  host.add("emitIngestOperation", [&model](const JsonArray& args) -> script::Reply {
    const PartInstanceModel* instance =
        model.current() != nullptr ? model.current() : model.next();
    if (instance == nullptr) {
      throw std::runtime_error(
          "Cannot emit ingest operation when there is no current or next partInstance");
    }
    const PlayoutRundown* rundown = model.find_rundown((*instance)->rundownId);
    if (rundown == nullptr) {
      throw std::runtime_error(
          "Cannot emit ingest operation when the partInstance has no rundown");
    }
    JsonObject payload{{"rundownExternalId", (*rundown)->externalId},
                       {"segmentId", (*instance)->segmentId.str()},
                       {"partId", (*instance)->part._id.str()}};
    if (blueprints::has_arg(args, 0)) payload["operation"] = blueprints::arg(args, 0);
    model.context().queue_ingest_job("playoutExecuteChangeOperation", std::move(payload));
    return std::nullopt;
  });
}

}  // namespace takt::playout
