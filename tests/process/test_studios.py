"""Studios come, change and go in a running process while another is on air and taking; a second
process runs only some; 100 studios in one process."""
import copy
import pathlib
import re
import threading
import unittest

from harness import *  # noqa: F403


def threads_of(server):
    """The names of the process's threads, as the kernel has them."""
    names = []
    for task in pathlib.Path(f"/proc/{server.process.pid}/task").iterdir():
        try:
            names.append((task / "comm").read_text().rstrip("\n"))
        except OSError:
            pass  # it has just ended
    return names


def niceness_of(server):
    """By thread, as the kernel has it: the 19th field of its stat."""
    found = {}
    for task in pathlib.Path(f"/proc/{server.process.pid}/task").iterdir():
        name, fields = (task / "stat").read_text().split(" (", 1)[1].rsplit(") ", 1)
        found[name] = int(fields.split()[16])
    return found


def studio_threads(*ids, lanes=2):
    names = []
    for studio in ids:
        names += [f"play {studio}", f"evt {studio}"] + [f"ing{n} {studio}" for n in range(1, lanes + 1)]
    return sorted(names)


def of_studios(names):
    return sorted(name for name in names if name.split(" ")[0] in ("play", "evt") or name[:3] == "ing")


def state_of(server, studio):
    for entry in server.get("/api/status").json()["studios"]:
        if entry["id"] == studio:
            return entry
    return None


def thread_documents(server, studio):
    """{_id: instanceId} of the studio's threads."""
    return {d["_id"]: d["instanceId"] for d in server.documents("workersThreads")
            if re.fullmatch(rf"\w+:{studio}(#\d+)?", d["name"])}


class Taker:
    """Takes in a studio without pause, from another thread, until it is told to stop."""

    def __init__(self, server, studio, playlist):
        self.server, self.studio, self.playlist = server, studio, playlist
        self.first = server.get(f"/api/rundownPlaylists/{playlist}/parts").json()[0]["_id"]
        self.replies, self.stopping = [], threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def job(self, name, **payload):
        return self.server.job(f"studio:{self.studio}", name, {"playlistId": self.playlist, **payload})

    def run(self):
        while not self.stopping.is_set():
            shown = self.server.playlist(self.studio)
            if not shown["next"]:
                self.job("setNextPart", nextPartId=self.first, setManually=True)
                continue
            on_air = shown["onAir"] and shown["onAir"]["partInstanceId"]
            self.replies.append(self.job("takeNextPart", fromPartInstanceId=on_air))

    def wait_for(self, count):
        self.server.until(lambda: len(self.replies) >= count, "takes")

    def stop(self):
        self.stopping.set()
        self.thread.join()


