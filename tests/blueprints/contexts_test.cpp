#include "base/hash.h"
#include "blueprints/persistent_state.h"
#include "blueprints/test_job.h"

namespace takt::blueprints {
namespace {

TEST(Contexts, Common) {
  TestJob job("",
              R"(f(c) { const a = c.getHashId('a'), b = c.getHashId('a', true), n = c.getHashId('');
    c.logInfo('text'); return [a, b, n, c.unhashId(b), c.unhashId(n), c.unhashId('other')] })");
  HookContext context(job, job.style_blueprint(), "CommonContext", {"test", "me"});
  EXPECT_EQ(dump(job.style_blueprint().call(job, "f", {context.arg()}).value()),
            fmt::format(R"(["{}","{}","{}","a_0","hash1","other"])", get_hash("me_a"),
                        get_hash("me_a_0"), get_hash("me_hash1")));
}

TEST(Contexts, StudioAndShowStyle) {
  TestJob job("", R"(f: (c) => [c.studioId, c.getStudioConfigRef('k'), c.getShowStyleConfigRef('k'),
    c.getStudioMappings(), c.getShowStyleSourceLayers().cam.name, c.getShowStyleOutputLayers()])");
  HookContext context(job, job.style_blueprint(), "ShowStyleUserContext", {"test", "me"});
  context.use_show_style(job.style());
  EXPECT_EQ(dump(job.style_blueprint().call(job, "f", {context.arg()}).value()),
            R"(["studio0","${studio.studio0.k}","${showStyle.variant0.k}",)"
            R"({"L1":{"device":0,"deviceId":"dev0"}},"Cam",{}])");
}

TEST(Contexts, Notes) {
  TestJob job(
      "",
      R"(f(c) { c.notifyUserError('e', { a: 1 }); c.notifyUserInfo('i', undefined, 'part1') })");
  HookContext context(job, job.style_blueprint(), "SegmentUserContext", {"test", "me"});
  job.style_blueprint().call(job, "f", {context.arg()});
  ASSERT_EQ(context.notes().size(), 2u);
  EXPECT_EQ(context.notes()[0].severity, NoteSeverity::ERROR);
  EXPECT_EQ(dump(context.notes()[0].message), R"({"key":"e","args":{"a":1}})");
  EXPECT_EQ(context.notes()[1].severity, NoteSeverity::INFO);
  EXPECT_EQ(dump(context.notes()[1].message), R"({"key":"i"})");
  EXPECT_EQ(context.notes()[1].part_external_id, std::string("part1"));
}

TEST(Contexts, PropertiesAndMethods) {
  TestJob job("", R"(async f(c) { return [c.manuallySelected, c.quickLoopInfo, c.getCurrentTime(),
    await c.moveNextPart(1, 0), await c.updatePartInstance('next', { title: 'x', autoNext: undefined })] })");
  HookContext context(job, job.style_blueprint(), "OnSetAsNextContext", {"test", "me"});
  context.props()["manuallySelected"] = true;
  context.host().add("quickLoopInfo",
                     [](const JsonArray&) -> script::Reply { return Json(nullptr); });
  const auto echo = [](const JsonArray& args) -> script::Reply { return Json(args); };
  context.host().add("moveNextPart", echo);
  context.host().add("updatePartInstance", echo);
  EXPECT_EQ(dump(job.style_blueprint().call(job, "f", {context.arg()}).value()),
            R"([true,null,1600000000000,[1,0],["next",{"title":"x"},{},["autoNext"],[]]])");
}

TEST(Contexts, Timers) {
  TestJob job("", R"(f(c) { const t = c.getTimer(2); t.startCountdown(5, { startPaused: true });
    c.clearAllTimers(); try { c.getTimer(4) } catch (e) { return [t.index, t.label, t.mode, t.pause(), e.message] } })");
  HookContext context(job, job.style_blueprint(), "OnTakeContext", {"test", "me"});
  std::string calls;
  context.host().add("timer.get", [](const JsonArray& args) -> script::Reply {
    if (args.at(0) == Json(4)) throw std::runtime_error("no such timer");
    return Json(JsonObject{{"label", "L"}, {"mode", nullptr}});
  });
  for (const char* name : {"timer.startCountdown", "timer.clearTimer", "timer.pause"}) {
    context.host().add(name, [&calls, name](const JsonArray& args) -> script::Reply {
      calls += fmt::format("{}{} ", name, dump(Json(args)));
      return Json(true);
    });
  }
  EXPECT_EQ(dump(job.style_blueprint().call(job, "f", {context.arg()}).value()),
            R"([2,"L",null,true,"no such timer"])");
  EXPECT_EQ(calls, R"(timer.startCountdown[2,5,{"startPaused":true}] timer.clearTimer[1] )"
                   R"(timer.clearTimer[2] timer.clearTimer[3] timer.pause[2] )");
}

