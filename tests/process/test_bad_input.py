"""What is wrong with what comes in is said, by name and place; the process goes on, or refuses to
start; nothing is half-saved."""
import os
import re
import resource
import signal
import subprocess
import unittest

from harness import *  # noqa: F403


class Requests(TaktTest):
    def test_malformed_json_and_wrong_types(self):
        server = self.serve_news()
        for body in ("{", "", "nonsense", '{"externalId": "r1"} x', "[" * 100_000):
            self.assertUserError(server.ingest(body), PAYLOAD_INVALID, 400)
        self.assertUserError(server.ingest("[1, 2}"), PAYLOAD_INVALID, 400, "JSON")
        for change, named in (
                ({"externalId": None}, "rundown.externalId"), ({"externalId": ""}, "rundown.externalId"),
                ({"name": 7}, "rundown.name"), ({"segments": {}}, "rundown.segments"),
                ({"segments": [7]}, "rundown.segments[0]"),
                ({"segments": [segment("a", 0), segment("a", 1)]}, "rundown.segments[1].externalId"),
                ({"segments": [{**segment("a", 0), "rank": "1"}]}, "rundown.segments[0].rank")):
            self.assertUserError(server.ingest({**rundown(), **change}), PAYLOAD_INVALID, 400, named)
        without_id = rundown()
        del without_id["externalId"]
        self.assertUserError(server.ingest(without_id), PAYLOAD_INVALID, 400, "rundown.externalId")
        self.assertUserError(
            server.job("studio:studio0", "takeNextPart", {"playlistId": 7, "fromPartInstanceId": None}),
            PAYLOAD_INVALID, 400, "playlistId")
        self.assertUserError(server.job("studio:studio0", "takeNextPart", "{"), PAYLOAD_INVALID, 400)
        self.assertUserError(server.job("studio:studio0", "takeNextPart", {}, "wait=soon"),
                             PAYLOAD_INVALID, 400, "wait")
        self.assertEqual(server.documents("rundowns"), [])
        self.assertEqual(server.documents("ingestDataCache"), [])
        self.assertEqual(server.ingest(rundown()).status, 200)

    def test_a_body_over_the_limit(self):
        server = self.serve("--body-limit", "64k")
        put_blueprint(server, "small", "studio", "1")
        error = self.assertUserError(server.ingest({**rundown(), "name": "x" * 100_000}),
                                     PAYLOAD_TOO_LARGE, 413)
        self.assertEqual(error["userMessage"]["args"]["limit"], 64 * 1024)
        self.assertTrue(server.alive())

    def test_what_is_not_there(self):
        server = self.serve_news()
        payload = {"playlistId": "p", "fromPartInstanceId": None}
        for queue in ("studio:nowhere", "ingest:nowhere", "events:nowhere"):
            self.assertUserError(server.job(queue, "takeNextPart", payload), STUDIO_NOT_FOUND, 404, "nowhere")
        self.assertUserError(server.ingest(rundown(), studio="nowhere"), STUDIO_NOT_FOUND, 404, "nowhere")
        for queue in ("studio:studio0", "ingest:studio0", "events:studio0"):
            self.assertUserError(server.job(queue, "noSuchJob", payload), JOB_UNKNOWN, 404, "noSuchJob")
        for queue in ("studio", "radio:studio0", "studio:", ":"):
            self.assertUserError(server.job(queue, "takeNextPart", payload), PAYLOAD_INVALID, 404, "queue")
        self.assertUserError(server.get("/api/jobs/nowhere"), DOCUMENT_NOT_FOUND, 404, "nowhere")
        self.assertUserError(server.get("/api/rundowns/nowhere"), DOCUMENT_NOT_FOUND, 404, "nowhere")
        self.assertUserError(server.get("/api/studios/nowhere"), DOCUMENT_NOT_FOUND, 404, "nowhere")
        self.assertUserError(server.get("/api/nothings"), PAYLOAD_INVALID, 404, "nothings")
        self.assertUserError(server.get("/nothing"), PAYLOAD_INVALID, 404, "/nothing")
        self.assertUserError(server.request("DELETE", "/api/studios/nowhere"), DOCUMENT_NOT_FOUND, 404)
        self.assertUserError(server.request("PATCH", "/api/studios"), PAYLOAD_INVALID, 405)

    def test_settings_of_the_wrong_form(self):
        server = self.serve_news()
        before = server.get("/api/studios/studio0").json()
        for target, body in (("studios/studio0", "[]"), ("studios/studio0", '{"_id": "other"}'),
                             ("studios/studio0", '{"supportedShowStyleBase": 7}'),
                             ("blueprints/b", '{"blueprintType": "studio"}'),
                             ("showStyleVariants/v", '{"name": "no base"}')):
            self.assertUserError(server.request("PUT", f"/api/{target}", body), DOCUMENT_INVALID, 400)
        self.assertUserError(server.request("PUT", "/api/rundowns/r", "{}"), PAYLOAD_INVALID, 405)
        self.assertEqual(server.get("/api/studios/studio0").json(), before)

    def test_a_page_from_elsewhere_can_not_take(self):
        server = self.serve_news()
        server.ingest(rundown())
        server.activate()
        target = "/api/jobs/studio:studio0/takeNextPart?" + WAIT
        payload = {"playlistId": server.playlist()["_id"], "fromPartInstanceId": None}
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"},
                        {"Sec-Fetch-Site": "cross-site"}):
            self.assertUserError(server.request("POST", target, payload, headers), NOT_AUTHORISED, 403)
            self.assertIsNone(server.playlist()["onAir"])
        own = {"Origin": f"http://127.0.0.1:{server.port}"}
        self.assertEqual(server.request("POST", target, payload, own).status, 200)


