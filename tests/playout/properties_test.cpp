// Whatever operators and gateways do, in whatever order: what must hold after every job. Sequences
// are random, from seeds that failures print.

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "playout/pieces/resolved.h"
#include "playout/show.h"

namespace takt::playout {
namespace {

constexpr int kSequences = 12;
constexpr int kStepsPerSequence = 60;

constexpr const char* kHooks = R"(
  executeAction: async (context, state, action, layer) => {
    const piece = (life) => ({
      externalId: 'x', name: 'x', lifespan: life, sourceLayerId: layer, outputLayerId: 'pgm',
      enable: { start: 0 }, content: { timelineObjects: [] },
    })
    if (action === 'queue') await context.queuePart({ externalId: 'q', title: 'q' }, [piece('part-only'), piece('rundown-end')])
    if (action === 'insert') await context.insertPiece('current', { ...piece('segment-end'), enable: { start: 'now' } })
    if (action === 'insert-next') await context.insertPiece('next', piece('part-only'))
    if (action === 'stop') await context.stopPiecesOnLayers([layer])
    if (action === 'take') await context.takeAfterExecuteAction(true)
  },
)";

constexpr PieceLifespan kLifespans[] = {
    PieceLifespan::WithinPart,      PieceLifespan::OutOnSegmentChange,
    PieceLifespan::OutOnSegmentEnd, PieceLifespan::OutOnRundownChange,
    PieceLifespan::OutOnRundownEnd, PieceLifespan::OutOnShowStyleEnd};
constexpr const char* kLayers[] = {"cam", "gfx", "vt"};

/// Pieces of these compete for a layer; others lie over or under them.
int bucket_of(PieceLifespan lifespan) {
  switch (lifespan) {
    case PieceLifespan::OutOnSegmentEnd:
      return 1;
    case PieceLifespan::OutOnRundownEnd:
      return 2;
    case PieceLifespan::OutOnShowStyleEnd:
      return 3;
    default:
      return 0;
  }
}

class Sequence {
 public:
  Sequence(unsigned seed, bool multi_gateway)
      : show_({.segments = 3, .parts_per_segment = 3, .pieces_per_part = 3, .hooks = kHooks}),
        random_(seed),
        multi_gateway_(multi_gateway) {
    prepare();
    show_.activate();
  }

  void run() {
    for (int i = 0; i < kStepsPerSequence; ++i) {
      show_.clock.set(show_.clock.now() + 200 + pick(4000));
      step();
      check();
      if (testing::Test::HasFailure()) {
        ADD_FAILURE() << "after " << done_;
        return;
      }
    }
    EXPECT_GT(succeeded_, kStepsPerSequence / 3) << done_;
  }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

  void prepare() {
    Studio studio = *show_.system().find<Studio>(StudioId("studio0"));
    JsonObject& settings = studio.settingsWithOverrides.ensure().defaults;
    settings["forceMultiGatewayMode"] = multi_gateway_;
    settings["minimumTakeSpan"] = 100;
    settings["allowHold"] = true;
    settings["allowPieceDirectPlay"] = true;
    settings["enableQuickLoop"] = true;
    show_.put(std::move(studio));
    ShowStyleBase base = *show_.system().find<ShowStyleBase>(ShowStyleBaseId("show0"));
    JsonObject layers;
    for (const char* layer : kLayers) {
      layers[layer] = JsonObject{{"_id", layer}, {"_rank", 0},       {"name", layer},
                                 {"type", 1},    {"isSticky", true}, {"allowDisable", true}};
    }
    base.sourceLayersWithOverrides.ensure().defaults = std::move(layers);
    show_.put(std::move(base));
    for (const auto& stored : show_.documents().all<Piece>()) {
      Piece piece = *stored;
      piece.lifespan = kLifespans[pick(6)];
      piece.sourceLayerId = kLayers[pick(3)];
      piece.enable.start = pick(2) * 1500;
      piece.prerollDuration = pick(3) * 100;
      piece.allowDirectPlay = Json(JsonObject{{"type", "piece"}});
      piece.timelineObjectsString = fmt::format(
          R"([{{"id": "o_{}", "enable": {{"while": 1}}, "layer": "L", "priority": 1, "content": {{}}}}])",
          piece._id);
      show_.put(std::move(piece));
    }
    for (int part = 0; part < 9; ++part) {
      show_.change_part(part, [&](Part& changed) {
        changed.expectedDuration = 4000.0 + pick(4000);
        if (pick(4) == 0) changed.autoNext = true;
        if (pick(4) == 0) changed.holdMode = static_cast<HoldMode>(1);
        if (pick(4) == 0) changed.holdMode = static_cast<HoldMode>(2);
      });
    }
    for (int i = 0; i < 4; ++i) {
      AdLibPiece adlib;
      adlib._id = PieceId(fmt::format("adlib{}", i));
      adlib.name = "adlib";
      adlib.rundownId = RundownId("rundown0");
      adlib.lifespan = kLifespans[pick(6)];
      adlib.sourceLayerId = kLayers[pick(3)];
      adlib.timelineObjectsString =
          R"([{"id": "a", "enable": {"while": 1}, "layer": "L", "priority": 1, "content": {}}])";
      show_.put(std::move(adlib));
    }
  }

