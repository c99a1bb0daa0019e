"""Pushing to each of the three queues: success, a UserError, a defect, a wait that runs out, a caller
who goes away. (tests/door has the same with jobs made for it.)"""
import unittest

from harness import *  # noqa: F403


class Queues(TaktTest):
    def pending_then_done(self, server, reply):
        """A reply of 202 whose ticket gives the outcome later. (200 when it is there already.)"""
        self.assertIn(reply.status, (200, 202), reply)
        ticket = reply.json()
        self.assertEqual(ticket["state"], "pending" if reply.status == 202 else "done")
        later = server.get(f"/api/jobs/{ticket['jobId']}?{WAIT}")
        self.assertEqual(later.status, 200, later)
        self.assertEqual(later.json()["jobId"], ticket["jobId"])
        self.assertEqual(later.json()["state"], "done")
        return later.json()

    def test_studio_queue(self):
        server = self.serve_news()
        self.assertEqual(server.ingest(rundown()).status, 200)
        playlist = server.playlist()["_id"]
        take = {"playlistId": playlist, "fromPartInstanceId": None}
        self.assertUserError(server.job("studio:studio0", "takeNextPart", take), INACTIVE_RUNDOWN, 412)
        self.assertUserError(
            server.job("studio:studio0", "activateRundownPlaylist",
                       {"playlistId": "nowhere", "rehearsal": False}), INTERNAL_ERROR, 500)
        done = server.activate()
        self.assertEqual(done.status, 200, done)
        self.assertIn("commit", done.json()["timings"])
        # What was asked for happens although nobody waits for it any more.
        server.abandon("POST", f"/api/jobs/studio:studio0/takeNextPart?{WAIT}", take)
        server.until(lambda: server.playlist()["onAir"], "the take of a caller who has gone")
        # Accepted only, and asked for later.
        on_air = server.playlist()["onAir"]["partInstanceId"]
        self.pending_then_done(server, server.job(
            "studio:studio0", "takeNextPart", {**take, "fromPartInstanceId": on_air}, "wait=0"))
        self.assertNotEqual(server.playlist()["onAir"]["partInstanceId"], on_air)

    def test_ingest_queue(self):
        server = self.serve_news()
        done = server.ingest(rundown())
        self.assertEqual(done.status, 200, done)
        self.assertUserError(server.job("ingest:studio0", "updateRundown", {"rundownExternalId": 7}),
                             PAYLOAD_INVALID, 400)
        self.assertUserError(
            server.job("ingest:studio0", "removeSegment",
                       {"rundownExternalId": "nowhere", "segmentExternalId": "s"}),
            INTERNAL_ERROR, 500)
        server.abandon("POST", f"/ingest/studio0?{WAIT}", rundown("r2"))
        server.until(lambda: server.documents("rundowns", externalId="r2"), "an abandoned ingest")
        self.pending_then_done(server, server.ingest(rundown("r3"), query="wait=0"))
        self.assertEqual(len(server.documents("rundowns", externalId="r3")), 1)

    def test_events_queue(self):
        server = self.serve_news()
        server.ingest(rundown())
        playlist = server.playlist()
        event = {"playlistId": playlist["_id"], "rundownId": playlist["rundowns"][0]["_id"]}
        self.assertEqual(server.job("events:studio0", "rundownDataChanged", event).status, 200)
        self.assertUserError(server.job("events:studio0", "rundownDataChanged", {}),
                             PAYLOAD_INVALID, 400, "playlistId")
        server.abandon("POST", f"/api/jobs/events:studio0/rundownDataChanged?{WAIT}", event)
        self.pending_then_done(
            server, server.job("events:studio0", "rundownDataChanged", event, "wait=0"))

    def test_the_same_idempotency_key_gives_the_first_result(self):
        server = self.serve_news()
        key = {"Idempotency-Key": "once"}
        first = server.request("POST", f"/ingest/studio0?{WAIT}", rundown(), key)
        second = server.request("POST", f"/ingest/studio0?{WAIT}", rundown(), key)
        self.assertEqual(first.status, 200, first)
        self.assertEqual(second.json()["jobId"], first.json()["jobId"])
        other = server.request("POST", f"/ingest/studio0?{WAIT}", rundown("other"), key)
        self.assertUserError(other, IDEMPOTENCY_KEY_ALREADY_USED, 422)
        self.assertEqual(server.documents("rundowns", externalId="other"), [])

    def test_a_double_press_is_one_take(self):
        server = self.serve_news()
        server.ingest(rundown())
        server.activate()
        take = {"playlistId": server.playlist()["_id"], "fromPartInstanceId": None}
        self.assertEqual(server.job("studio:studio0", "takeNextPart", take).status, 200)
        on_air = server.playlist()["onAir"]
        self.assertUserError(server.job("studio:studio0", "takeNextPart", take),
                             TAKE_FROM_INCORRECT_PART, 412)
        self.assertEqual(server.playlist()["onAir"], on_air)


if __name__ == "__main__":
    unittest.main()
