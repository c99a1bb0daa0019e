"""Drives the real program: a `takt serve` of its own per test, over HTTP and the command line.

Needs Python's standard library only. TAKT names the program (default build/takt)."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("TAKT", ROOT / "build" / "takt")).resolve()
NEWS = ROOT / "blueprints" / "demo"
SANITIZER = os.environ.get("TAKT_SANITIZER", "")  # that the program is built with
PATIENCE_S = 600 if SANITIZER else 60  # beyond this something hangs; no test passes or fails by time otherwise
WAIT = f"wait={PATIENCE_S * 1000}"
# A program with a sanitizer takes ten times as long, and must not give up for that alone. What a test
# asks for itself stays.
DEADLINE = "deadline=60000" if SANITIZER else ""
LIMITS = {"TAKT_OPERATOR_SCRIPT_MS": "60000", "TAKT_INGEST_SCRIPT_MS": "240000",
          "TAKT_STALL": "600000"} if SANITIZER else {}

# UserError keys (src/base/user_error.h).
INTERNAL_ERROR, INACTIVE_RUNDOWN, TAKE_NO_NEXT, TAKE_RATE_LIMIT, TAKE_FROM_INCORRECT_PART = 0, 1, 28, 29, 32
IDEMPOTENCY_KEY_ALREADY_USED = 48
STUDIO_NOT_FOUND, JOB_UNKNOWN, PAYLOAD_INVALID, JOB_OWNER_LOST, LOCK_TIMED_OUT = 37, 1002, 1003, 1005, 1006
PAYLOAD_TOO_LARGE, DOCUMENT_NOT_FOUND, DOCUMENT_INVALID, NOT_AUTHORISED = 1007, 1008, 1009, 1010


def realworld():
    """The folder of the recorded rundowns, or None."""
    for folder in (os.environ.get("TAKT_REALWORLD"), ROOT.parent / "shared" / "realworld"):
        if folder and (pathlib.Path(folder) / "post-deploy-test.json").exists():
            return pathlib.Path(folder)
    return None


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:600]!r}"


class Server:
    """One `takt serve` on a data folder."""

    def __init__(self, data, *options, preexec=None, env=None, until_ready=True):
        self.data = pathlib.Path(data)
        self.log_path = self.data.parent / f"{self.data.name}.log"
        self.log_file = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", self.data, "--port", "0", *options],
            stdout=subprocess.PIPE, stderr=self.log_file, text=True, preexec_fn=preexec,
            env={**LIMITS, **os.environ, **(env or {})})
        watchdog = threading.Timer(PATIENCE_S, self.process.kill)
        watchdog.start()
        self.banner = self.process.stdout.readline()
        watchdog.cancel()
        match = re.search(r"http://127\.0\.0\.1:(\d+)/", self.banner)
        self.port = int(match.group(1)) if match else None
        if self.port is not None and until_ready:
            self.until(lambda: self.get("/readyz").status == 200, "the server to be ready")

    # -- HTTP --

    def request(self, method, target, body=None, headers=None, timeout=PATIENCE_S + 10):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            if body is not None and not isinstance(body, (bytes, str)):
                body = json.dumps(body)
            if isinstance(body, str):
                body = body.encode()
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read().decode())
        finally:
            connection.close()

    def get(self, target):
        return self.request("GET", target)

    def documents(self, collection, **filters):
        query = urllib.parse.urlencode(filters)
        return self.get(f"/api/{collection}?{query}").json()

    def put(self, collection, document):
        reply = self.request("PUT", f"/api/{collection}/{document['_id']}", document)
        assert reply.status == 200, reply
        return reply

    def job(self, queue, name, payload, query=WAIT, headers=None):
        if DEADLINE and "deadline=" not in query:
            query = f"{query}&{DEADLINE}"
        return self.request("POST", f"/api/jobs/{queue}/{name}?{query}", payload, headers)

    def ingest(self, rundown, studio="studio0", query=WAIT):
        return self.request("POST", f"/ingest/{studio}?{query}", rundown)

    def abandon(self, method, target, body):
        """Sends a request and goes away before its answer."""
        data = json.dumps(body).encode()
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall((f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n"
                                f"Content-Length: {len(data)}\r\n\r\n").encode() + data)

    # -- the show --

    def playlist(self, studio="studio0"):
        """The studio's active playlist of the status, else its only one."""
        for entry in self.get("/api/status").json()["studios"]:
            if entry["id"] == studio:
                active = [p for p in entry["playlists"] if p["active"]]
                return (active or entry["playlists"])[0]
        raise AssertionError(f"no studio {studio}")

    def activate(self, **payload):
        playlist = self.playlist()["_id"]
        return self.job("studio:studio0", "activateRundownPlaylist",
                        {"playlistId": playlist, "rehearsal": False, **payload})

    def take(self):
        playlist = self.playlist()
        on_air = playlist["onAir"]
        return self.job("studio:studio0", "takeNextPart",
                        {"playlistId": playlist["_id"],
                         "fromPartInstanceId": on_air["partInstanceId"] if on_air else None})

    def timeline(self, studio="studio0"):
        document = self.get(f"/api/timeline/{studio}").json()
        blob = document["timelineBlob"]
        return json.loads(blob) if isinstance(blob, str) else blob

    # -- its life --

    def log(self):
        return self.log_path.read_text(errors="replace")

    def alive(self):
        return self.process.poll() is None

    def stop(self, how=signal.SIGTERM):
        """Its exit code."""
        if self.alive():
            self.process.send_signal(how)
        code = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        self.log_file.close()
        return code

    def until(self, condition, what):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                if condition():
                    return
            except OSError:
                pass
            if not self.alive():
                raise AssertionError(f"takt ended while waiting for {what}:\n{self.log()}")
            time.sleep(0.01)
        raise AssertionError(f"waited in vain for {what}:\n{self.log()}")


