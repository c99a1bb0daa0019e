#include "playout/show.h"

namespace takt::playout {

class Show::Context final : public JobContext {
 public:
  Context(Show& show, const Configuration& configuration)
      : show_(show),
        configuration_(configuration),
        documents_(show.documents(), show.store_.system()) {}

  const Configuration& configuration() const override { return configuration_; }
  Time now() const override { return show_.clock.now(); }
  IdGenerator& ids() override { return show_.ids_; }
  DocumentView& documents() override { return documents_; }
  blueprints::Blueprints& blueprints() override { return show_.blueprints_; }
  void queue_job(QueuedJob job) override { queued.push_back(std::move(job)); }
  void keep_on_failure() override {}
  void after_commit(std::function<void()>) override {}
  void commit_step(PlaylistLock) override { commit(); }
  void commit_step(RundownLock) override { commit(); }
  Json run_device_command(const PeripheralDeviceId& device, JsonObject command, double) override {
    command["deviceId"] = device.str();
    commands.push_back(std::move(command));
    return nullptr;
  }

  void commit() {
    Transaction transaction;
    transaction.studio = StudioId("studio0");
    transaction.changes = documents_.take_changes();
    transaction.locks.everything = true;
    changes.insert(changes.end(), transaction.changes.begin(), transaction.changes.end());
    show_.store_.commit(std::move(transaction));
  }

  std::vector<QueuedJob> queued;
  ChangeSet changes;
  std::vector<JsonObject> commands;

 protected:
  void acquire_rundown(const RundownId&) override {}
  void acquire_playlist(const PlaylistId&) override {}

 private:
  Show& show_;
  const Configuration& configuration_;
  DocumentView documents_;
};

void Show::put_settings(const ShowOptions& options) {
  put(parse<Studio>(parse_json(R"({"_id": "studio0", "name": "Studio", "blueprintId": "studio_bp",
    "supportedShowStyleBase": ["show0"],
    "settingsWithOverrides": {"defaults": {"minimumTakeSpan": 1000}, "overrides": []}})")));
  put(parse<ShowStyleBase>(parse_json(R"({"_id": "show0", "name": "Show", "blueprintId": "show_bp",
    "sourceLayersWithOverrides": {"defaults":
      {"cam": {"_id": "cam", "_rank": 0, "name": "Camera", "type": 1}}, "overrides": []}})")));
  put(parse<ShowStyleVariant>(
      parse_json(R"({"_id": "variant0", "name": "Variant", "showStyleBaseId": "show0"})")));
  BlueprintDocument blueprint;
  blueprint._id = BlueprintId("studio_bp");
  blueprint.blueprintHash = "hash";
  blueprint.blueprintType = "studio";
  blueprint.code =
      "({default: {blueprintType: 'studio', getBaseline: () => ({timelineObjects: []}), " +
      options.studio_hooks + "}})";
  put(blueprint);
  blueprint._id = BlueprintId("show_bp");
  blueprint.blueprintType = "showstyle";
  blueprint.code = "({default: {blueprintType: 'showstyle', " + options.hooks + "}})";
  put(blueprint);
}

void Show::put_rundown(const ShowOptions& options) {
  Playlist playlist;
  playlist._id = PlaylistId("playlist0");
  playlist.studioId = StudioId("studio0");
  playlist.timing.type = "none";
  playlist.rundownIdsInOrder = {RundownId("rundown0")};
  put(playlist);
  Rundown rundown;
  rundown._id = RundownId("rundown0");
  rundown.studioId = StudioId("studio0");
  rundown.showStyleBaseId = ShowStyleBaseId("show0");
  rundown.showStyleVariantId = ShowStyleVariantId("variant0");
  rundown.playlistId = playlist._id;
  rundown.timing.type = "none";
  put(rundown);
  int number = 0;
  for (int s = 0; s < options.segments; ++s) {
    Segment segment;
    segment._id = SegmentId(fmt::format("segment{}", s));
    segment._rank = s;
    segment.rundownId = rundown._id;
    put(segment);
    for (int p = 0; p < options.parts_per_segment; ++p, ++number) {
      Part part;
      part._id = PartId(fmt::format("part{}", number));
      part._rank = p;
      part.rundownId = rundown._id;
      part.segmentId = segment._id;
      put(part);
      for (int i = 0; i < options.pieces_per_part; ++i) {
        Piece piece;
        piece._id = PieceId(fmt::format("piece{}_{}", number, i));
        piece.startRundownId = rundown._id;
        piece.startSegmentId = segment._id;
        piece.startPartId = part._id;
        piece.sourceLayerId = "cam";
        piece.invalid = false;
        put(piece);
      }
    }
  }
}

void Show::change_part(int index, const std::function<void(Part&)>& change) {
  Part part = *documents().find<Part>(PartId(fmt::format("part{}", index)));
  change(part);
  put(std::move(part));
}

void Show::change_piece(int part, const std::function<void(Piece&)>& change) {
  Piece piece = *documents().find<Piece>(PieceId(fmt::format("piece{}_0", part)));
  change(piece);
  put(std::move(piece));
}

Show::Outcome Show::run(const std::string& job, Json payload) {
  const Configuration configuration(store_.system(), StudioId("studio0"));
  Context context(*this, configuration);
  Outcome outcome;
  const JobEntry* entry = table_.find(QueueKind::studio, job);
  if (entry == nullptr) throw std::runtime_error("no such job: " + job);
  try {
    outcome.result = entry->handler(context, payload);
    context.commit();
    outcome.queued = std::move(context.queued);
  } catch (const std::exception&) {
    outcome.error = to_user_error(std::current_exception());
  }
  outcome.changes = std::move(context.changes);
  outcome.commands = std::move(context.commands);
  return outcome;
}

}  // namespace takt::playout