  Json current_id() {
    const auto& info = show_.playlist()->currentPartInfo;
    return info ? Json(info->partInstanceId.str()) : Json(nullptr);
  }

  void run_job(const char* job, JsonObject payload) {
    payload["playlistId"] = "playlist0";
    const auto outcome = show_.run(job, payload);
    done_ += fmt::format("{}{} ", job, outcome.error ? "!" : "");
    if (outcome.error) {
      EXPECT_TRUE(outcome.changes.empty()) << job;
    } else {
      ++succeeded_;
    }
  }

  void report_started() {
    const auto& playlist = *show_.playlist();
    const auto& info = pick(3) == 0 ? playlist.nextPartInfo : playlist.currentPartInfo;
    if (!info) return;
    const Json data = JsonObject{{"partInstanceId", info->partInstanceId.str()},
                                 {"time", number(show_.clock.now() - 50)}};
    run_job("onPlayoutPlaybackChanged",
            {{"changes", JsonArray{Json(JsonObject{
                             {"type", "partPlaybackStarted"}, {"objId", "x"}, {"data", data}})}}});
  }

  void step() {
    const std::string part = fmt::format("part{}", pick(9));
    const std::string segment = fmt::format("segment{}", pick(3));
    const Json layer = kLayers[pick(3)];
    switch (pick(20)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return run_job("takeNextPart", {{"fromPartInstanceId", current_id()}});
      case 4:
        return run_job("setNextPart", {{"nextPartId", part}, {"setManually", true}});
      case 5:
        return run_job("moveNextPart", {{"partDelta", 1 - 2 * pick(2)}, {"segmentDelta", 0}});
      case 6:
        return run_job("setNextSegment", {{"nextSegmentId", segment}});
      case 7:
        return run_job("queueNextSegment", {{"queuedSegmentId", segment}});
      case 8:
      case 9:
        return run_job("adLibPieceStart", {{"partInstanceId", current_id()},
                                           {"adLibPieceId", fmt::format("adlib{}", pick(4))},
                                           {"pieceType", "normal"},
                                           {"queue", pick(3) == 0}});
      case 10:
        return run_job("stopPiecesOnSourceLayers",
                       {{"partInstanceId", current_id()}, {"sourceLayerIds", JsonArray{layer}}});
      case 11: {
        constexpr const char* kActions[] = {"queue", "insert", "insert-next", "stop", "take"};
        return run_job(
            "executeAction",
            {{"actionDocId", nullptr}, {"actionId", kActions[pick(5)]}, {"userData", layer}});
      }
      case 12:
        return run_job("startStickyPieceOnSourceLayer", {{"sourceLayerId", layer}});
      case 13:
        return run_job("takePieceAsAdlibNow", {{"partInstanceId", current_id()},
                                               {"pieceInstanceIdOrPieceIdToCopy",
                                                fmt::format("piece{}_{}", pick(9), pick(3))}});
      case 14:
        return run_job("disableNextPiece", {{"undo", pick(2) == 0}});
      case 15:
        return run_job(pick(3) == 0 ? "deactivateHold" : "activateHold", {});
      case 16:
        return run_job("setQuickLoopMarker",
                       {{"type", pick(2) == 0 ? "start" : "end"},
                        {"marker", JsonObject{{"type", "part"}, {"id", part}}}});
      case 17:
        return run_job(pick(2) == 0 ? "clearQuickLoopMarkers" : "updateTimeline", {});
      case 18:
        if (pick(4) != 0) return report_started();
        run_job("deactivateRundownPlaylist", {});
        return run_job("activateRundownPlaylist", {{"rehearsal", pick(2) == 0}});
      default:
        return report_started();
    }
  }

