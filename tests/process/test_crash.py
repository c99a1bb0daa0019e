"""Kills the real program (kill -9) at random moments and at the fault points around a job's life,
while it is fed by a newsroom and an operator, and looks at what the next one finds. KILLS says how
often (default 24; `make crash KILLS=300`), SEED repeats a run.

What the newsroom sends can't be done twice unnoticed: each job inserts a story of its own at the end
of a MOS rundown, and a second insertion of the same story is a defect, hence a dead letter."""
import random
import unittest

from harness import *  # noqa: F403

KILLS = int(os.environ.get("KILLS", "24"))
SEED = int(os.environ.get("SEED", "1"))
KILLS_PER_RUNDOWN = 8
POINTS = [
    "store.commit.before_begin", "store.commit.statement", "store.commit.documents_written",
    "store.commit.before_sync", "store.commit.sync", "store.commit.after_sync",
    "store.commit.published", "job.accepted", "job.started", "job.handled", "job.ingest_commit",
    "job.commit", "job.committed", "job.ended"]

# Stories without a text become one camera each.
NEWS_OF_STORIES = """(function () {
  const news = %s
  news.default.getSegment = function (context, segment) {
    return {
      segment: { name: segment.name },
      parts: segment.parts.map((part) => ({
        part: { externalId: part.externalId, title: part.name, expectedDuration: 1000 },
        pieces: [{ externalId: part.externalId, name: part.name, enable: { start: 0 },
                   sourceLayerId: 'camera', outputLayerId: 'pgm', lifespan: 'part-only',
                   content: { timelineObjects: [] } }],
        adLibPieces: [], actions: [],
      })),
    }
  }
  return news
})()"""


