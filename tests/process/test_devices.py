"""Devices over HTTP, and the newsroom's line: a simulated gateway gets exactly the commands it should,
each once the timeline is out."""
import unittest

from harness import *  # noqa: F403

# Stories are one camera each; those named "told" are told to the newsroom.
TOLD_NEWS = """(function () {
  const news = %s
  news.default.getSegment = function (context, segment) {
    return {
      segment: { name: segment.name },
      parts: segment.parts.map((story) => ({
        part: { externalId: story.externalId, title: story.name, expectedDuration: 1000,
                shouldNotifyCurrentPlayingPart: story.name.startsWith('told') },
        pieces: [{ externalId: story.externalId, name: story.name, enable: { start: 0 },
                   sourceLayerId: 'camera', outputLayerId: 'pgm', lifespan: 'part-only',
                   content: { timelineObjects: [] } }],
        adLibPieces: [], actions: [],
      })),
    }
  }
  return news
})()"""


class Gateway:
    """Asks for the commands of a device and replies; keeps what it was told, with the part that the
    timeline had then."""

    def __init__(self, server, device="mos0", error=None):
        self.server, self.device, self.error = server, device, error
        self.told = []  # (function, arguments, whether the part on air was in the timeline)
        self.stopping = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stopping:
            try:
                commands = self.server.get(f"/api/devices/{self.device}/commands?wait=500").json()
                for command in commands:
                    self.carry_out(command)
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)

    def carry_out(self, command):
        on_air = self.server.playlist()["onAir"]
        timeline = json.dumps(self.server.timeline())
        self.told.append((command["functionName"], command["args"],
                          bool(on_air) and on_air["partInstanceId"] in timeline))
        reply = {"error": self.error} if self.error else {"result": None}
        self.server.request("POST", f"/api/devices/{self.device}/commands/{command['_id']}/reply",
                            reply)

    def stop(self):
        self.stopping = True
        self.thread.join(PATIENCE_S)


