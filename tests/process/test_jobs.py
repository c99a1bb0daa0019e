"""`takt jobs` and its HTTP: seeing, holding, cancelling, retrying and discarding queued jobs."""
import json
import unittest

from harness import *  # noqa: F403

JOB_CANCELLED, JOB_SUPERSEDED, JOB_NOT_POSSIBLE = 1011, 1012, 1013
LANE = "ingest:studio0"


class Jobs(TaktTest):
    def jobs(self, server, *arguments):
        result = cli(server, "jobs", "list", "--json", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def dead_letter(self, server):
        """An update of a segment in a rundown that isn't there: a defect."""
        reply = server.job(LANE, "removeSegment", {"rundownExternalId": "r1", "segmentExternalId": "s"})
        self.assertUserError(reply, INTERNAL_ERROR, 500)
        (job,) = self.jobs(server, "--state", "dead")
        self.assertEqual(job["jobId"], reply.headers["X-Takt-Job"])
        return job

    def test_a_paused_lane_holds_its_jobs_and_waiting_ones_are_cancelled(self):
        server = self.serve_news()
        paused = cli(server, "jobs", "pause", LANE)
        self.assertEqual(paused.returncode, 0, paused.stderr)
        self.assertIn("paused", paused.stdout)
        tickets = [server.ingest(rundown(name), query="wait=0").json()["jobId"]
                   for name in ("r1", "r2")]
        server.until(lambda: len(self.jobs(server)) == 2, "two waiting jobs")
        self.assertEqual({(job["jobId"], job["state"]) for job in self.jobs(server, "--queue", LANE)},
                         {(ticket, "waiting") for ticket in tickets})
        shown = json.loads(cli(server, "jobs", "show", "--json", tickets[0]).stdout)
        self.assertEqual(shown["payload"]["ingestRundown"]["externalId"], "r1")
        # A take isn't held by it.
        self.assertEqual(server.job("studio:studio0", "updateTimeline", {}).status, 200)
        self.assertEqual(cli(server, "jobs", "cancel", tickets[0]).returncode, 0)
        self.assertUserError(server.get(f"/api/jobs/{tickets[0]}"), JOB_CANCELLED, 409)
        again = cli(server, "jobs", "cancel", tickets[0])
        self.assertEqual(again.returncode, 1)
        self.assertIn("it has ended", again.stderr)
        self.assertEqual(cli(server, "jobs", "resume", LANE).returncode, 0)
        self.assertEqual(server.get(f"/api/jobs/{tickets[1]}?{WAIT}").status, 200)
        self.assertEqual([r["externalId"] for r in server.documents("rundowns")], ["r2"])
        server.until(lambda: "no job waits" in cli(server, "jobs", "list").stdout, "all jobs to end")

    def test_a_paused_lane_outlives_the_process(self):
        server = self.serve_news()
        self.assertEqual(cli(server, "jobs", "pause", LANE).returncode, 0)
        self.assertEqual(cli(server, "jobs", "pause", "events:studio0").returncode, 0)
        self.assertEqual(cli(server, "jobs", "resume", "events:studio0").returncode, 0)
        ticket = server.ingest(rundown("r1"), query="wait=0").json()["jobId"]
        server.stop(signal.SIGKILL)
        server = self.serve()
        self.assertIn("ingest:studio0 is still paused", server.log())
        self.assertEqual([job["state"] for job in self.jobs(server)], ["waiting"])
        for command in ("status", "top --once"):
            shown = cli(server, *command.split()).stdout
            self.assertRegex(shown, "(?m)^ingest:studio0 .*paused")
            self.assertNotRegex(shown, "(?m)^events:studio0 .*paused")
        self.assertIn('takt_queue_paused{queue="ingest:studio0"} 1', server.get("/metrics").body)
        again = json.loads(cli(server, "jobs", "pause", LANE, "--json").stdout)
        self.assertEqual((again["paused"], again["changed"]), (True, False))
        self.assertEqual(cli(server, "jobs", "resume", LANE).returncode, 0)
        self.assertEqual(server.get(f"/api/jobs/{ticket}?{WAIT}").status, 200)
        server.stop()
        server = self.serve()
        self.assertEqual(server.log().count("still paused"), 1)  # of the start before
        self.assertIn('takt_queue_paused{queue="ingest:studio0"} 0', server.get("/metrics").body)

    def test_a_dead_letter_is_retried_unless_newer_data_came(self):
        server = self.serve_news()
        failed = self.dead_letter(server)
        retried = json.loads(cli(server, "jobs", "retry", "--json", failed["jobId"]).stdout)
        self.assertUserError(server.get(f"/api/jobs/{retried['jobId']}?{WAIT}"), INTERNAL_ERROR)
        (again,) = self.jobs(server, "--state", "dead")
        self.assertEqual(again["jobId"], retried["jobId"])
        server.ingest(rundown("r1"))
        refused = server.request("POST", f"/api/jobs/{again['jobId']}/retry")
        self.assertUserError(refused, JOB_SUPERSEDED, 409)
        hint = cli(server, "jobs", "retry", again["jobId"])
        self.assertEqual(hint.returncode, 1)
        self.assertIn("--force", hint.stderr)
        self.assertEqual(cli(server, "jobs", "discard", again["jobId"]).returncode, 0)
        self.assertEqual(self.jobs(server, "--state", "dead"), [])

    def test_dead_letters_outlive_the_process(self):
        server = self.serve_news()
        failed = self.dead_letter(server)
        server.stop(signal.SIGKILL)
        server = self.serve()
        (job,) = self.jobs(server, "--state", "dead")
        self.assertEqual(job["jobId"], failed["jobId"])
        self.assertEqual(job["error"], failed["error"])

    def test_a_job_that_ends_its_process_twice_is_quarantined(self):
        server = self.serve_news()
        server.stop()
        env = {"TAKT_FAULTS": "job.ingest_commit=kill@1"}
        server = Server(self.folder / "data", env=env)
        self.servers.append(server)
        ticket = server.ingest(rundown("r1"), query="wait=0").json()["jobId"]
        server.process.wait(PATIENCE_S)
        # The second death comes before it is ready.
        process = subprocess.run([PROGRAM, "serve", "--data", self.folder / "data", "--port", "0"],
                                 env={**os.environ, **env}, capture_output=True, timeout=PATIENCE_S)
        self.assertEqual(process.returncode, -signal.SIGKILL)
        server = self.serve()
        (job,) = self.jobs(server)
        self.assertEqual((job["jobId"], job["state"], job["crashes"]), (ticket, "quarantined", 2))
        self.assertEqual(server.ingest(rundown("r2")).status, 200)
        self.assertEqual(cli(server, "jobs", "retry", ticket).returncode, 0)
        self.assertEqual(server.get(f"/api/jobs/{ticket}?{WAIT}").status, 200)

    def test_what_is_not_there_is_said_so(self):
        server = self.serve_news()
        for target in ("/api/jobs/nothing/cancel", "/api/jobs/nothing/retry", "/api/jobs/nothing/discard"):
            self.assertUserError(server.request("POST", target), DOCUMENT_NOT_FOUND, 404)
        self.assertUserError(server.request("POST", "/api/jobs/nothing/dance"), PAYLOAD_INVALID, 404)
        self.assertUserError(server.request("POST", f"/api/lanes/{LANE}%239/pause"), PAYLOAD_INVALID, 404)
        self.assertUserError(server.request("POST", "/api/lanes/ingest:nowhere/pause"), STUDIO_NOT_FOUND, 404)
        self.assertUserError(server.get("/api/jobs?limit=x"), PAYLOAD_INVALID, 400)
        foreign = server.request("POST", f"/api/lanes/{LANE}/pause", headers={"Origin": "http://elsewhere"})
        self.assertUserError(foreign, NOT_AUTHORISED, 403)

    def test_an_operators_job_is_gone_with_its_process(self):
        server = self.serve_news()
        server.ingest(rundown())
        press = server.activate().json()["jobId"]
        server.stop(signal.SIGKILL)
        server = self.serve()
        self.assertUserError(server.get(f"/api/jobs/{press}"), JOB_OWNER_LOST, 503)


if __name__ == "__main__":
    unittest.main()
