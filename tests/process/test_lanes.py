"""The newsroom never holds up a take: generation that hangs, a commit that hangs, a lane that is
stuck in tomorrow's rundown. Nothing here passes or fails by time."""
import unittest

from harness import *  # noqa: F403

NEWS_BUT_BLOCKED = """(function () {
  const news = %s
  const getSegment = news.default.getSegment
  news.default.getSegment = function (context, segment) {
    if (segment.payload.block) for (;;) {}
    return getSegment.call(this, context, segment)
  }
  return news
})()"""


def blocked_rundown(external_id):
    made = rundown(external_id)
    made["segments"].append(segment(f"{external_id}_blocked", 9, block=True))
    return made


def renamed(made, word):
    """Other words in every story, so that every segment and part is another one."""
    for rank, story in enumerate(made["segments"]):
        story["name"] = f"{word} {rank}"
        story["payload"]["iNewsStory"]["fields"]["title"] = f"{word} {rank}"
    return made


class Lanes(TaktTest):
    def serve_blockable(self, *options):
        server = self.serve(*options)
        put_news(server)
        put_blueprint(server, "demo-news", "showstyle",
                      NEWS_BUT_BLOCKED % (NEWS / "show.js").read_text())
        self.assertEqual(server.ingest(rundown("r1")).status, 200)
        self.assertEqual(server.activate().status, 200)
        return server

    def start_blocked(self, server):
        """An ingest of tomorrow's rundown that is inside getSegment."""
        job = server.ingest(blocked_rundown("tomorrow"), query="wait=0").json()["jobId"]
        server.until(lambda: self.state(server, job) == "running", "the blocked ingest to run")
        return job

    def state(self, server, job):
        reply = server.get(f"/api/jobs/{job}/details")
        return reply.json()["state"] if reply.status == 200 else "ended"

    def test_takes_and_the_other_lane_go_on_while_a_segment_is_being_generated(self):
        server = self.serve_blockable()
        blocked = self.start_blocked(server)
        self.assertEqual(server.take().status, 200)
        # The rundown that is on air has the other lane.
        self.assertEqual(server.ingest(renamed(rundown("r1"), "New")).status, 200)
        self.assertEqual(server.take().status, 200)
        self.assertEqual(self.state(server, blocked), "running")
        self.assertIn("New", {s["name"].split()[0] for s in server.documents("segments")})

    def test_with_one_lane_the_next_rundown_waits_and_takes_still_go_on(self):
        server = self.serve_blockable("--ingest-lanes", "1")
        blocked = self.start_blocked(server)
        waiting = server.ingest(renamed(rundown("r1"), "New"), query="wait=0").json()["jobId"]
        self.assertEqual(server.take().status, 200)
        self.assertEqual(self.state(server, blocked), "running")
        self.assertEqual(self.state(server, waiting), "waiting")

    def test_a_take_that_meets_an_ingest_commit_sees_all_of_it(self):
        go = self.folder / "go"
        # The first ingest commit is that of the rundown, the second its update.
        server = self.serve(env={"TAKT_FAULTS": f"job.ingest_commit=wait:{go}@2"})
        put_news(server)
        server.ingest(rundown("r1"))
        server.activate()
        self.assertEqual(server.take().status, 200)
        update = server.ingest(renamed(rundown("r1"), "New"), query="wait=0").json()["jobId"]
        playlist = server.playlist()
        lock = f"playlist:{playlist['_id']}"

        def waiters():
            (studio,) = server.get("/api/status").json()["studios"]
            return {entry["name"]: entry["waiters"] for entry in studio["locks"]}
        server.until(lambda: lock in waiters(), "the ingest commit to hold the playlist")
        for collection in ("segments", "parts"):
            self.assertFalse([d for d in server.documents(collection)
                              if "New" in (d.get("name") or d.get("prompterTitle"))], collection)
        # A take that meets it waits, and gives up in time rather than late.
        take = {"playlistId": playlist["_id"],
                "fromPartInstanceId": playlist["onAir"]["partInstanceId"]}
        late = server.job("studio:studio0", "takeNextPart", take, f"{WAIT}&deadline=100")
        self.assertUserError(late, LOCK_TIMED_OUT, 503)
        # Another one is answered once the commit is through.
        ticket = server.job("studio:studio0", "takeNextPart", take, "wait=0&deadline=60000").json()
        server.until(lambda: "studio:studio0" in waiters()[lock], "the take to wait")
        go.touch()
        taken = server.get(f"/api/jobs/{ticket['jobId']}?{WAIT}")
        self.assertEqual(taken.status, 200, taken)
        self.assertEqual(server.get(f"/api/jobs/{update}?{WAIT}").status, 200)
        self.assertEqual({s["name"].split()[0] for s in server.documents("segments")}, {"New"})
        # What it chose as next is of the new rundown.
        chosen = server.playlist()["next"]["partInstanceId"]
        instance = server.get(f"/api/partInstances/{chosen}").json()
        self.assertIn("New", instance["part"]["prompterTitle"])


if __name__ == "__main__":
    unittest.main()
