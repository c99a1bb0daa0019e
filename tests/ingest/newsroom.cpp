#include "ingest/newsroom.h"

#include "model/derived_ids.h"
#include "read_text.h"

namespace takt::ingest {

namespace {

constexpr const char* kStudioHooks = R"(
  blueprintType: 'studio',
  getBaseline: () => ({timelineObjects: []}),
  getShowStyleId: (context, styles) => styles[0]._id,
)";

// A part for each part, with a piece that shows its payload's text, an adlib and an action.
constexpr const char* kShowHooks = R"(
  blueprintType: 'showstyle',
  getShowStyleVariantId: (context, variants) => variants[0]._id,
  getRundown: (context, rundown) => ({
    rundown: {externalId: rundown.externalId, name: rundown.name, timing: {type: 'none'}},
    globalAdLibPieces: [], globalActions: [], baseline: {timelineObjects: []},
  }),
  getSegment: (context, segment) => ({
    segment: {name: segment.name},
    parts: segment.parts.map((part) => ({
      part: {externalId: part.externalId, title: part.name, expectedDuration: 1000},
      pieces: [{
        externalId: part.externalId + '_piece', name: part.payload?.text ?? '', sourceLayerId: 'cam',
        outputLayerId: 'pgm', lifespan: 'part-only', enable: {start: 0},
        content: {timelineObjects: [
          {id: '', enable: {start: 0}, layer: 'L', priority: 1, content: {deviceType: 0}},
        ]},
      }],
      adLibPieces: [{
        externalId: part.externalId + '_adlib', name: segment.name, sourceLayerId: 'cam', _rank: 0,
        outputLayerId: 'pgm', lifespan: 'part-only', content: {timelineObjects: []},
      }],
      actions: [{
        externalId: part.externalId + '_action', actionId: 'do', userData: {part: part.externalId},
        userDataManifest: {}, display: {_rank: 0, label: {key: 'Do'}},
      }],
    })),
  }),
)";

BlueprintDocument blueprint(const char* id, const char* type, std::string code) {
  BlueprintDocument document;
  document._id = BlueprintId(id);
  document.blueprintHash = "hash";
  document.blueprintType = type;
  document.code = std::move(code);
  return document;
}

template <class T>
void add_collection(JsonObject& out, const Documents& documents) {
  std::vector<Json> found;
  for (const auto& doc : documents.all<T>()) {
    JsonObject object = to_json(*doc).as_object();
    for (const char* time : {"created", "modified", "allModified"}) object.erase(time);
    if constexpr (std::is_same_v<T, RundownBaselineObj>) object.erase("_id");
    found.push_back(std::move(object));
  }
  std::sort(found.begin(), found.end(), [](const Json& a, const Json& b) {
    return string_member(a, "_id") < string_member(b, "_id");
  });
  out[collection_name(T::collection)] = JsonArray(found.begin(), found.end());
}

}  // namespace

NewsroomSetup demo_blueprints() {
  const std::filesystem::path folder = std::filesystem::path(TAKT_SOURCE_DIR) / "blueprints/demo";
  NewsroomSetup setup;
  setup.studio_code = read_text(folder / "studio.js");
  setup.show_code = read_text(folder / "show.js");
  return setup;
}

class Newsroom::Context final : public JobContext {
 public:
  Context(Newsroom& newsroom, const Configuration& configuration)
      : newsroom_(newsroom),
        configuration_(configuration),
        documents_(newsroom.documents(), newsroom.store_.system()) {}

  const Configuration& configuration() const override { return configuration_; }
  Time now() const override { return newsroom_.clock.now(); }
  IdGenerator& ids() override { return newsroom_.ids_; }
  DocumentView& documents() override { return documents_; }
  blueprints::Blueprints& blueprints() override { return newsroom_.blueprints_; }
  void queue_job(QueuedJob job) override { queued.push_back(std::move(job)); }
  void keep_on_failure() override {
    kept_ = documents_.changes();
    kept_queued_ = queued;
    kept_actions_ = actions_.size();
  }
  void after_commit(std::function<void()> action) override {
    actions_.push_back(std::move(action));
  }
  void commit_step(PlaylistLock) override { commit(); }
  void commit_step(RundownLock) override { commit(); }
  Json run_device_command(const PeripheralDeviceId&, JsonObject, double) override {
    return nullptr;
  }