  void check() {
    const auto playlist = show_.playlist();
    ASSERT_TRUE(playlist->activationId);
    std::set<std::string> selected;
    const auto check_selected = [&](const SelectedPartInstance& info, const char* which) {
      const auto instance = show_.documents().find<PartInstance>(info.partInstanceId);
      ASSERT_TRUE(instance) << which;
      EXPECT_EQ(instance->playlistActivationId, *playlist->activationId) << which;
      // A part left by going back is reset at once, and still fades out.
      if (std::string_view(which) != "previous") {
        EXPECT_FALSE(truthy(instance->reset)) << which;
      }
      EXPECT_EQ(truthy(instance->isTaken), std::string_view(which) != "next") << which;
      EXPECT_TRUE(selected.insert(info.partInstanceId.str()).second)
          << which << " is selected twice";
    };
    if (playlist->currentPartInfo) check_selected(*playlist->currentPartInfo, "current");
    if (playlist->nextPartInfo) check_selected(*playlist->nextPartInfo, "next");
    for (const auto& info : playlist->previousPartsInfo) check_selected(info, "previous");
    check_timeline(selected);
    check_infinites(*playlist);
    // Whatever isn't taken and isn't next has no instance.
    for (const auto& instance : show_.documents().all<PartInstance>()) {
      if (truthy(instance->isTaken) || truthy(instance->reset)) continue;
      EXPECT_TRUE(selected.contains(instance->_id.str())) << instance->_id.str() << " waits for nothing";
    }
  }

  void check_timeline(const std::set<std::string>& selected) {
    const std::string prefix = "piece_group_control_";
    const Json blob = parse_json(show_.timeline()->timelineBlob);
    EXPECT_FALSE(blob.as_array().empty());
    for (const Json& object : blob.as_array()) {
      const std::string id = string_member(object, "id");
      if (multi_gateway_) {
        const Json& enable = object.at("enable");
        for (const char* name : {"start", "end"}) {
          EXPECT_NE(string_member(enable, name), "now") << id << "." << name;
        }
      }
      if (!id.starts_with(prefix) || id.ends_with("_now") || id.ends_with("_cap")) continue;
      const auto piece =
          show_.documents().find<PieceInstance>(PieceInstanceId(id.substr(prefix.size())));
      if (!piece) {
        ADD_FAILURE() << id << " belongs to no piece instance";
        continue;
      }
      const auto part = show_.documents().find<PartInstance>(piece->partInstanceId);
      EXPECT_EQ(truthy(piece->reset), part && truthy(part->reset)) << id;
      EXPECT_TRUE(selected.contains(piece->partInstanceId.str())) << id;
    }
  }

  void check_infinites(const Playlist& playlist) {
    if (!playlist.currentPartInfo) return;
    const auto& id = playlist.currentPartInfo->partInstanceId;
    const auto instance = show_.documents().find<PartInstance>(id);
    const auto stored = show_.documents().by<PieceInstance>(Index::part_instance, id.str());
    std::vector<const PieceInstance*> pieces;
    for (const auto& piece : stored) pieces.push_back(piece.get());
    const auto base = show_.system().find<ShowStyleBase>(ShowStyleBaseId("show0"));
    const ShowStyle style = resolve_show_style(base, nullptr);
    const auto resolved = resolved_pieces_of_part(style.source_layers, pieces,
                                                  PartTimes::of(show_.clock.now(), *instance));
    for (const ResolvedPiece& a : resolved) {
      for (const ResolvedPiece& b : resolved) {
        if (&a == &b || !a.instance->infinite || !b.instance->infinite || a.start > b.start)
          continue;
        if (a.instance->piece.sourceLayerId != b.instance->piece.sourceLayerId) continue;
        if (bucket_of(a.instance->piece.lifespan) != bucket_of(b.instance->piece.lifespan))
          continue;
        const double end =
            a.duration ? a.start + *a.duration : std::numeric_limits<double>::infinity();
        EXPECT_LE(end, b.start) << a.instance->_id.str() << " runs on under " << b.instance->_id.str();
      }
    }
  }

  Show show_;
  std::mt19937 random_;
  bool multi_gateway_;
  int succeeded_ = 0;
  std::string done_;
};

class PlayoutProperties : public testing::TestWithParam<bool> {};

TEST_P(PlayoutProperties, HoldAfterAnySequenceOfOperations) {
  for (unsigned seed = 1; seed <= kSequences; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Sequence(seed, GetParam()).run();
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Gateways, PlayoutProperties, testing::Values(false, true),
                         [](const auto& gateways) { return gateways.param ? "many" : "one"; });

}  // namespace
}  // namespace takt::playout