def read_json(path):
    return json.loads(pathlib.Path(path).read_text())


def put_blueprint(server, blueprint_id, kind, code):
    return server.put("blueprints", {"_id": blueprint_id, "name": blueprint_id, "code": code,
                                     "blueprintType": kind, "blueprintId": blueprint_id})


def put_news(server, take_span_ms=0):
    """The demo's studio and show style. Takes may follow each other at once."""
    put_blueprint(server, "demo-studio", "studio", (NEWS / "studio.js").read_text())
    put_blueprint(server, "demo-news", "showstyle", (NEWS / "show.js").read_text())
    server.put("showStyleBases", read_json(NEWS / "show-style.json"))
    server.put("showStyleVariants", read_json(NEWS / "variant.json"))
    studio = read_json(NEWS / "studio.json")
    studio["settingsWithOverrides"]["defaults"]["minimumTakeSpan"] = take_span_ms
    server.put("studios", studio)
    server.until(lambda: server.get("/readyz").status == 200 and
                 any(entry["state"] == "running"
                     for entry in server.get("/api/status").json()["studios"]), "studio0 to run")


def put_house(server, *ids):
    put_blueprint(server, "demo-studio", "studio", (NEWS / "studio.js").read_text())
    put_blueprint(server, "demo-news", "showstyle", (NEWS / "show.js").read_text())
    server.put("showStyleBases", read_json(NEWS / "show-style.json"))
    server.put("showStyleVariants", read_json(NEWS / "variant.json"))
    for studio in ids:
        put_studio(server, studio)


def put_studio(server, studio, **changes):
    document = read_json(NEWS / "studio.json")
    document["settingsWithOverrides"]["defaults"]["minimumTakeSpan"] = 0
    document.update({"_id": studio, "name": f"Studio {studio}", **changes})
    server.put("studios", document)


def put_on_air(server, studio, segments=3):
    server.until(lambda: any(s["id"] == studio and s["state"] == "running"
                             for s in server.get("/api/status").json()["studios"]), f"{studio} to run")
    reply = server.ingest(rundown(f"r-{studio}", segments), studio)
    assert reply.status == 200, reply
    playlist = server.playlist(studio)["_id"]
    reply = server.job(f"studio:{studio}", "activateRundownPlaylist",
                       {"playlistId": playlist, "rehearsal": False})
    assert reply.status == 200, reply
    return playlist


def rundown(external_id="r1", segments=3):
    """A small rundown that the demo's show style understands."""
    return {"externalId": external_id, "name": f"Rundown {external_id}", "type": "http",
            "payload": {}, "segments": [segment(f"{external_id}_s{i}", i) for i in range(segments)]}


def segment(external_id, rank, **payload):
    body = f"<p><pi>KAM {rank + 1}</pi></p><p>Words to be read about story {rank}.</p>"
    story = {"fields": {"title": f"Story {rank}"}, "meta": {}, "cues": [], "body": body}
    return {"externalId": external_id, "name": f"Story {rank}", "rank": rank,
            "payload": {"iNewsStory": story, **payload}, "parts": []}


def cli(server, *arguments):
    """The result of a `takt` subcommand against the server."""
    address = f"127.0.0.1:{server.port}" if server else "127.0.0.1:1"
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=PATIENCE_S,
                          env={**os.environ, "TAKT_SERVER": address})


class TaktTest(unittest.TestCase):
    """A data folder per test, and whatever was started on it ended after it."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="takt-test-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.servers = []
        self.addCleanup(self.end_servers)

    def end_servers(self):
        for server in self.servers:
            if server.alive():
                server.stop(signal.SIGKILL)

    def serve(self, *options, **settings):
        server = Server(self.folder / "data", *options, **settings)
        self.servers.append(server)
        self.assertIsNotNone(server.port, server.log())
        return server

    def serve_news(self, *options):
        server = self.serve(*options)
        put_news(server)
        return server

    def assertUserError(self, reply, key, status=None, text=None):
        error = reply.json()
        self.assertEqual(error["key"], key, reply)
        self.assertEqual(reply.status, error["errorCode"], reply)
        if status is not None:
            self.assertEqual(reply.status, status, reply)
        for member in ("name", "message", "stack"):
            self.assertIsInstance(error["rawError"][member], str)
        self.assertTrue(error["userMessage"]["key"])
        if text is not None:
            self.assertIn(text, reply.body)
        return error