  void commit() {
    Transaction transaction;
    transaction.studio = newsroom_.studio_;
    transaction.changes = documents_.take_changes();
    transaction.locks = locks_;
    changes.insert(changes.end(), transaction.changes.begin(), transaction.changes.end());
    newsroom_.store_.commit(std::move(transaction));
    for (const auto& action : std::exchange(actions_, {})) action();
  }
  void commit_failure() {
    documents_.restore(std::move(kept_));
    queued = std::move(kept_queued_);
    actions_.resize(kept_actions_);
    commit();
  }

  std::vector<QueuedJob> queued;
  ChangeSet changes;

 protected:
  void acquire_rundown(const RundownId& id) override { locks_.rundowns.push_back(id); }
  void acquire_playlist(const PlaylistId& id) override { locks_.playlists.push_back(id); }

 private:
  Newsroom& newsroom_;
  const Configuration& configuration_;
  DocumentView documents_;
  LockCoverage locks_;
  ChangeSet kept_;
  std::vector<QueuedJob> kept_queued_;
  std::vector<std::function<void()>> actions_;
  size_t kept_actions_ = 0;
};

Newsroom::Newsroom(const NewsroomSetup& setup)
    : blueprints_([&] {
        blueprints::BlueprintOptions options;
        options.limits = setup.limits;
        return options;
      }()) {
  add_jobs(table_);
  playout::add_jobs(table_);
  put_settings(setup);
}

