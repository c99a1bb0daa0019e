#include "base/user_error.h"
#include "blueprints/blueprints.h"
#include "playout/adlib/execute_action.h"
#include "playout/adlib/start_adlib.h"
#include "playout/handlers.h"
#include "playout/run_playout_job.h"

namespace takt::playout {

namespace {

constexpr int kPreconditionFailed = 412;

PlayoutRundown& playing_rundown(PlayoutModel& model) {
  if (!model.active()) throw UserError(UserErrorKey::InactiveRundown, {}, kPreconditionFailed);
  const auto& current = model.playlist().currentPartInfo;
  if (!current) throw UserError(UserErrorKey::NoCurrentPart, {}, kPreconditionFailed);
  PlayoutRundown* rundown = model.find_rundown(current->rundownId);
  if (rundown == nullptr) {
    throw std::runtime_error(
        fmt::format("Current Rundown \"{}\" could not be found", current->rundownId));
  }
  return *rundown;
}

void check_has_actions(PlayoutModel& model, PlayoutRundown& rundown) {
  JobContext& context = model.context();
  const auto show_style = model.show_style(*rundown);
  const blueprints::Blueprint& blueprint = context.blueprints().show_style(context, *show_style);
  if (!blueprint.has("executeAction") && !blueprint.has("executeDataStoreAction")) {
    throw UserError(UserErrorKey::ActionsNotSupported);
  }
}

template <class T>
bool take_data_of(PlayoutModel& model, const AdLibActionId& id, ActionCall& call) {
  const auto doc = model.documents().find<T>(id);
  if (!doc) return false;
  if (truthy(doc->invalid)) throw UserError(UserErrorKey::AdlibUnplayable);
  call.private_data = doc->privateData;
  call.public_data = doc->publicData;
  return true;
}

Json execute(PlayoutModel& model, const Opt<AdLibActionId>& document, ActionCall call) {
  PlayoutRundown& rundown = playing_rundown(model);
  check_has_actions(model, rundown);
  if (document) {
    take_data_of<AdLibAction>(model, *document, call) ||
        take_data_of<BaselineAdLibAction>(model, *document, call) ||
        take_data_of<BucketAdLibAction>(model, *document, call);
  }
  run_datastore_action(model, rundown, call);
  // Values and notes stay, whatever becomes of the action itself.
  if (model.documents().has_changes()) model.context().keep_on_failure();
  JobContext& context = model.context();
  if (!context.blueprints().show_style(context, *model.show_style(*rundown)).has("executeAction")) {
    return JsonObject{{"taken", false}};
  }
  return run_execute_action(model, rundown, call);
}

/// For the show style of what plays: of its variant, or of none.
template <class T>
Doc<T> find_in_bucket(PlayoutModel& model, const ExecuteBucketItemPayload& payload,
                      const Rundown& playing) {
  for (const auto& item :
       model.documents().by<T>(Index::bucket, payload.bucketId.str())) {
    const bool fits = item->showStyleVariantId
                          ? *item->showStyleVariantId == playing.showStyleVariantId
                          : true;
    if (item->externalId == payload.externalId &&
        item->showStyleBaseId == playing.showStyleBaseId && fits) {
      return item;
    }
  }
  return nullptr;
}

}  // namespace

Json execute_action(JobContext& context, const ExecuteActionPayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    ActionCall call;
    call.action_id = payload.actionId;
    call.user_data = payload.userData.value_or(Json());
    call.trigger_mode = payload.triggerMode;
    call.options = payload.actionOptions;
    return execute(model, payload.actionDocId, std::move(call));
  });
}

Json execute_bucket_adlib_or_action(JobContext& context, const ExecuteBucketItemPayload& payload) {
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    PlayoutRundown& rundown = playing_rundown(model);
    if (const auto adlib = find_in_bucket<BucketAdLib>(model, payload, *rundown)) {
      if (model.in_hold()) throw UserError(UserErrorKey::DuringHold);
      PartInstanceModel* current = model.current();
      if (current == nullptr) throw std::runtime_error("The current PartInstance was not found!");
      start_or_queue_adlib(model, *current, PlayableAdlib::of(*adlib, to_json(*adlib)),
                           truthy(adlib->toBeQueued));
      return JsonObject{};
    }
    const auto action = find_in_bucket<BucketAdLibAction>(model, payload, *rundown);
    if (!action) throw UserError(UserErrorKey::AdlibNotFound);
    ActionCall call;
    call.action_id = action->actionId;
    call.user_data = action->userData.value_or(Json());
    call.trigger_mode = payload.triggerMode;
    return execute(model, action->_id, std::move(call));
  });
}

}  // namespace takt::playout
