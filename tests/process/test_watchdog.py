"""Budgets of blueprints, slow and stalled threads, the supervisor's socket, and a store that is lost."""
import pathlib
import re
import socket
import threading
import unittest

from harness import *  # noqa: F403

# A show style whose getSegment does what the segment's payload asks for.
BOMBS = {
    "hang": "for (;;) {}",
    "arrays": "const a = []; for (;;) a.push(new Array(1e5).fill(1.5))",
    "strings": "let s = 'x'; const a = []; for (;;) { s = s + s.slice(0, 1e6) + 'y'; a.push(s.split('')) }",
    "buffers": "const a = []; for (;;) a.push(new Uint8Array(1e6))",
    "maps": "const m = new Map(); for (let i = 0;; i++) m.set(i, 'text ' + i)",
}


def bombing_show():
    code = (NEWS / "show.js").read_text()
    cases = "".join(f"if (bomb === '{name}') {{ {text} }}\n" for name, text in BOMBS.items())
    return f"""(() => {{
      const show = {code};
      const manifest = (show && show.default) || blueprint.default;
      const getSegment = manifest.getSegment;
      manifest.getSegment = function (context, segment) {{
        const bomb = segment.payload && segment.payload.bomb;
        {cases}
        return getSegment.apply(this, arguments);
      }};
      return {{ default: manifest }};
    }})()"""


def resident_kb(server):
    text = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", text).group(1))