void Newsroom::put_settings(const NewsroomSetup& setup) {
  put(parse<Studio>(parse_json(R"({"_id": "studio0", "name": "Studio", "blueprintId": "studio_bp",
    "supportedShowStyleBase": ["show0"],
    "settingsWithOverrides": {"defaults": {"minimumTakeSpan": 0}, "overrides": []}})")));
  put(parse<ShowStyleBase>(parse_json(R"({"_id": "show0", "name": "Show", "blueprintId": "show_bp",
    "sourceLayersWithOverrides": {"defaults":
      {"cam": {"_id": "cam", "_rank": 0, "name": "Camera", "type": 1}}, "overrides": []}})")));
  for (int i = 0; i < setup.variants; ++i) {
    ShowStyleVariant variant;
    variant._id = ShowStyleVariantId(fmt::format("variant{}", i));
    variant.name = fmt::format("Variant {}", i);
    variant.showStyleBaseId = ShowStyleBaseId("show0");
    put(variant);
  }
  const auto code = [](const std::string& whole, const char* base, const std::string& more) {
    return whole.empty() ? "({default: {" + (base + more) + "}})" : whole;
  };
  put(blueprint("studio_bp", "studio", code(setup.studio_code, kStudioHooks, setup.studio_hooks)));
  put(blueprint("show_bp", "showstyle", code(setup.show_code, kShowHooks, setup.show_hooks)));
}

void Newsroom::reset() {
  Transaction transaction;
  transaction.studio = studio_;
  for (size_t i = 0; i < kCollectionCount; ++i) {
    const Collection collection = collection_at(i);
    if (is_system_collection(collection)) continue;
    for (const Json& document : documents().all_json(collection)) {
      transaction.changes.push_back({collection, string_member(document, "_id"), nullptr});
    }
  }
  transaction.locks.everything = true;
  store_.commit(std::move(transaction));
  ids_ = {};
  clock.set(kStart);
}

Newsroom::Outcome Newsroom::run(QueueKind queue, const std::string& job, const Json& payload) {
  const Configuration configuration(store_.system(), studio_);
  Context context(*this, configuration);
  const JobEntry* entry = table_.find(queue, job);
  if (entry == nullptr) throw std::runtime_error("no such job: " + job);
  Outcome outcome;
  try {
    outcome.result = entry->handler(context, payload);
    context.commit();
  } catch (const std::exception&) {
    outcome.thrown = std::current_exception();
    const UserError error = to_user_error(outcome.thrown);
    outcome.error = key_name(error.key());
    outcome.message = error.raw_message();
    context.commit_failure();
  }
  outcome.changes = std::move(context.changes);
  outcome.queued = std::move(context.queued);
  return outcome;
}

Newsroom::Outcome Newsroom::ingest(JsonObject rundown) {
  const std::string id = string_member(rundown, "externalId");
  return run("updateRundown", JsonObject{{"rundownExternalId", id},
                                         {"isCreateAction", true},
                                         {"rundownSource", JsonObject{{"type", "http"}}},
                                         {"ingestRundown", std::move(rundown)}});
}

Doc<Rundown> Newsroom::rundown(const std::string& external_id) {
  return documents().find<Rundown>(rundown_id(studio_, external_id));
}

std::string Newsroom::outline(const std::string& external_id) {
  const std::string id = rundown_id(studio_, external_id).str();
  auto segments = documents().by<Segment>(Index::rundown, id);
  auto parts = documents().by<Part>(Index::rundown, id);
  const auto by_rank = [](const auto& a, const auto& b) { return a->_rank < b->_rank; };
  std::sort(segments.begin(), segments.end(), by_rank);
  std::sort(parts.begin(), parts.end(), by_rank);
  std::string out;
  for (const auto& segment : segments) {
    if (!out.empty()) out += ' ';
    out += segment->externalId + '[';
    for (const auto& part : parts) {
      if (part->segmentId != segment->_id) continue;
      if (out.back() != '[') out += ' ';
      out += part->externalId;
    }
    out += ']';
  }
  return out;
}

JsonObject Newsroom::content() {
  JsonObject out;
  const Documents& all = documents();
  add_collection<Playlist>(out, all);
  add_collection<Rundown>(out, all);
  add_collection<Segment>(out, all);
  add_collection<Part>(out, all);
  add_collection<Piece>(out, all);
  add_collection<AdLibPiece>(out, all);
  add_collection<AdLibAction>(out, all);
  add_collection<BaselineAdLibPiece>(out, all);
  add_collection<BaselineAdLibAction>(out, all);
  add_collection<RundownBaselineObj>(out, all);
  add_collection<ExpectedPackage>(out, all);
  add_collection<ExpectedPlayoutItem>(out, all);
  add_collection<NrcsIngestCacheDoc>(out, all);
  add_collection<SofieIngestCacheDoc>(out, all);
  return out;
}

std::string first_difference(const JsonObject& a, const JsonObject& b) {
  for (const auto& [name, value] : a) {
    const JsonArray& ours = value.as_array();
    const JsonArray& theirs = b.at(name).as_array();
    for (size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
      const Json one = i < ours.size() ? ours[i] : Json();
      const Json other = i < theirs.size() ? theirs[i] : Json();
      if (one != other) return fmt::format("{}: {}\n  {}", name, dump(one), dump(other));
    }
  }
  return "";
}

JsonObject part_json(const std::string& id, double rank, const std::string& text) {
  return {{"externalId", id},
          {"name", "Part " + id},
          {"rank", number(rank)},
          {"payload", JsonObject{{"of", id}, {"text", text}}}};
}

JsonObject segment_json(const std::string& id, double rank, const std::vector<std::string>& parts) {
  JsonArray list;
  for (const std::string& part : parts) {
    list.push_back(part_json(part, static_cast<double>(list.size())));
  }
  return {{"externalId", id},
          {"name", "Segment " + id},
          {"rank", number(rank)},
          {"payload", JsonObject{}},
          {"parts", std::move(list)}};
}

JsonObject rundown_json(std::vector<JsonObject> segments) {
  JsonArray list;
  for (JsonObject& segment : segments) list.push_back(std::move(segment));
  return {{"externalId", "rd"},
          {"name", "Rundown"},
          {"type", "test"},
          {"payload", JsonObject{}},
          {"segments", std::move(list)}};
}

}  // namespace takt::ingest