class Blueprints(TaktTest):
    SHOW = (NEWS / "show.js").read_text()

    def with_show(self, method, code):
        """The demo's show style with one method replaced."""
        return f"(() => {{ const made = {self.SHOW}\n made.default.{method} = {code}; return made }})()"

    def refused_then_good(self, server, code, in_log):
        """Ingest fails because of this show style, says so, and works again with a good one."""
        put_blueprint(server, "demo-news", "showstyle", code)
        self.assertUserError(server.ingest(rundown()), INTERNAL_ERROR, 500)
        self.assertIn(in_log, server.log())
        self.assertEqual(server.documents("rundowns"), [])
        self.assertEqual(server.documents("segments"), [])
        put_blueprint(server, "demo-news", "showstyle", self.SHOW)
        self.assertEqual(server.ingest(rundown()).status, 200)
        self.assertEqual(len(server.documents("segments")), 3)

    def test_a_syntax_error(self):
        server = self.serve_news()
        self.refused_then_good(server, "(function () { return { default: {", "demo-news")

    def test_one_that_throws(self):
        server = self.serve_news()
        code = self.with_show("getShowStyleVariantId", "function pick() { throw new Error('no desk 42') }")
        self.refused_then_good(server, code, "no desk 42")
        self.assertRegex(server.log(), r"pick@|at pick|demo-news-bundle\.js")

    def test_one_that_throws_in_a_story(self):
        server = self.serve_news()
        put_blueprint(server, "demo-news", "showstyle",
                      self.with_show("getSegment", "() => { throw new Error('bad story') }"))
        self.assertEqual(server.ingest(rundown()).status, 200)
        for document in server.documents("segments"):
            self.assertIn("Internal Error generating segment", json.dumps(document["notes"]))
        self.assertEqual(server.documents("parts"), [])

    def test_one_that_loops_for_ever(self):
        server = self.serve_news()
        self.refused_then_good(
            server, self.with_show("getShowStyleVariantId", "() => { for (;;) {} }"), "demo-news")

    def test_a_studio_without_a_blueprint(self):
        server = self.serve_news()
        studio = read_json(NEWS / "studio.json")
        del studio["blueprintId"]
        server.put("studios", studio)
        self.assertUserError(server.ingest(rundown()), INTERNAL_ERROR, 500)
        self.assertEqual(server.documents("rundowns"), [])
        studio["blueprintId"] = "nowhere"
        server.put("studios", studio)
        self.assertUserError(server.ingest(rundown()), INTERNAL_ERROR, 500)
        put_news(server)
        self.assertEqual(server.ingest(rundown()).status, 200)


