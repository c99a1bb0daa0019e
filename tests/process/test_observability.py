"""/metrics, structured logs and `takt top`."""
import os
import pty
import re
import select
import time
import unittest

from harness import *  # noqa: F403

PHASES = {"queued", "lockWait", "load", "blueprint", "compute", "commit", "publish"}


def metrics(server):
    """{name: {labels as a frozenset of pairs: value}}, refusing what Prometheus would."""
    found, families = {}, set()
    for line in server.get("/metrics").body.splitlines():
        if line.startswith("# TYPE "):
            name = line.split()[2]
            assert name not in families, name
            families.add(name)
        if line.startswith("#"):
            continue
        match = re.fullmatch(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\]|\\.)*",?)*)\})? (\S+)', line)
        assert match, line
        base = re.sub("_(bucket|sum|count)$", "", match[1])
        assert match[1] in families or base in families, line
        labels = frozenset(re.findall(r'([a-z]+)="((?:[^"\\]|\\.)*)"', match[2] or ""))
        found.setdefault(match[1], {})[labels] = float(match[3])
    return found


def labels(**pairs):
    return frozenset(pairs.items())


class Observability(TaktTest):
    def show(self, server):
        self.assertEqual(server.ingest(rundown()).status, 200)
        self.assertEqual(server.activate().status, 200)
        self.assertEqual(server.take().status, 200)

    def test_metrics_of_every_queue_lane_lock_and_phase(self):
        server = self.serve_news("--ingest-lanes", "3")
        self.show(server)
        take = labels(queue="studio:studio0", job="takeNextPart")
        server.until(lambda: take in metrics(server).get("takt_job_done_total", {}),
                     "the take to be counted")
        found = metrics(server)
        for queue in ("studio:studio0", "ingest:studio0", "events:studio0"):
            self.assertIn(labels(queue=queue), found["takt_queue_waiting"])
            for phase in PHASES:
                buckets = {dict(key)["le"]: value
                           for key, value in found["takt_job_phase_seconds_bucket"].items()
                           if labels(queue=queue, phase=phase) < key}
                count = found["takt_job_phase_seconds_count"][labels(queue=queue, phase=phase)]
                self.assertEqual(buckets["+Inf"], count)
                ordered = [buckets[le] for le in sorted(buckets, key=float)]
                self.assertEqual(ordered, sorted(ordered))
        for thread in ("studio:studio0", "events:studio0", *(f"ingest:studio0#{n}" for n in (1, 2, 3))):
            self.assertIn(labels(thread=thread), found["takt_thread_jobs_total"])
            self.assertIn(labels(thread=thread), found["takt_thread_busy_seconds_total"])
        self.assertEqual(found["takt_job_done_total"][take], 1)
        self.assertGreater(found["takt_job_phase_seconds_sum"][
            labels(queue="studio:studio0", phase="commit")], 0)
        for kind in ("rundown", "playlist"):
            locks = labels(studio="studio0", kind=kind)
            holds = found["takt_lock_hold_seconds_count"][locks]
            self.assertGreater(found["takt_locks_acquired_total"][locks], 0)
            self.assertGreater(holds, 0)
            self.assertEqual(found["takt_lock_hold_seconds_bucket"][locks | labels(le="+Inf")], holds)
            self.assertGreater(found["takt_lock_hold_seconds_sum"][locks], 0)
            self.assertEqual(found["takt_lock_wait_seconds_count"][locks],
                             found["takt_locks_waited_total"][locks])
            self.assertEqual(found["takt_locks_waiting"][locks], 0)
        self.assertGreater(found["takt_conductor_longest_handler_seconds"][labels()], 0)
        self.assertGreater(found["takt_store_commits_total"][labels()], 5)
        self.assertGreater(found["takt_resident_memory_bytes"][labels()], 1e6)

    def test_a_held_lock_shows(self):
        # The commit of a playout job under its playlist's lock takes its time.
        server = self.serve_news()
        self.show(server)
        server.stop()
        server = self.serve(env={"TAKT_FAULTS": "job.takeNextPart=sleep:0;store.commit.sync=sleep:300"})
        playlist = server.playlist()["_id"]
        server.job("studio:studio0", "takeNextPart",
                   {"playlistId": playlist,
                    "fromPartInstanceId": server.playlist()["onAir"]["partInstanceId"]}, "wait=0")
        name = labels(studio="studio0", lock=f"playlist:{playlist}")
        server.until(lambda: name in metrics(server).get("takt_lock_held_seconds", {}),
                     "the lock to be seen")

    def test_structured_logs(self):
        server = self.serve("--log-format", "json", "--log-level", "info")
        put_news(server)
        self.show(server)
        refused = server.job("studio:studio0", "takeNextPart",
                             {"playlistId": server.playlist()["_id"], "fromPartInstanceId": None})
        job = refused.headers["X-Takt-Job"]
        server.until(lambda: job in server.log(), "the log line")
        server.stop()
        lines = [json.loads(line) for line in server.log().splitlines()]
        self.assertTrue(lines)
        for line in lines:
            self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            self.assertIn(line["level"], ("info", "warning", "error"))
        mine = next(line for line in lines if line.get("job") == job)
        self.assertEqual((mine["thread"], mine["studio"]), ("studio:studio0", "studio0"))
        self.assertIn("takeNextPart refused", mine["message"])

    def test_top(self):
        server = self.serve_news()
        self.show(server)
        once = cli(server, "top", "--once")
        self.assertEqual(once.returncode, 0, once.stderr)
        for text in ("1 of 1 studios run", "ingest:studio0#2", "events:studio0", "P99 MS",
                     "Story 0"):
            self.assertIn(text, once.stdout)
        self.assertRegex(once.stdout, "no lock is held|HOLDER")
        # Since the start, by kind: an ingest and two takes.
        for kind in ("playlist", "rundown"):
            self.assertRegex(once.stdout, rf"(?m)^studio0 +{kind} +\d+ +\d+ +[1-9]")
        self.assertEqual(json.loads(cli(server, "top", "--once", "--json").stdout)["ready"], True)
        self.assertEqual(cli(None, "top", "--once").returncode, 3)

    def test_top_is_live_in_a_terminal(self):
        server = self.serve_news()
        self.show(server)
        child, terminal = pty.fork()
        if child == 0:
            os.environ["TAKT_SERVER"] = f"127.0.0.1:{server.port}"
            os.execv(PROGRAM, [str(PROGRAM), "top", "--interval", "20"])
        seen = b""
        end = time.monotonic() + PATIENCE_S
        self.assertEqual(server.take().status, 200)
        # It draws again and again, and q ends it with the terminal as it was.
        while seen.count(b"studios run") < 3 and time.monotonic() < end:
            if select.select([terminal], [], [], 1)[0]:
                seen += os.read(terminal, 65536)
        self.assertGreaterEqual(seen.count(b"studios run"), 3)
        self.assertIn(b"\x1b[?1049h", seen)
        os.write(terminal, b"q")
        try:
            while select.select([terminal], [], [], 10)[0]:
                seen += os.read(terminal, 65536)
        except OSError:
            pass  # the terminal is closed
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        os.close(terminal)
        self.assertIn(b"\x1b[?1049l", seen)


if __name__ == "__main__":
    unittest.main()