class Devices(TaktTest):
    def start(self, *stories, studio="studio0"):
        """A rundown from a newsroom with these stories."""
        server = self.serve_news()
        put_blueprint(server, "demo-news", "showstyle", TOLD_NEWS % (NEWS / "show.js").read_text())
        self.put_device(server, studio)
        rundown_ = {"externalId": "ro1", "name": "News", "type": "mos", "payload": {},
                    "segments": [{"externalId": f"segment{i}", "name": name, "rank": i, "payload": {},
                                  "parts": [{"externalId": f"s{i}", "name": name, "rank": 0,
                                             "payload": {}}]}
                                 for i, name in enumerate(stories)]}
        reply = server.job("ingest:studio0", "updateRundown",
                           {"rundownExternalId": "ro1", "isCreateAction": True,
                            "ingestRundown": rundown_,
                            "rundownSource": {"type": "nrcs", "peripheralDeviceId": "mos0",
                                              "nrcsName": "ENPS"}})
        self.assertEqual(reply.status, 200, reply)
        return server

    def put_device(self, server, studio="studio0"):
        server.put("peripheralDevices",
                   {"_id": "mosgw", "name": "MOS gateway", "category": "ingest", "type": "mos",
                    "subType": "_process",
                    "studioAndConfigId": {"studioId": studio, "configId": "mos"}})
        server.put("peripheralDevices",
                   {"_id": "mos0", "name": "ENPS", "category": "ingest", "type": "mos",
                    "subType": "mos_connection", "parentDeviceId": "mosgw"})

    def gateway(self, server, **settings):
        gateway = Gateway(server, **settings)
        self.addCleanup(gateway.stop)
        return gateway

    def take(self, server):
        reply = server.take()
        self.assertEqual(reply.status, 200, reply)

    def deactivate(self, server):
        reply = server.job("studio:studio0", "deactivateRundownPlaylist",
                           {"playlistId": server.playlist()["_id"]})
        self.assertEqual(reply.status, 200, reply)

    def until_told(self, server, gateway, count):
        server.until(lambda: len(gateway.told) >= count, f"{count} commands")

    def until_idle(self, server):
        server.until(lambda: not [j for j in server.get("/api/jobs?queue=events:studio0").json()],
                     "the events to be dealt with")

    def commands_in_journal(self, server):
        rows = server.get("/api/journal/studio0?limit=1000").json()["rows"]
        return [row["body"] for row in rows if row["name"] == "deviceCommand"]

    def test_the_newsroom_is_told_what_plays_and_nothing_else(self):
        server = self.start("told a", "quiet b", "told c", "told d")
        gateway = self.gateway(server)
        self.assertEqual(server.activate().status, 200)
        self.take(server)
        self.until_told(server, gateway, 1)
        self.take(server)  # without the flag
        self.take(server)
        self.until_told(server, gateway, 2)
        self.until_idle(server)
        self.deactivate(server)
        self.until_idle(server)
        self.assertNotIn("notifiedCurrentPlayingPartExternalId", server.documents("rundowns")[0])
        self.assertEqual(server.activate(rehearsal=True).status, 200)
        self.take(server)
        self.until_idle(server)
        self.deactivate(server)
        self.assertEqual(server.job("studio:studio0", "resetRundownPlaylist",
                                    {"playlistId": server.playlist()["_id"]}).status, 200)
        self.assertEqual(server.activate().status, 200)
        self.take(server)
        self.until_told(server, gateway, 3)
        self.until_idle(server)
        self.assertEqual(gateway.told, [("setStoryStatus", ["ro1", story, "PLAY"], True)
                                        for story in ("s0", "s2", "s0")])
        self.assertEqual(server.documents("rundowns")[0]["notifiedCurrentPlayingPartExternalId"],
                         "s0")
        server.until(lambda: len(self.commands_in_journal(server)) == 3, "three journal rows")
        self.assertEqual({row["end"] for row in self.commands_in_journal(server)}, {"done"})

    def test_a_device_that_fails_changes_nothing_else(self):
        server = self.start("told a", "told b")
        gateway = self.gateway(server, error="the newsroom is closed")
        self.assertEqual(server.activate().status, 200)
        self.take(server)
        self.until_told(server, gateway, 1)
        self.take(server)
        self.until_told(server, gateway, 2)
        self.until_idle(server)
        self.assertEqual([told[1][1] for told in gateway.told], ["s0", "s1"])
        self.assertIn("the newsroom is closed", server.log())
        self.assertEqual(server.get("/api/jobs?state=dead").json(), [])
        server.until(lambda: len(self.commands_in_journal(server)) == 2, "two journal rows")
        self.assertEqual([row["error"] for row in self.commands_in_journal(server)],
                         ["the newsroom is closed"] * 2)
        self.assertEqual(server.documents("peripheralDeviceCommands"), [])

    def test_a_silent_device_and_a_killed_worker(self):
        server = self.start("told a", "told b")
        self.assertEqual(server.activate().status, 200)
        self.take(server)
        server.until(lambda: server.documents("peripheralDeviceCommands"), "the command")
        server.stop(signal.SIGKILL)
        server = self.serve()
        # The command of the dead process is gone; its job sends it again.
        gateway = self.gateway(server)
        self.until_told(server, gateway, 1)
        self.until_idle(server)
        self.assertEqual([told[1] for told in gateway.told], [["ro1", "s0", "PLAY"]])
        gateway.stop()
        self.take(server)
        server.until(lambda: any("Timeout after 11000 ms" in row.get("error", "")
                                 for row in self.commands_in_journal(server)), "the timeout")
        self.assertEqual(server.documents("peripheralDeviceCommands"), [])

    def test_rundowns_of_others_are_not_told_of(self):
        server = self.start("told a", "told b", studio="elsewhere")
        gateway = self.gateway(server)
        self.assertEqual(server.activate().status, 200)
        self.take(server)
        self.until_idle(server)
        self.put_device(server)
        self.take(server)
        self.until_told(server, gateway, 1)
        self.assertEqual([told[1][1] for told in gateway.told], ["s1"])

    def test_what_devices_ask_and_say(self):
        server = self.serve_news()
        self.put_device(server)
        self.assertUserError(server.get("/api/devices/nobody/commands"), DOCUMENT_NOT_FOUND, 404)
        self.assertEqual(server.get("/api/devices/mos0/commands?wait=1").json(), [])
        server.until(lambda: {d["_id"]: d["connected"] for d in server.get("/api/devices").json()}
                     ["mos0"], "the device to be connected")
        reported = server.request("POST", "/api/devices/mos0/status",
                                  {"statusCode": 4, "messages": ["no disk"]})
        self.assertEqual(reported.status, 200, reported)
        self.assertEqual(server.get("/api/peripheralDevices/mos0").json()["status"],
                         {"statusCode": 4, "messages": ["no disk"]})
        for body in ({}, {"statusCode": "bad"}, {"statusCode": 1, "messages": 3}, [1]):
            self.assertUserError(server.request("POST", "/api/devices/mos0/status", body),
                                 PAYLOAD_INVALID, 400)
        reply = "/api/devices/mos0/commands/c1/reply"
        self.assertUserError(server.request("POST", reply, {"result": 1}), DOCUMENT_NOT_FOUND, 404)
        for body in ({}, {"result": 1, "error": 2}, [1]):
            self.assertUserError(server.request("POST", reply, body), PAYLOAD_INVALID, 400)


if __name__ == "__main__":
    unittest.main()