class Crash(TaktTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.stories = 0
        self.sent = {}  # rundown -> stories in the order of their pushes
        self.acknowledged = set()
        self.kills = 0

    def test_acknowledged_jobs_take_effect_once_and_nothing_is_half_written(self):
        server = self.serve_news()
        put_blueprint(server, "demo-news", "showstyle",
                      NEWS_OF_STORIES % (NEWS / "show.js").read_text())
        self.assertEqual(server.ingest(self.story_rundown("show"), query=WAIT).status, 200)
        self.assertEqual(server.activate().status, 200)
        server.stop(signal.SIGKILL)
        while self.kills < KILLS:
            rundown_id = f"ro{self.kills // KILLS_PER_RUNDOWN}"
            if rundown_id not in self.sent:
                self.make_rundown(rundown_id)
            self.live_and_die(rundown_id)
        server = self.serve()
        self.settle(server)
        self.check_documents(server)
        for rundown_id in self.sent:
            self.check_stories(server, rundown_id)
        print(f"{self.kills} kills, {len(self.acknowledged)} of {self.stories} stories acknowledged")

    def story_rundown(self, external_id):
        made = rundown(external_id)
        for story in made["segments"]:
            story["parts"] = [{"externalId": f"{story['externalId']}_p{i}", "name": "P", "rank": i}
                              for i in range(40)]
        return made

    def live_and_die(self, rundown_id):
        env = {}
        if self.random.random() < 0.6:
            point = self.random.choice(POINTS)
            env["TAKT_FAULTS"] = f"{point}=kill@{self.random.randint(1, 12)}"
        self.kills += 1
        try:
            server = Server(self.folder / "data", env=env)
        except AssertionError:
            self.assertTrue(env, "it died by itself")
            return  # of its fault point, before it was ready
        self.servers.append(server)
        try:
            if server.port is not None:
                self.check_documents(server)
                self.feed(server, rundown_id, self.random.randint(2, 10))
        except (OSError, http.client.HTTPException):
            self.assertTrue(env, "it died by itself")
        server.stop(signal.SIGKILL)

    def feed(self, server, rundown_id, requests):
        for _ in range(requests):
            if self.random.random() < 0.4:
                self.press(server)
            else:
                self.insert(server, rundown_id)

    def make_rundown(self, rundown_id):
        order = {"ID": rundown_id, "Slug": rundown_id,
                 "Stories": [{"ID": f"{rundown_id}_first", "Slug": "first;0", "Items": []}]}
        server = self.serve()
        self.settle(server)
        reply = server.job("ingest:studio0", "mosRundown", {
            "rundownExternalId": rundown_id, "mosRunningOrder": order, "isUpdateOperation": False,
            "rundownSource": {"type": "nrcs", "peripheralDeviceId": "d", "nrcsName": "N"}})
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual(server.stop(), 0)
        self.sent[rundown_id] = []

    def insert(self, server, rundown_id):
        self.stories += 1
        story = f"{rundown_id}_{self.stories}"
        self.sent[rundown_id].append(story)
        reply = server.job("ingest:studio0", "mosInsertStory", {
            "rundownExternalId": rundown_id, "insertBeforeStoryId": None, "replace": False,
            "newStories": [{"ID": story, "Slug": f"part;{self.stories}", "Items": []}]}, "wait=0")
        self.assertIn(reply.status, (200, 202), reply)
        self.acknowledged.add(story)

    def press(self, server):
        playlist = next(p for p in self.playlists(server) if p["active"])
        before = playlist["onAir"]["partInstanceId"] if playlist["onAir"] else None
        server.job("studio:studio0", "takeNextPart",
                   {"playlistId": playlist["_id"], "fromPartInstanceId": before}, "wait=0&deadline=500")

    def playlists(self, server):
        return server.get("/api/status").json()["studios"][0]["playlists"]

    def check_documents(self, server):
        """Nothing is there without what it belongs to, and the show is one that can be taken on."""
        # Jobs of before the kill may run on meanwhile and add stories: what belongs is read first.
        pieces = server.documents("pieces")
        parts = {d["_id"]: d for d in server.documents("parts")}
        segments = {d["_id"] for d in server.documents("segments")}
        rundowns = {d["_id"]: d for d in server.documents("rundowns")}
        playlists = {d["_id"]: d for d in server.documents("rundownPlaylists")}
        instances = {d["_id"]: d for d in server.documents("partInstances")}
        for part in parts.values():
            self.assertIn(part["segmentId"], segments)
            self.assertIn(part["rundownId"], rundowns)
        for found in rundowns.values():
            self.assertIn(found["playlistId"], playlists)
        for piece in pieces:
            self.assertIn(piece["startPartId"], parts)
        for piece in server.documents("pieceInstances"):
            self.assertIn(piece["partInstanceId"], instances)
        for playlist in playlists.values():
            for member in ("currentPartInfo", "nextPartInfo"):
                if playlist.get(member):
                    self.assertIn(playlist[member]["partInstanceId"], instances)
            if playlist.get("currentPartInfo"):
                on_air = instances[playlist["currentPartInfo"]["partInstanceId"]]
                self.assertTrue(on_air["isTaken"], on_air)
        taken = [i["takeCount"] for i in instances.values() if i.get("isTaken")]
        self.assertEqual(len(taken), len(set(taken)), "a take that happened twice")

    def settle(self, server):
        """Whoever is quarantined by two deaths runs again; then nothing waits."""
        def nothing_waits():
            jobs = server.get("/api/jobs").json()
            for job in jobs:
                self.assertNotEqual(job["state"], "dead", job)
                if job["state"] == "quarantined":
                    server.request("POST", f"/api/jobs/{job['jobId']}/retry?force=1")
            return not jobs
        server.until(nothing_waits, "every job to end")

    def check_stories(self, server, rundown_id):
        (found,) = server.documents("rundowns", externalId=rundown_id)
        done = [p["externalId"] for p in server.documents("parts", rundownId=found["_id"])]
        self.assertEqual(len(done), len(set(done)), "a story that is there twice")
        missing = [s for s in self.sent[rundown_id] if s in self.acknowledged and s not in done]
        self.assertEqual(missing, [], f"acknowledged and lost, SEED={SEED}")


if __name__ == "__main__":
    unittest.main()
