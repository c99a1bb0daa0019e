"""The flight recorder: jobs with their times, and a recorded stretch that replays to the same documents."""
import threading
import unittest

from harness import *  # noqa: F403


class Journal(TaktTest):
    def takt(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True,
                              timeout=PATIENCE_S)

    def rows(self, server, count, query=""):
        """The rows once there are so many."""
        found = []

        def enough():
            found[:] = server.get(f"/api/journal/studio0?{query}").json()["rows"]
            return len(found) >= count
        server.until(enough, f"{count} journal rows")
        return found

    def show(self, server):
        """Ingest, activate, three takes, an update on air, a refused take, a deactivation."""
        self.assertEqual(server.ingest(rundown("r", 5)).status, 200)
        self.assertEqual(server.activate().status, 200)
        for _ in range(3):
            self.assertEqual(server.take().status, 200)
        changed = rundown("r", 6)
        changed["segments"][3]["name"] = "Another name"
        self.assertEqual(server.ingest(changed).status, 200)
        self.assertEqual(server.take().status, 200)
        playlist = server.playlist()["_id"]
        self.assertUserError(
            server.job("studio:studio0", "takeNextPart",
                       {"playlistId": playlist, "fromPartInstanceId": None}),
            TAKE_FROM_INCORRECT_PART, 412)

    def last_job(self, server):
        playlist = server.playlist()["_id"]
        return server.job("studio:studio0", "deactivateRundownPlaylist",
                          {"playlistId": playlist}).json()["jobId"]

    def test_rows_say_where_the_time_went(self):
        server = self.serve_news()
        self.show(server)
        taken = server.take()
        job = taken.json()["jobId"]
        self.rows(server, 1, f"job={job}")
        row = self.rows(server, 1, f"job={job}")[0]
        self.assertEqual(row["name"], "takeNextPart")
        body = row["body"]
        self.assertEqual(body["end"], "done")
        self.assertEqual(set(body["timings"]), {"queued", "lockWait", "load", "blueprint", "compute",
                                                "commit", "publish"})
        self.assertEqual(body["timings"], taken.json()["timings"])
        self.assertIn("timeline/studio0", body["changed"])
        listed = cli(server, "journal", "list", "--limit", "100")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        for text in ("takeNextPart", "updateRundown", "failed", job):
            self.assertIn(text, listed.stdout)
        shown = cli(server, "journal", "show", job)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("fromPartInstanceId", shown.stdout)
        self.assertIn("changed timeline/studio0", shown.stdout)
        self.assertEqual(cli(server, "journal", "show", "nowhere").returncode, 1)

    def test_an_exported_stretch_replays_to_the_same_documents(self):
        server = self.serve_news()
        self.show(server)
        # Settings change within the stretch.
        studio = server.get("/api/studios/studio0").json()
        studio["name"] = "Renamed"
        server.put("studios", studio)
        self.assertEqual(server.ingest(rundown("s", 2)).status, 200)
        self.assertEqual(server.take().status, 200)
        self.rows(server, 1, f"job={self.last_job(server)}")
        stretch = self.folder / "stretch.json"
        exported = cli(server, "journal", "export", stretch)
        self.assertEqual(exported.returncode, 0, exported.stderr)
        for arguments in (("replay", stretch), ("replay", "--check", stretch)):
            replayed = self.takt(*arguments)
            self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)
        self.assertIn(" 0 differences", self.takt("replay", stretch).stdout)
        steps = read_json(stretch)["steps"]
        self.assertTrue([s for s in steps if "write" in s])
        self.assertGreater(len([s for s in steps if s.get("job") == "takeNextPart"]), 3)
        # The replay compares for real: another payload, or another seed, is told.
        broken = read_json(stretch)
        [s for s in broken["steps"] if s.get("job") == "takeNextPart"][0]["seed"] = "7"
        changed = self.folder / "changed.json"
        changed.write_text(json.dumps(broken))
        told = self.takt("replay", changed)
        self.assertEqual(told.returncode, 1)
        self.assertIn("takeNextPart", told.stdout)

    def test_what_threads_did_at_the_same_time_replays_too(self):
        server = self.serve_news("--ingest-lanes", "3")
        self.assertEqual(server.ingest(rundown("r", 30)).status, 200)
        self.assertEqual(server.activate().status, 200)
        playlist = server.playlist()["_id"]
        stop, replies = threading.Event(), []

        def newsroom(name):
            number = 0
            while not stop.is_set():
                number += 1
                changed = rundown(name, 30 if name == "r" else 8)
                for index, story in enumerate(changed["segments"]):
                    if (index + number) % 5 == 0:
                        story["name"] = f"{story['name']}, version {number}"
                        text = f"<p><pi>KAM 2</pi></p><p>Version {number}.</p>"
                        story["payload"]["iNewsStory"]["body"] = text
                replies.append(server.ingest(changed))

        newsrooms = [threading.Thread(target=newsroom, args=(name,)) for name in ("r", "s", "t")]
        for thread in newsrooms:
            thread.start()
        for _ in range(25):
            on_air = server.get(f"/api/rundownPlaylists/{playlist}").json()["currentPartInfo"]
            taken = server.job("studio:studio0", "takeNextPart", {
                "playlistId": playlist,
                "fromPartInstanceId": on_air["partInstanceId"] if on_air else None})
            self.assertEqual(taken.status, 200, taken)
        stop.set()
        for thread in newsrooms:
            thread.join()
        self.assertEqual({reply.status for reply in replies}, {200})
        last = server.job("studio:studio0", "deactivateRundownPlaylist", {"playlistId": playlist})
        self.rows(server, 1, f"job={last.json()['jobId']}")
        stretch = self.folder / "stretch.json"
        exported = cli(server, "journal", "export", stretch)
        self.assertEqual(exported.returncode, 0, exported.stderr)
        replayed = self.takt("replay", stretch)
        self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)

    def two_lives(self, stop):
        """A show, `stop(server)`, and its second half in another process; that one's start, and how
        the export of both is replayed."""
        server = self.serve_news()
        self.show(server)
        self.rows(server, 8)
        stop(server)
        server = self.serve()
        began = server.get("/api/status").json()["now"]
        self.assertEqual(server.take().status, 200)
        self.assertEqual(server.ingest(rundown("later", 2)).status, 200)
        self.rows(server, 1, f"job={self.last_job(server)}")
        both = self.folder / "both.json"
        exported = cli(server, "journal", "export", both)
        self.assertEqual(exported.returncode, 0, exported.stderr)
        steps = read_json(both)["steps"]
        self.assertEqual(len([s for s in steps if s.get("restart")]), 1)
        at = next(n for n, s in enumerate(steps) if s.get("restart"))
        for part in (steps[:at], steps[at:]):
            self.assertTrue([s for s in part if s.get("job") == "takeNextPart"])
        replayed = self.takt("replay", both)
        self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)
        self.assertIn(" 0 differences", replayed.stdout)
        return server, began, replayed.stdout

    def test_a_stretch_over_a_restart_replays(self):
        server, began, said = self.two_lives(lambda server: self.assertEqual(server.stop(), 0))
        self.assertNotIn("started at", said)  # the second life began as the first one ended
        later = self.folder / "later.json"
        exported = cli(server, "journal", "export", later, "--from", str(int(began)))
        self.assertEqual(exported.returncode, 0, exported.stderr)
        self.assertFalse([s for s in read_json(later)["steps"] if s.get("restart")])
        replayed = self.takt("replay", later)
        self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)

    def test_what_a_killed_process_kept_from_the_journal_is_said(self):
        def kill(server):
            # Gone before its last row is written, mostly.
            last.append(server.ingest(rundown("last", 1)).json()["jobId"])
            server.stop(signal.SIGKILL)
        last = []
        _, _, said = self.two_lives(kill)
        has_row = last[0] in [s.get("id") for s in read_json(self.folder / "both.json")["steps"]]
        self.assertEqual("the journal lacks what came last" in said, not has_row)

if __name__ == "__main__":
    unittest.main()
