"""Documents, status, metrics and the page, as programs outside read them."""
import re
import unittest

from harness import *  # noqa: F403


class Door(TaktTest):
    def test_documents_are_filtered(self):
        server = self.serve_news()
        server.ingest(rundown("a"))
        server.ingest(rundown("b", 2))
        [a] = server.documents("rundowns", externalId="a")
        self.assertEqual(len(server.documents("segments", rundownId=a["_id"])), 3)
        self.assertEqual(len(server.documents("segments", rundownId=a["_id"], _rank=1)), 1)
        self.assertEqual(server.documents("segments", rundownId="nowhere"), [])
        self.assertEqual(server.documents("rundowns", **{"source.type": "http", "fields": "name"}),
                         [{"name": "Rundown a"}, {"name": "Rundown b"}])
        self.assertNotIn("code", server.documents("blueprints", fields="-code")[0])
        limited = server.get("/api/segments?limit=2")
        self.assertEqual(len(limited.json()), 2)
        self.assertEqual(limited.headers["X-Takt-More"], "1")
        self.assertEqual(server.get(f"/api/rundowns/{a['_id']}").json(), a)

    def test_settings_are_stored_and_removed(self):
        server = self.serve()
        document = {"_id": "v", "name": "V", "showStyleBaseId": "s", "unknownMember": [1, None]}
        server.put("showStyleVariants", document)
        stored = server.get("/api/showStyleVariants/v").json()
        self.assertEqual({k: stored[k] for k in document}, document)
        put_blueprint(server, "b", "studio", "first")
        first = server.get("/api/blueprints/b").json()
        put_blueprint(server, "b", "studio", "second")
        second = server.get("/api/blueprints/b").json()
        self.assertNotEqual(first["blueprintHash"], second["blueprintHash"])
        self.assertEqual(server.request("DELETE", "/api/showStyleVariants/v").status, 200)
        self.assertUserError(server.get("/api/showStyleVariants/v"), DOCUMENT_NOT_FOUND, 404)

    def test_status_tells_the_show_and_the_last_refusals(self):
        server = self.serve_news()
        server.ingest(rundown())
        server.job("studio:studio0", "takeNextPart",
                   {"playlistId": server.playlist()["_id"], "fromPartInstanceId": None})
        server.activate()
        server.take()
        status = server.get("/api/status").json()
        [studio] = status["studios"]
        self.assertEqual(studio["playlists"][0]["onAir"]["segment"], "Story 0")
        self.assertEqual(studio["playlists"][0]["next"]["segment"], "Story 1")
        self.assertEqual(studio["playlists"][0]["rundowns"][0]["name"], "Rundown r1")
        self.assertLessEqual({"studio:studio0", "events:studio0"},
                             {thread["name"] for thread in studio["threads"]})
        refusal = status["refusals"][0]
        self.assertEqual((refusal["keyName"], refusal["job"]), ("InactiveRundown", "takeNextPart"))
        self.assertEqual(refusal["message"], "Rundown must be active!")

    def test_health_metrics_and_page(self):
        server = self.serve_news()
        server.ingest(rundown())
        self.assertEqual(server.get("/healthz").status, 200)
        self.assertEqual(server.get("/readyz").json(), {"ready": True})
        metrics = server.get("/metrics")
        self.assertTrue(metrics.headers["Content-Type"].startswith("text/plain"))
        for line in metrics.body.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) takt_\w+ .+|takt_\w+(\{(\w+="[^"]*",?)+\})? [-+.e\d]+)$')
        self.assertRegex(metrics.body, r'takt_jobs_succeeded_total\{queue="ingest:studio0"\} [1-9]')
        page = server.get("/")
        self.assertTrue(page.headers["Content-Type"].startswith("text/html"))
        self.assertIsNone(re.search(r"(src|href)=.?https?:", page.body), "no external resources")
        self.assertEqual(server.request("POST", "/", "x").status, 405)


if __name__ == "__main__":
    unittest.main()