class NotifySocket:
    """What systemd would get."""

    def __init__(self, path):
        self.path = str(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(0.2)
        self.lines = []
        self.changed = threading.Condition()
        self.closing = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.closing:
            try:
                text = self.socket.recv(4096).decode()
            except TimeoutError:
                continue
            with self.changed:
                self.lines += text.splitlines()
                self.changed.notify_all()

    def wait_for(self, line, count=1):
        with self.changed:
            return self.changed.wait_for(lambda: self.lines.count(line) >= count, PATIENCE_S)

    def close(self):
        self.closing = True
        self.thread.join()
        self.socket.close()


class Watchdog(TaktTest):
    def thread_of(self, server, name):
        for studio in server.get("/api/status").json()["studios"]:
            for thread in studio["threads"]:
                if thread["name"] == name:
                    return thread
        return None

    def end_bomb(self, server, name):
        """Ingests a rundown with the bomb; what the log says of its end."""
        broken = rundown(f"r-{name}", 1)
        broken["segments"][0]["payload"]["bomb"] = name
        self.assertEqual(server.ingest(broken).status, 200)
        self.assertTrue([note for segment in server.documents("segments")
                         for note in segment.get("notes", [])])
        return [line for line in server.log().splitlines()
                if 'Blueprint "demo-news", getSegment: it' in line][-1]

    def test_a_blueprint_is_interrupted_at_its_time_budget(self):
        server = self.serve("--ingest-script-ms", "1500")
        put_news(server)
        put_blueprint(server, "demo-news", "showstyle", bombing_show())
        self.assertIn("it took longer than 1500 ms", self.end_bomb(server, "hang"))
        self.assertEqual(server.ingest(rundown("good")).status, 200)
        self.assertEqual(len([s for s in server.documents("segments")
                              if s["externalId"].startswith("good")]), 3)

    def test_operators_have_a_time_budget_of_their_own(self):
        # Enough for what ends by itself, on a busy machine too.
        server = self.serve("--operator-script-ms", "1500", "--ingest-script-ms", "60000")
        put_news(server)
        self.assertEqual(server.ingest(rundown()).status, 200)
        self.assertEqual(server.activate().status, 200)
        code = (NEWS / "show.js").read_text()
        put_blueprint(server, "demo-news", "showstyle", f"""(() => {{
          const show = {code};
          const manifest = (show && show.default) || blueprint.default;
          manifest.onTake = () => {{ for (;;) {{}} }};
          return {{ default: manifest }};
        }})()""")
        # A hook that hangs doesn't keep the show from going on.
        for _ in range(2):
            self.assertEqual(server.take().status, 200)
        self.assertIn("onTake: it took longer than 1500 ms", server.log())

    @unittest.skipIf(SANITIZER, "the sanitizer has malloc, and nothing is counted")
    def test_a_blueprint_is_stopped_at_its_memory_budget(self):
        server = self.serve("--ingest-script-ms", "60000", "--script-memory", "48M")
        put_news(server)
        put_blueprint(server, "demo-news", "showstyle", bombing_show())
        before_kb = resident_kb(server)
        for name in ("arrays", "strings", "buffers", "maps"):
            self.assertIn("more than 48 MB of memory", self.end_bomb(server, name), name)
        self.assertLess(resident_kb(server) - before_kb, 600_000)
        # The threads live on, with the same script engines.
        self.assertEqual(server.ingest(rundown("good")).status, 200)
        self.assertEqual(len([s for s in server.documents("segments")
                              if s["externalId"].startswith("good")]), 3)

    def test_a_slow_job_is_warned_about_with_where_its_time_goes(self):
        server = self.serve("--slow-job", "300", "--stall", "600000", "--ingest-script-ms", "4000")
        put_news(server)
        put_blueprint(server, "demo-news", "showstyle", bombing_show())
        slow = rundown("slow", 1)
        slow["segments"][0]["payload"]["bomb"] = "hang"
        server.ingest(slow, query="wait=0")
        server.until(lambda: "is slow, it has run for" in server.log(), "the warning")
        warning = next(line for line in server.log().splitlines() if "is slow" in line)
        self.assertIn("runs getSegment of blueprint demo-news", warning)
        self.assertRegex(warning, r"ingest:studio0#\d: job updateRundown \(\w+\)")
        documents = [d for d in server.documents("workersThreads")
                     if d["reason"] == "Job is running slow"]
        self.assertEqual([(d["statusCode"]) for d in documents], [2] * len(documents))
        server.until(lambda: all(d["statusCode"] == 1 for d in server.documents("workersThreads")),
                     "all threads to be good again")

    def test_a_native_stall_is_reported_and_ends_the_process_where_that_is_allowed(self):
        faults = {"TAKT_FAULTS": "job.removeRundown=sleep:600000"}
        server = self.serve("--slow-job", "100", "--stall", "500", env=faults)
        put_news(server)
        server.job("ingest:studio0", "removeRundown", {"rundownExternalId": "x"}, "wait=0")
        server.until(lambda: "is stalled: job removeRundown" in server.log(), "the report")
        state = server.get("/api/status").json()["studios"][0]
        self.assertEqual(state["state"], "stalled")
        self.assertIn("is stalled", state["reason"])
        self.assertEqual(server.get("/readyz").status, 503)
        # Others go on.
        self.assertEqual(server.ingest(rundown()).status, 200)
        self.assertEqual(server.activate().status, 200)
        server.stop(signal.SIGKILL)
        # The stalled job was durable: it runs again, and stalls again, maybe before anybody has seen
        # that the studio runs.
        ending = self.serve("--slow-job", "100", "--stall", "500", "--exit-on-stall", env=faults,
                            until_ready=False)
        self.assertEqual(ending.process.wait(PATIENCE_S), 7)
        self.assertIn("the process ends, for its supervisor", ending.log())

    def test_the_supervisor_is_told(self):
        notify = NotifySocket(self.folder / "notify")
        self.addCleanup(notify.close)
        server = self.serve(env={"NOTIFY_SOCKET": notify.path, "WATCHDOG_USEC": "20000000"})
        self.assertTrue(notify.wait_for("READY=1"), notify.lines)
        self.assertIn(f"MAINPID={server.process.pid}", notify.lines)
        self.assertTrue(notify.wait_for("WATCHDOG=1", 2), notify.lines)
        put_news(server)
        self.assertTrue(notify.wait_for("STATUS=1 of 1 studios run"), notify.lines)
        self.assertEqual(server.stop(), 0)
        self.assertTrue(notify.wait_for("STOPPING=1"), notify.lines)

    def test_no_signs_of_life_for_another_process(self):
        notify = NotifySocket(self.folder / "notify")
        self.addCleanup(notify.close)
        server = self.serve(env={"NOTIFY_SOCKET": notify.path, "WATCHDOG_USEC": "20000000",
                                 "WATCHDOG_PID": "1"})
        put_news(server)
        self.assertTrue(notify.wait_for("STATUS=1 of 1 studios run"), notify.lines)
        self.assertNotIn("WATCHDOG=1", notify.lines)
        server.stop()

    def test_the_unit_is_one_that_systemd_understands(self):
        unit = self.folder / "takt.service"
        text = (ROOT / "packaging" / "takt.service").read_text()
        unit.write_text(text.replace("/usr/bin/takt", str(PROGRAM)))
        try:
            done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit],
                                  capture_output=True, text=True)
        except FileNotFoundError:
            self.skipTest("systemd is not installed")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        arguments = re.search("^ExecStart=/usr/bin/takt (.*)$", text, re.M)[1].split()
        known = subprocess.run([PROGRAM, *arguments, "--help"], capture_output=True, text=True)
        self.assertEqual(known.returncode, 0, known.stderr)

    def test_a_stop_finishes_what_runs_and_keeps_what_waits(self):
        go = self.folder / "go"
        server = self.serve("--ingest-lanes", "1", "--stop-grace", "60000",
                            env={"TAKT_FAULTS": f"job.updateRundown=wait:{go}"})
        put_news(server)
        running = server.ingest(rundown("running", 1), query="wait=0").json()["jobId"]
        answers = []
        callers = [threading.Thread(target=lambda n=n: answers.append(
            server.ingest(rundown(f"waiting{n}", 1)))) for n in range(3)]
        for caller in callers:
            caller.start()
        server.until(lambda: server.get("/api/status").json()["studios"][0]["queues"][1]["pushed"] >= 4,
                     "all of them to be accepted")
        server.process.send_signal(signal.SIGTERM)
        server.until(lambda: "studio studio0 closes" in server.log(), "the stop")
        go.touch()  # the running one goes on now
        self.assertEqual(server.process.wait(PATIENCE_S), 0)
        for caller in callers:
            caller.join()
        # Those who waited got a ticket (or, when theirs ran, the outcome).
        self.assertLessEqual({answer.status for answer in answers}, {200, 202})
        self.assertIn(202, {answer.status for answer in answers})
        again = self.serve()
        again.until(lambda: len(again.documents("rundowns")) == 4, "the durable jobs to run")
        for job in [running, *(answer.json()["jobId"] for answer in answers)]:
            self.assertEqual(again.get(f"/api/jobs/{job}?{WAIT}").status, 200)

    def test_a_lost_store_is_opened_anew_in_the_process(self):
        server = self.serve_news()
        self.assertEqual(server.ingest(rundown()).status, 200)
        kept = {r["externalId"] for r in server.documents("rundowns")}
        server.stop()
        # The nth commit's sync fails: nobody knows what is on disk. How many the start needs depends
        # on how busy the machine is; it may be one of those.
        server = self.serve(env={"TAKT_FAULTS": "store.commit.sync=throw@12"})
        acknowledged, number = [], 0
        while "the store is opened anew from disk" not in server.log():
            number += 1
            self.assertTrue(server.alive(), server.log())
            try:
                if server.ingest(rundown(f"n{number}", 1)).status == 200:
                    acknowledged.append(f"n{number}")
            except OSError:
                pass  # the door is closed for a moment
        server.until(lambda: server.get("/readyz").status == 200, "the store to work again")
        self.assertTrue(server.alive())
        there = {r["externalId"] for r in server.documents("rundowns")}
        self.assertLessEqual(kept | set(acknowledged), there)
        after = server.ingest(rundown("after"))
        self.assertEqual(after.status, 200, f"{after} {server.log()}")
        self.assertEqual(server.stop(), 0)

    def test_a_store_that_is_lost_again_and_again_is_left_to_the_supervisor(self):
        server = self.serve()
        put_news(server)
        server.stop()
        data = self.folder / "data"
        log = open(self.folder / "again.log", "ab")
        self.addCleanup(log.close)
        process = subprocess.Popen(
            [PROGRAM, "serve", "--data", data, "--port", "0"], stdout=subprocess.DEVNULL, stderr=log,
            env={**os.environ, "TAKT_FAULTS": "store.commit.sync=throw"})
        self.assertEqual(process.wait(PATIENCE_S), 8)
        self.assertIn("lost again and again", (self.folder / "again.log").read_text())


if __name__ == "__main__":
    unittest.main()