class Starting(TaktTest):
    def refused(self, *options, data=None):
        """What a `takt serve` that must not start says."""
        done = subprocess.run([PROGRAM, "serve", "--data", data or self.folder / "data", *options],
                              capture_output=True, text=True, timeout=PATIENCE_S)
        self.assertNotEqual(done.returncode, 0, done)
        self.assertGreater(done.returncode, 0, "it crashed: " + done.stderr)
        self.assertEqual(done.stdout, "")
        return done

    def test_a_second_one_on_the_same_folder(self):
        server = self.serve_news()
        self.assertIn(str(self.folder / "data"), self.refused("--port", "0").stderr)
        self.assertEqual(server.ingest(rundown()).status, 200)

    def test_a_port_in_use(self):
        server = self.serve()
        done = self.refused("--port", str(server.port), data=self.folder / "other")
        self.assertIn(f"127.0.0.1:{server.port}", done.stderr)
        self.assertIn("--port", done.stderr)

    def test_an_address_beyond_loopback(self):
        self.assertIn("0.0.0.0", self.refused("--address", "0.0.0.0", "--port", "0").stderr)

    def test_wrong_settings_are_named(self):
        self.assertIn("--port", self.refused("--port", "many").stderr)
        config = self.folder / "takt.toml"
        config.write_text("[http]\nport = 99999\n")
        self.assertIn("http.port", self.refused("--config", str(config)).stderr)
        config.write_text("[http]\nprot = 1\n")
        self.assertIn("http.prot", self.refused("--config", str(config)).stderr)
        config.write_text("[http\n")
        self.assertIn("line 1", self.refused("--config", str(config)).stderr)

    def test_a_data_folder_that_can_not_be(self):
        blocker = self.folder / "file"
        blocker.write_text("")
        self.assertIn("file", self.refused("--port", "0", data=blocker / "data").stderr)

    def test_a_damaged_database(self):
        server = self.serve_news()
        server.ingest({**rundown(), "segments": [segment(f"s{i}", i) for i in range(60)]})
        self.assertEqual(server.stop(), 0)
        [database] = [f for f in (self.folder / "data").iterdir()
                      if f.read_bytes().startswith(b"SQLite format 3")]
        whole = database.read_bytes()
        broken = bytearray(whole)
        for at in range(4096, len(broken), 1024):
            broken[at:at + 64] = os.urandom(64)
        for content in (bytes(broken), whole[:len(whole) // 2 + 100], b"not a database at all" * 400):
            database.write_bytes(content)
            done = self.refused("--port", "0")
            self.assertIn(str(database), done.stderr)
            self.assertEqual(database.read_bytes(), content, "a damaged file must stay as it is")
        database.write_bytes(whole)
        server = self.serve()
        self.assertEqual(len(server.documents("segments")), 60)


class FullDisk(TaktTest):
    def test_a_job_that_finds_no_room_fails_whole(self):
        server = self.serve_news()
        self.assertEqual(server.ingest(rundown()).status, 200)
        self.assertEqual(server.stop(), 0)
        largest = max(f.stat().st_size for f in (self.folder / "data").iterdir())

        def small_disk():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 400_000, resource.RLIM_INFINITY))

        server = self.serve("--log-level", "off", preexec=small_disk)
        before = server.documents("segments")
        huge = {**rundown("huge", 1), "payload": {"filler": "x" * 2_000_000}}
        reply = server.ingest(huge)
        self.assertGreaterEqual(reply.status, 500, reply)
        self.assertTrue(reply.json()["rawError"]["message"])
        self.assertTrue(server.alive())
        self.assertEqual(server.documents("segments"), before)
        self.assertEqual(server.documents("rundowns", externalId="huge"), [])
        # Room again: the same folder, whole.
        server.stop()
        server = self.serve()
        self.assertEqual(server.documents("segments"), before)
        self.assertEqual(server.ingest(rundown("small")).status, 200)


if __name__ == "__main__":
    unittest.main()
