"""The as-run log: a row for each part and piece that was taken, from the real program; exported as CSV
and JSON."""
import csv
import io
import unittest

from playout import *  # noqa: F403


class AsRun(TaktTest):
    def start(self, *rundowns):
        server = self.serve_news()
        put_gateway(server)
        for external_id in rundowns or ("r1",):
            reply = server.ingest(rundown(external_id))
            self.assertEqual(reply.status, 200, reply)
        return server

    def act(self, server, name, playlist, **payload):
        reply = server.job("studio:studio0", name, {"playlistId": playlist, **payload})
        self.assertEqual(reply.status, 200, reply)

    def take(self, server):
        reply = server.take()
        self.assertEqual(reply.status, 200, reply)
        return on_air(server)

    def read_csv(self, server, *options):
        out = cli(server, "asrun", "export", *options)
        self.assertEqual(out.returncode, 0, out.stderr)
        return list(csv.DictReader(io.StringIO(out.stdout)))

    def test_rows_follow_what_was_taken_and_reported(self):
        server = self.start()
        self.assertEqual(server.activate().status, 200)
        first, pieces = self.take(server)
        now = server.get("/api/status").json()["now"]
        report(server, *started(first, pieces, now))
        second, _ = self.take(server)
        report(server, ("partPlaybackStopped", first, None, now + 1500))
        until_row(server, first, reportedStop=now + 1500)
        rows = as_run(server)
        self.assertEqual(rows[0]["_id"], first)
        self.assertEqual({r["_id"] for r in rows if r["partInstanceId"] == first}, {first, *pieces})
        part = rows[0]
        self.assertEqual((part["kind"], part["name"], part["rehearsal"]), ("part", "KAM 1", False))
        self.assertEqual((part["reportedStart"], part["reportedStop"]), (now, now + 1500))
        self.assertLessEqual(part["taken"], part["reportedStart"])
        self.assertIn("plannedDuration", part)
        for piece in [r for r in rows if r["_id"] in pieces]:
            self.assertEqual(piece["reportedStart"], now)
            self.assertIn("sourceLayerId", piece)
        # Nobody has reported the second one yet; the deactivation brings it all the same.
        self.assertNotIn(second, [r["_id"] for r in rows])
        self.act(server, "deactivateRundownPlaylist", server.playlist()["_id"])
        late = until_row(server, second)
        self.assertIn("taken", late)
        self.assertNotIn("reportedStart", late)
        # The same rows over a restart, and by the general route.
        before = as_run(server)
        server.stop()
        server = self.serve()
        self.assertEqual(as_run(server), before)
        self.assertEqual(server.get(f"/api/asRunLog/{first}").json(), part)

    def test_export_as_csv_and_json_with_filters(self):
        server = self.start("r1", "r2")
        playlists = {p["name"]: p["_id"]
                     for p in server.get("/api/status").json()["studios"][0]["playlists"]}
        taken = {}
        for name, rehearsal in (("Rundown r1", False), ("Rundown r2", True)):
            self.act(server, "activateRundownPlaylist", playlists[name], rehearsal=rehearsal)
            taken[name] = [self.take(server)[0] for _ in range(2)]
            self.act(server, "deactivateRundownPlaylist", playlists[name])
            for part in taken[name]:
                until_row(server, part)
        rows = self.read_csv(server)
        parts = [r for r in rows if r["kind"] == "part"]
        self.assertEqual([r["id"] for r in parts], [*taken["Rundown r1"], *taken["Rundown r2"]])
        self.assertEqual([r["rehearsal"] for r in parts], ["false", "false", "true", "true"])
        self.assertEqual({r["playlist"] for r in rows}, set(playlists))
        for row in rows:
            self.assertRegex(row["taken"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        aired = self.read_csv(server, "--no-rehearsals")
        self.assertEqual({r["rundown"] for r in aired}, {"Rundown r1"})
        self.assertEqual(self.read_csv(server, "--playlist", playlists["Rundown r1"]), aired)
        self.assertEqual(self.read_csv(server, "--rundown", rows[0]["rundownId"]), aired)
        middle = parts[2]["takenMs"]
        self.assertEqual(self.read_csv(server, "--to", middle), aired)
        self.assertEqual(self.read_csv(server, "--from", middle),
                         [r for r in rows if r["rehearsal"] == "true"])
        # JSON, into a file; and a page at a time.
        file = self.folder / "log.json"
        out = cli(server, "asrun", "export", "--format", "json", str(file))
        self.assertEqual((out.returncode, out.stdout), (0, f"{len(rows)} rows are in {file}\n"))
        exported = json.loads(file.read_text())
        self.assertEqual([r["_id"] for r in exported], [r["id"] for r in rows])
        paged, target = [], "/api/asrun/studio0?limit=1&from="
        since = "0"
        while since is not None:
            page = server.get(target + since)
            paged += page.json()
            since = page.headers.get("X-Takt-Next")
        self.assertEqual(paged, exported)
        plain = server.get("/api/asrun/studio0?format=csv")
        self.assertTrue(plain.headers["Content-Type"].startswith("text/csv"))
        self.assertEqual(list(csv.DictReader(io.StringIO(plain.body))), rows)

    def test_names_from_the_newsroom_are_no_formulas(self):
        server = self.serve_news()
        evil = rundown("r1", 1)
        evil["name"] = '=HYPERLINK("http://x","y")'
        self.assertEqual(server.ingest(evil).status, 200)
        self.assertEqual(server.activate().status, 200)
        until_row(server, self.take(server)[0])
        self.assertEqual({r["rundown"] for r in self.read_csv(server)},
                         {'\'=HYPERLINK("http://x","y")'})

    def test_what_can_not_be_asked(self):
        server = self.serve_news()
        self.assertEqual(as_run(server), [])
        self.assertUserError(server.get("/api/asrun/nowhere"), DOCUMENT_NOT_FOUND, 404)
        for query in ("from=x", "to=-1", "limit=0", "format=xml", "rehearsals=maybe"):
            self.assertUserError(server.get(f"/api/asrun/studio0?{query}"), PAYLOAD_INVALID, 400)
        self.assertEqual(server.request("POST", "/api/asrun/studio0", {}).status, 405)
        self.assertEqual(server.request("PUT", "/api/asRunLog/x", {"_id": "x"}).status, 405)
        self.assertEqual(cli(server, "asrun", "export", "--from", "noon").returncode, 2)
        self.assertEqual(cli(server, "asrun", "export", "--studio", "nowhere").returncode, 1)


if __name__ == "__main__":
    unittest.main()