TEST(Contexts, PersistentState) {
  TestJob job(
      "",
      R"(f(s) { const all = s.getAll(); all.deep = { n: 1 }; s.setKey('k', 2); return s.getKeyPublic('p') },
    g(s) { s.setAllPublic(undefined); return s.getAllPublic() }, h(s) { s.getAll().x = 1 })");
  Opt<Json> private_state;
  Opt<Json> public_state = parse_json(R"({"p":7})");
  const auto run = [&](std::string_view method) {
    PersistentState state(job.style_blueprint(), private_state, public_state);
    const auto result = job.style_blueprint().call(job, method, {state.arg()});
    const bool set = state.save(job, private_state, public_state);
    return std::pair(result ? dump(*result) : "undefined", set);
  };
  EXPECT_EQ(run("h"), std::pair(std::string("undefined"), false));
  EXPECT_TRUE(private_state.absent());
  EXPECT_EQ(run("f"), std::pair(std::string("7"), true));
  EXPECT_EQ(dump(*private_state), R"({"k":2})");
  EXPECT_EQ(run("g"), std::pair(std::string("{}"), true));
  EXPECT_TRUE(public_state.absent());
}

TEST(Contexts, EveryClassCanBeMade) {
  TestJob job("", "f: (c) => typeof c");
  for (const char* name : {"CommonContext",
                           "StudioContext",
                           "StudioUserContext",
                           "StudioBaselineContext",
                           "ShowStyleContext",
                           "ShowStyleUserContext",
                           "SystemSnapshotCreatedContext",
                           "PlaylistSnapshotCreatedContext",
                           "GetRundownContext",
                           "RundownContext",
                           "RundownUserContext",
                           "SegmentUserContext",
                           "RundownEventContext",
                           "PartEventContext",
                           "RundownActivationContext",
                           "DataStoreActionContext",
                           "ActionExecutionContext",
                           "ExternalEventContext",
                           "OnTakeContext",
                           "OnSetAsNextContext",
                           "SyncIngestUpdateToPartInstanceContext",
                           "OnTimelineGenerateContext",
                           "RundownDataChangedEventContext",
                           "RundownTimingEventContext",
                           "FixUpConfigContext",
                           "ProcessIngestDataContext",
                           "MutableIngestRundown"}) {
    HookContext context(job, job.style_blueprint(), name, {"test", "me"});
    EXPECT_EQ(job.style_blueprint().call(job, "f", {context.arg()}), Json("object")) << name;
  }
}

TEST(Contexts, MutableIngestRundown) {
  TestJob job("", R"(f(r) { const s = r.segments[1]; const found = r.findPartAndSegment('p');
    found.part.setName('n'); s.movePartBefore('p', null); r.setName('R');
    return [r.name, s.externalId, s.parts.length, found.part.name, r.getSegment('x') === undefined, Object.keys(r)] })");
  HookContext context(job, job.style_blueprint(), "MutableIngestRundown", {"test", "me"});
  std::string calls;
  const auto add = [&](std::string name, Json reply) {
    context.host().add(name, [&calls, name, reply](const JsonArray& args) -> script::Reply {
      calls += fmt::format("{}{} ", name, dump(Json(args)));
      return reply;
    });
  };
  add("rundown.segments", JsonArray{10, 11});
  add("rundown.findPart", JsonArray{11, 20});
  add("rundown.findSegment", nullptr);
  add("rundown.get", "rname");
  add("rundown.setName", nullptr);
  add("segment.get", "sx");
  add("segment.parts", JsonArray{20});
  add("segment.movePartBefore", nullptr);
  add("part.get", "pn");
  add("part.setName", nullptr);
  EXPECT_EQ(dump(job.style_blueprint().call(job, "f", {context.arg()}).value()),
            R"(["rname","sx",1,"pn",true,[]])");
  EXPECT_EQ(calls,
            "rundown.segments[] rundown.findPart[\"p\"] part.setName[20,\"n\"] "
            "segment.movePartBefore[11,\"p\",null] rundown.setName[\"R\"] rundown.get[\"name\"] "
            "segment.get[11,\"externalId\"] segment.parts[11] part.get[20,\"name\"] "
            "rundown.findSegment[\"x\"] ");
}

}  // namespace
}  // namespace takt::blueprints
