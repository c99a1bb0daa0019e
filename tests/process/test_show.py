"""A show on air through the real program: whole rundowns, every part taken, ends in the middle."""
import signal
import unittest

from harness import *  # noqa: F403


class Show(TaktTest):
    def assertSound(self, timeline):
        """Ids are unique, and what an object is in is there."""
        ids = [entry["id"] for entry in timeline]
        self.assertEqual(len(ids), len(set(ids)), "ids twice")
        self.assertTrue(ids)
        for entry in timeline:
            if entry.get("inGroup"):
                self.assertIn(entry["inGroup"], ids)
            self.assertIn("enable", entry)

    def take_through(self, server):
        """Takes until there is no next part; how many takes that were."""
        seen = []
        while True:
            ahead = server.playlist()["next"]
            reply = server.take()
            if ahead is None:
                self.assertUserError(reply, TAKE_NO_NEXT, 412)
                return seen
            self.assertEqual(reply.status, 200, reply)
            on_air = server.playlist()["onAir"]
            self.assertEqual(on_air["partId"], ahead["partId"])
            self.assertSound(server.timeline())
            seen.append(on_air["partId"])
            self.assertLess(len(seen), 1000, "the show does not end")

    def playable_parts(self, server):
        parts = server.get(f"/api/rundownPlaylists/{server.playlist()['_id']}/parts").json()
        return [p["_id"] for p in parts if not p.get("invalid") and not p.get("floated")]

    @unittest.skipUnless(realworld(), "the recorded rundowns are not here")
    def test_a_real_rundown_from_the_newsroom_to_the_last_part(self):
        server = self.serve_news()
        body = (realworld() / "post-deploy-test.json").read_bytes()
        self.assertEqual(server.ingest(body).status, 200)
        self.assertEqual(len(server.documents("segments")), 41)
        self.assertEqual(server.activate().status, 200)
        parts = self.playable_parts(server)
        self.assertGreater(len(parts), 20)
        self.assertEqual(self.take_through(server), parts)
        # The same again changes nothing; the newsroom's next version replaces it.
        self.assertEqual(server.ingest(body).status, 200)
        self.assertEqual(len(server.documents("segments")), 41)

    def test_the_demo_rundown_from_start_to_end_and_back(self):
        server = self.serve_news()
        self.assertEqual(
            server.ingest((NEWS / "rundowns" / "evening-news.json").read_bytes()).status, 200)
        self.assertEqual(server.job("studio:studio0", "updateStudioBaseline", {}).status, 200)
        idle = server.timeline()
        self.assertSound(idle)
        self.assertEqual(server.activate().status, 200)
        parts = self.playable_parts(server)
        self.assertEqual(self.take_through(server), parts)
        playlist = {"playlistId": server.playlist()["_id"]}
        self.assertEqual(server.job("studio:studio0", "deactivateRundownPlaylist", playlist).status, 200)
        self.assertFalse(server.playlist()["active"])
        self.assertEqual([e["id"] for e in server.timeline()], [e["id"] for e in idle])

    def on_air(self, server):
        playlist = server.playlist()
        return playlist["active"], playlist["onAir"], playlist["next"], server.timeline()

    def restarted(self, how):
        server = self.serve_news()
        server.ingest(rundown(segments=5))
        server.activate()
        for _ in range(3):
            self.assertEqual(server.take().status, 200)
        before = self.on_air(server)
        code = server.stop(how)
        self.assertEqual(code, 0 if how == signal.SIGTERM else -how, server.log())
        server = self.serve()
        server.until(lambda: server.playlist()["onAir"], "the show after the restart")
        self.assertEqual(self.on_air(server), before)
        self.assertEqual(server.take().status, 200)
        self.assertNotEqual(server.playlist()["onAir"], before[1])

    def test_a_stop_in_the_middle_of_the_show(self):
        self.restarted(signal.SIGTERM)

    def test_a_kill_in_the_middle_of_the_show(self):
        self.restarted(signal.SIGKILL)

    def test_an_accepted_ingest_survives_a_kill(self):
        server = self.serve_news()
        accepted = server.ingest(rundown(segments=40), query="wait=0")
        self.assertEqual(accepted.status, 202, accepted)
        server.stop(signal.SIGKILL)
        server = self.serve()
        ticket = server.get(f"/api/jobs/{accepted.json()['jobId']}?{WAIT}")
        self.assertEqual(ticket.status, 200, ticket)
        self.assertEqual(len(server.documents("segments")), 40)

    def test_all_of_a_rundown_shows_the_time_of_its_update_also_after_a_kill(self):
        server = self.serve_news()

        def times():
            """Of both ingest caches: every time that a document shows."""
            found = []
            for cache in ("ingestDataCache", "sofieIngestDataCache"):
                documents = server.documents(cache)
                self.assertGreater(len(documents), 5)
                self.assertFalse([d["_id"] for d in documents if "allModified" in d])
                found.append({d["modified"] for d in documents})
            return found

        news = rundown(segments=5)
        self.assertEqual(server.ingest(news).status, 200)
        before = times()
        self.assertEqual([len(all_of) for all_of in before], [1, 1])
        news["segments"][2]["payload"]["iNewsStory"]["body"] = "<p><pi>KAM 2</pi></p><p>Others.</p>"
        self.assertEqual(server.ingest(news).status, 200)
        after = times()
        self.assertEqual([len(all_of) for all_of in after], [1, 1])
        self.assertGreater(min(after[1]), max(before[1]))
        server.stop(signal.SIGKILL)
        server = self.serve()
        self.assertEqual(times(), after)
        self.assertEqual(server.ingest(news).status, 200)
        self.assertEqual([len(all_of) for all_of in times()], [1, 1])

    def test_a_studio_is_added_changed_and_removed_at_run_time(self):
        server = self.serve_news()
        server.ingest(rundown())
        server.activate()
        server.put("studios", {**read_json(NEWS / "studio.json"), "_id": "studio1", "name": "Second"})
        server.until(lambda: server.ingest(rundown(), studio="studio1").status == 200, "studio1")
        self.assertEqual(server.take().status, 200)
        reply = server.request("DELETE", "/api/studios/studio0")
        self.assertUserError(reply, DOCUMENT_INVALID, 409)
        self.assertEqual(server.request("DELETE", "/api/studios/studio1").status, 200)
        server.until(lambda: len(server.get("/api/status").json()["studios"]) == 1, "studio1 to end")
        self.assertUserError(server.ingest(rundown(), studio="studio1"), STUDIO_NOT_FOUND, 404)
        self.assertEqual(server.take().status, 200)


if __name__ == "__main__":
    unittest.main()