class Studios(TaktTest):
    def test_studios_come_change_and_go_while_one_is_on_air(self):
        server = self.serve()
        put_house(server, "A", "C", "D")
        server.until(lambda: of_studios(threads_of(server)) == studio_threads("A", "C", "D"),
                     "the threads of three studios")
        self.assertEqual(server.ingest(rundown("r-D"), "D").status, 200)
        taker = Taker(server, "A", put_on_air(server, "A", 40))
        self.addCleanup(taker.stop)
        taker.wait_for(5)

        put_studio(server, "B")
        server.until(lambda: (state_of(server, "B") or {}).get("state") == "running", "B to run")
        # It runs when its playout thread does; the others may come a moment later.
        server.until(lambda: of_studios(threads_of(server)) == studio_threads("A", "B", "C", "D"),
                     "B's threads")
        self.assertEqual(server.ingest(rundown("r-B"), "B").status, 200)
        taker.wait_for(len(taker.replies) + 5)

        # Written once a second.
        server.until(lambda: len(thread_documents(server, "C")) == 4, "the documents of C's threads")
        c_threads = thread_documents(server, "C")
        put_studio(server, "C", name="Another name")
        server.until(lambda: state_of(server, "C")["name"] == "Another name", "C's new name")
        self.assertEqual(server.ingest(rundown("r-C"), "C").status, 200)
        # Changed in place: the same threads.
        self.assertEqual(c_threads, thread_documents(server, "C"))
        taker.wait_for(len(taker.replies) + 5)

        self.assertEqual(server.request("DELETE", "/api/studios/D").status, 200)
        server.until(lambda: of_studios(threads_of(server)) == studio_threads("A", "B", "C"),
                     "D's threads to end")
        server.until(lambda: not thread_documents(server, "D"), "D's documents to go")
        self.assertIsNone(state_of(server, "D"))
        self.assertNotIn('studio="D"', server.get("/metrics").body)
        self.assertNotIn(':D"', server.get("/metrics").body)
        self.assertEqual([r["externalId"] for r in server.documents("rundowns")
                          if r["studioId"] == "D"], [])
        self.assertUserError(server.ingest(rundown("x"), "D"), STUDIO_NOT_FOUND, 404)
        taker.wait_for(len(taker.replies) + 5)

        steps = niceness_of(server)
        self.assertLess(steps["play A"], steps["ing1 A"])
        self.assertLess(steps["ing1 A"], steps["evt A"])

        # A second process on its own data, limited to two of its studios.
        second = Server(self.folder / "second", "--studios", "A,C", until_ready=False)
        self.servers.append(second)
        put_house(second, "A", "B", "C")
        second.until(lambda: of_studios(threads_of(second)) == studio_threads("A", "C"),
                     "only A and C there")
        self.assertUserError(second.ingest(rundown("x"), "B"), STUDIO_NOT_FOUND, 404)
        self.assertEqual(second.ingest(rundown("x"), "A").status, 200)
        self.assertEqual(second.stop(), 0)

        taker.wait_for(len(taker.replies) + 5)
        taker.stop()
        failed = [reply for reply in taker.replies if reply.status != 200]
        self.assertEqual(failed, [])
        self.assertTrue(server.alive())
        self.assertEqual(of_studios(threads_of(server)), studio_threads("A", "B", "C"))

    def test_a_studio_that_cannot_start_says_why_and_others_do_not_notice(self):
        server = self.serve()
        put_house(server, "A")
        playlist = put_on_air(server, "A")
        put_studio(server, "E", blueprintId="not-there")
        put_studio(server, "F", blueprintId="demo-news")  # a show style's
        for studio, why in (("E", 'Studio blueprint "not-there" is missing'),
                            ("F", 'Blueprint "demo-news" is a showstyle blueprint')):
            server.until(lambda studio=studio:
                         (state_of(server, studio) or {}).get("state") == "failed",
                         "the failure to be seen")
            self.assertIn(why, state_of(server, studio)["reason"])
            self.assertIn(why, server.ingest(rundown("x"), studio).json()["rawError"]["message"])
            reasons = {(d["statusCode"], d["reason"]) for d in server.documents("workersThreads")
                       if d["name"].endswith(f":{studio}")}
            server.until(lambda studio=studio: {
                (d["statusCode"], d["reason"]) for d in server.documents("workersThreads")
                if d["name"] == f"studio:{studio}"} == {(4, "Thread restarting")}, str(reasons))
        self.assertEqual(server.get("/readyz").status, 503)
        self.assertEqual(of_studios(threads_of(server)), studio_threads("A"))
        self.assertEqual(server.job("studio:A", "takeNextPart",
                                    {"playlistId": playlist, "fromPartInstanceId": None}).status, 200)
        # Retried when its settings change, and by itself.
        put_blueprint(server, "not-there", "studio", (NEWS / "studio.js").read_text())
        server.until(lambda: state_of(server, "E")["state"] == "running", "E to run")
        self.assertEqual(server.request("DELETE", "/api/studios/F").status, 200)
        server.until(lambda: server.get("/readyz").status == 200, "the house to be ready")

    def test_a_blueprint_is_swapped_between_jobs_never_inside_one(self):
        server = self.serve("--ingest-lanes", "1")
        put_house(server, "A")

        def show(version, loops):
            code = (NEWS / "show.js").read_text()
            return f"""(() => {{
              const show = {code};
              const manifest = (show && show.default) || blueprint.default;
              const getSegment = manifest.getSegment;
              manifest.getSegment = function () {{
                for (let i = 0; i < {loops}; i++) Math.sqrt(i);
                const made = getSegment.apply(this, arguments);
                made.segment.name = 'version {version}';
                return made;
              }};
              return {{ default: manifest }};
            }})()"""

        put_blueprint(server, "demo-news", "showstyle", show(0, 0))
        for version in range(1, 6):
            busy = copy.deepcopy(rundown(f"r{version}", 12))
            ticket = server.ingest(busy, "A", "wait=0").json()["jobId"]
            put_blueprint(server, "demo-news", "showstyle", show(version, 200_000))
            self.assertEqual(server.get(f"/api/jobs/{ticket}?{WAIT}").status, 200)
            names = {s["name"] for s in server.documents("segments")
                     if s["externalId"].startswith(f"r{version}_")}
            self.assertEqual(len(names), 1, names)
            after = server.ingest(rundown(f"after{version}", 1), "A")
            self.assertEqual(after.status, 200)
            self.assertEqual({s["name"] for s in server.documents("segments")
                              if s["externalId"].startswith(f"after{version}_")},
                             {f"version {version}"})

    def test_a_hundred_studios(self):
        server = self.serve("--ingest-lanes", "1")
        ids = [f"s{n:03}" for n in range(100)]
        put_house(server, *ids)
        server.until(lambda: server.get("/readyz").status == 200, "all studios to run")
        self.assertEqual(of_studios(threads_of(server)), studio_threads(*ids, lanes=1))
        playlists = {studio: put_on_air(server, studio, 2) for studio in ids}
        for studio, playlist in playlists.items():
            take = server.job(f"studio:{studio}", "takeNextPart",
                              {"playlistId": playlist, "fromPartInstanceId": None})
            self.assertEqual(take.status, 200, take)
        self.assertEqual(server.stop(), 0)
        again = self.serve("--ingest-lanes", "1")
        for studio in again.get("/api/status").json()["studios"]:
            self.assertTrue(studio["playlists"][0]["onAir"], studio["id"])


if __name__ == "__main__":
    unittest.main()
