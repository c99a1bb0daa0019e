#include "base/user_error.h"
#include "playout/handlers.h"
#include "playout/run_playout_job.h"
#include "playout/take/take.h"

namespace takt::playout {

namespace {

Part testing_part(IdGenerator& ids) {
  Part part;
  part._id = PartId(ids.next());
  part.title = "Adlib Testing";
  part.expectedDuration = 0.0;
  part.expectedDurationWithTransition = 0.0;
  part.untimed = true;
  return part;
}

}  // namespace

Json activate_adlib_testing(JobContext& context, const AdlibTestingPayload& payload) {
  if (!truthy(context.studio().settings.allowAdlibTestingSegment)) {
    throw UserError(UserErrorKey::AdlibTestingNotAllowed);
  }
  return run_playout_job(context, payload.playlistId, [&](PlayoutModel& model) -> Json {
    if (!model.active()) throw UserError(UserErrorKey::InactiveRundown);
    if (model.playlist().currentPartInfo) throw UserError(UserErrorKey::RundownAlreadyActive);
    PlayoutRundown& rundown = model.rundown(payload.rundownId);
    model.insert_adlib_testing_segment(rundown);
    PartInstanceModel& instance =
        model.create_adlib_testing_instance(rundown, testing_part(model.ids()));
    model.set_next(&instance, true, false, std::nullopt);
    perform_take(model);
    return nullptr;
  });
}

}  // namespace takt::playout
