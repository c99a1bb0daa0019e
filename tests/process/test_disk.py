"""What the disk does to a running program: it is full, or a sync hangs."""
import unittest

from harness import *  # noqa: F403
from test_studios import put_house, put_on_air, put_studio


class Disk(TaktTest):
    def small_disk(self, megabytes):
        """A file system of its own, or the test is skipped."""
        folder = self.folder / "disk"
        folder.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("a file system can't be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", folder])
        return folder

    def test_a_full_disk_fails_jobs_and_work_goes_on_when_there_is_space(self):
        disk = self.small_disk(64)  # room for the large rundown, several times over
        server = Server(disk / "data")
        self.servers.append(server)
        put_news(server)
        self.assertEqual(server.ingest(rundown("before")).status, 200)
        playlist = server.activate()
        self.assertEqual(playlist.status, 200)
        filler = disk / "filler"
        with open(filler, "wb") as file:
            try:
                while True:
                    file.write(b"x" * 65536)
                    file.flush()
            except OSError:
                pass
        # A large rundown can't be acknowledged, or waits on until there is space. However short the
        # wait, a ticket is only given for what is on disk.
        big = rundown("big", 60)
        for segment_ in big["segments"]:
            segment_["payload"]["filler"] = "y" * 50_000
        refused = server.ingest(big, query="wait=1")
        self.assertNotEqual(refused.status, 200, refused)
        if refused.status != 202:
            self.assertIn("full", refused.body)
        # An operator's job fails with an error that says so, or finds room in the log; not half.
        on_air = server.playlist()["onAir"]
        taken = server.take()
        if taken.status != 200:
            self.assertIn("full", taken.body)
            self.assertEqual(server.playlist()["onAir"], on_air)
        self.assertEqual(server.documents("rundowns", externalId="big"), [])
        self.assertTrue(server.alive())
        self.assertEqual(server.get("/healthz").status, 200)

        filler.unlink()
        if refused.status == 202:
            done = server.get(f"/api/jobs/{refused.json()['jobId']}?{WAIT}")
            self.assertEqual(done.status, 200, done)
        small = server.ingest(rundown("after"))
        self.assertEqual(small.status, 200, small)
        self.assertEqual(server.take().status, 200)
        self.assertEqual(server.stop(), 0)
        sound = subprocess.run([PROGRAM, "backup", "check", "--data", disk / "data"],
                               capture_output=True, text=True)
        self.assertEqual(sound.returncode, 0, sound.stderr)

    def test_a_hanging_sync_and_a_hung_blueprint_hold_up_nobody_else(self):
        server = self.serve()
        put_house(server, "A", "B", "C")
        playlist = put_on_air(server, "B", 6)
        self.assertEqual(server.job("studio:B", "takeNextPart",
                                    {"playlistId": playlist, "fromPartInstanceId": None}).status, 200)
        server.stop()
        server = self.serve("--ingest-script-ms", "60000",
                            env={"TAKT_FAULTS": "job.removeSegment=sleep:60000"})
        # C's blueprint hangs ...
        code = (NEWS / "show.js").read_text()
        put_blueprint(server, "hanging", "showstyle", f"""(() => {{
          const show = {code};
          const manifest = (show && show.default) || blueprint.default;
          manifest.getSegment = () => {{ for (;;) {{}} }};
          return {{ default: manifest }};
        }})()""")
        base = server.get("/api/showStyleBases").json()[0]
        server.put("showStyleBases", {**base, "_id": "hanging", "blueprintId": "hanging"})
        variant = server.get("/api/showStyleVariants").json()[0]
        server.put("showStyleVariants", {**variant, "_id": "hanging-v", "showStyleBaseId": "hanging"})
        put_studio(server, "C", supportedShowStyleBase=["hanging"])
        hung = server.ingest(rundown("hung"), "C", "wait=0").json()["jobId"]
        # ... and A's thread is stuck.
        stuck = server.job("ingest:A", "removeSegment",
                           {"rundownExternalId": "x", "segmentExternalId": "y"}, "wait=0")
        stuck = stuck.json()["jobId"]

        def doing(studio):
            return [t["job"]["doing"] for s in server.get("/api/status").json()["studios"]
                    if s["id"] == studio for t in s["threads"] if "job" in t]
        server.until(lambda: any("getSegment" in text for text in doing("C")), "the blueprint to hang")
        # B takes, ingests and is refused as ever, while those are still at it.
        for _ in range(2):
            on_air = server.playlist("B")["onAir"]["partInstanceId"]
            self.assertEqual(server.job("studio:B", "takeNextPart", {
                "playlistId": playlist, "fromPartInstanceId": on_air}).status, 200)
        self.assertEqual(server.ingest(rundown("new"), "B").status, 200)
        self.assertEqual(server.job("studio:A", "updateStudioBaseline", {}).status, 200)
        for ticket in (hung, stuck):
            self.assertEqual(server.get(f"/api/jobs/{ticket}").status, 202)
        server.stop(signal.SIGKILL)

        # With every sync hanging for a while, jobs that write nothing get their locks and answers
        # before the one that waits for the disk.
        server = self.serve(env={"TAKT_FAULTS": "store.commit.sync=sleep:2000"})

        def has_started(studio):
            return [t for s in server.get("/api/status").json()["studios"] for t in s["threads"]
                    if t["name"] == f"studio:{studio}" and t["state"] == "idle" and t["jobsDone"] > 0]
        server.until(lambda: has_started("B"), "what B does at its start to be done")
        waiting = server.ingest(rundown("slow"), "A", "wait=1").json()["jobId"]
        refused = server.job("studio:B", "takeNextPart",
                             {"playlistId": playlist, "fromPartInstanceId": None})
        self.assertUserError(refused, TAKE_FROM_INCORRECT_PART, 412)
        self.assertEqual(server.get(f"/api/jobs/{waiting}").status, 202)
        self.assertEqual(server.get(f"/api/jobs/{waiting}?{WAIT}").status, 200)

    def test_what_timers_project_is_worked_out_anew_at_a_start(self):
        server = self.serve()
        put_house(server, "A")
        playlist = put_on_air(server, "A")
        server.stop()
        server = self.serve()
        server.until(lambda: [row for row in server.get("/api/journal/A").json()["rows"]
                              if row["name"] == "recalculateTTimerProjections"], "the job")
        self.assertTrue(playlist)


if __name__ == "__main__":
    unittest.main()
