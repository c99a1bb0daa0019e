"""Commands pushed to connected gateways as server-sent events, and commands that people send."""
import unittest

from harness import *  # noqa: F403

DEVICE_COMMAND_TIMED_OUT, STUDIO_UNAVAILABLE = 1015, 1004

# Has a device prepare itself when the show goes on air.
ACTING_NEWS = """(function () {
  const news = %s
  news.default.onRundownActivate = async (context) => {
    await context.executeTSRAction('tsr0', 'prepare', { for: 'the show' })
  }
  return news
})()"""


class Listener:
    """A gateway that listens to a device's feed; `answer(command)` gives its reply, or None."""

    def __init__(self, server, device="tsr0", answer=None):
        self.server, self.device, self.answer = server, device, answer
        self.got = []
        self.ended = threading.Event()
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
        self.connection.request("GET", f"/api/devices/{device}/feed")
        self.socket = self.connection.sock
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.status
        self.first = self.response.readline()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            while line := self.response.readline():
                if line.startswith(b"data: "):
                    command = json.loads(line[6:])
                    self.got.append(command)
                    reply = self.answer(command) if self.answer else None
                    if reply is not None:
                        self.reply(command, reply)
        except (OSError, ValueError, http.client.HTTPException):
            pass
        self.ended.set()

    def reply(self, command, reply):
        return self.server.request(
            "POST", f"/api/devices/{self.device}/commands/{command['_id']}/reply", reply)

    def stop(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.ended.wait(PATIENCE_S)


class Feed(TaktTest):
    def start(self):
        server = self.serve_news()
        server.put("peripheralDevices",
                   {"_id": "gw0", "name": "Gateway", "category": "playout", "type": "playout",
                    "subType": "_process",
                    "studioAndConfigId": {"studioId": "studio0", "configId": "gw"}})
        server.put("peripheralDevices",
                   {"_id": "tsr0", "name": "Caspar", "category": "playout", "type": "playout",
                    "subType": "casparcg", "parentDeviceId": "gw0"})
        return server

    def listener(self, server, **settings):
        listener = Listener(server, **settings)
        self.addCleanup(listener.stop)
        return listener

    def order(self, server, command, timeout=60000, device="tsr0"):
        return server.request("POST", f"/api/devices/{device}/commands?timeout={timeout}", command)

    def connected(self, server):
        return {d["_id"]: d["connected"] for d in server.get("/api/devices").json()}["tsr0"]

    def until_open(self, server, count):
        server.until(lambda: len(server.documents("peripheralDeviceCommands")) == count,
                     f"{count} open commands")

    def in_background(self, run):
        replies = []

        def answered():
            try:
                replies.append(run())
            except (OSError, http.client.HTTPException) as error:  # the worker was killed
                replies.append(error)
        thread = threading.Thread(target=answered, daemon=True)
        thread.start()
        return lambda: (thread.join(PATIENCE_S), replies[0])[1]

    def test_a_person_s_command_is_pushed_and_its_reply_comes_back(self):
        server = self.start()
        gateway = self.listener(server, answer=lambda c: {"result": {"did": c["functionName"]}})
        other = self.listener(server, device="gw0", answer=lambda c: {"result": "wrong"})
        reply = self.order(server, {"functionName": "restart", "args": [1, {"hard": True}]})
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual(reply.json()["result"], {"did": "restart"})
        self.assertEqual([c["args"] for c in gateway.got], [[1, {"hard": True}]])
        self.assertEqual(gateway.got[0]["_id"], reply.json()["commandId"])
        self.assertEqual(other.got, [])
        self.until_open(server, 0)
        self.assertTrue(self.connected(server))
        # Everything of it is in the journal, and who it was in the log.
        def writes():
            rows = server.get("/api/journal/studio0?limit=1000").json()["rows"]
            return [r for r in rows if "peripheralDeviceCommands" in
                    r["body"].get("documents", {}) and r["name"] == "write"]
        server.until(lambda: len(writes()) == 3, "command, reply and removal in the journal")
        self.assertIn("restart", server.log())

    def test_the_command_line(self):
        server = self.start()
        self.listener(server, answer=lambda c: {"error": {"message": "no such clip"}}
                      if c.get("actionId") == "load" else
                      {"result": c.get("args", c.get("payload"))})
        called = cli(server, "device", "call", "tsr0", "makeReady", "true", "word", '{"a":1}')
        self.assertEqual((called.returncode, json.loads(called.stdout)), (0, [True, "word", {"a": 1}]),
                         called.stderr)
        acted = cli(server, "device", "action", "tsr0", "play", '{"clip":"a"}')
        self.assertEqual((acted.returncode, json.loads(acted.stdout)), (0, {"clip": "a"}), acted.stderr)
        failed = cli(server, "device", "action", "tsr0", "load")
        self.assertEqual(failed.returncode, 1)
        self.assertIn("no such clip", failed.stderr)
        silent = cli(server, "device", "call", "gw0", "x", "--timeout", "50")
        self.assertEqual(silent.returncode, 1)
        self.assertIn("did not reply within 50 ms", silent.stderr)
        listed = cli(server, "device", "list")
        self.assertRegex(listed.stdout, r"tsr0 +Caspar +playout/playout +yes")
        self.until_open(server, 0)

    def test_commands_wait_for_a_gateway_and_come_once(self):
        server = self.start()
        first = self.in_background(lambda: self.order(server, {"actionId": "a"}))
        self.until_open(server, 1)
        gateway = self.listener(server)
        server.until(lambda: gateway.got, "the command that waited")
        second = self.in_background(lambda: self.order(server, {"actionId": "b"}))
        server.until(lambda: len(gateway.got) == 2, "the second command")
        # One that comes back is told what is still open, and nothing else.
        gateway.stop()
        self.assertEqual(gateway.reply(gateway.got[0], {"result": 1}).status, 200)
        again = self.listener(server)
        server.until(lambda: again.got, "the open command")
        self.assertEqual([c["actionId"] for c in again.got], ["b"])
        self.assertEqual(gateway.reply(again.got[0], {"result": 2}).status, 200)
        self.assertEqual((first().json()["result"], second().json()["result"]), (1, 2))
        self.assertUserError(gateway.reply(again.got[0], {"result": 3}), DOCUMENT_NOT_FOUND, 404)
        self.until_open(server, 0)
        third = self.in_background(lambda: self.order(server, {"actionId": "c"}))
        server.until(lambda: len(again.got) == 2, "the third command")
        again.reply(again.got[1], {"result": 3})
        self.assertEqual(third().json()["result"], 3)
        self.assertEqual([c["actionId"] for c in gateway.got], ["a", "b"])

    def test_no_reply_a_device_that_goes_and_a_caller_who_goes(self):
        server = self.start()
        gateway = self.listener(server)
        late = self.order(server, {"functionName": "hang"}, timeout=50)
        self.assertUserError(late, DEVICE_COMMAND_TIMED_OUT, 504)
        self.until_open(server, 0)
        self.assertUserError(gateway.reply(gateway.got[0], {"result": 1}), DOCUMENT_NOT_FOUND, 404)
        server.abandon("POST", "/api/devices/tsr0/commands?timeout=60000", {"actionId": "gone"})
        server.until(lambda: len(gateway.got) == 2, "the command")
        self.until_open(server, 0)
        waiting = self.in_background(lambda: self.order(server, {"actionId": "stops"}))
        server.until(lambda: len(gateway.got) == 3, "the command")
        self.assertEqual(server.stop(), 0)
        self.assertUserError(waiting(), STUDIO_UNAVAILABLE, 503)
        self.assertTrue(gateway.ended.wait(PATIENCE_S))
        server = self.serve()
        self.assertEqual(server.documents("peripheralDeviceCommands"), [])

    def test_a_killed_worker_s_commands_go(self):
        server = self.start()
        self.in_background(lambda: self.order(server, {"actionId": "a"}))
        self.until_open(server, 1)
        server.stop(signal.SIGKILL)
        server = self.serve()
        self.assertEqual(server.documents("peripheralDeviceCommands"), [])

    def test_a_job_s_commands_are_pushed_too(self):
        server = self.start()
        gateway = self.listener(server, answer=lambda c: {"result": None})
        put_blueprint(server, "demo-news", "showstyle", ACTING_NEWS % (NEWS / "show.js").read_text())
        self.assertEqual(server.ingest(rundown()).status, 200)
        self.assertEqual(server.activate().status, 200)
        server.until(lambda: gateway.got, "the command")
        self.assertEqual((gateway.got[0]["actionId"], gateway.got[0]["payload"]),
                         ("prepare", {"for": "the show"}))

    def test_bad_input(self):
        server = self.start()
        for body in ({}, [], "x", {"functionName": ""}, {"functionName": "a", "actionId": "b"},
                     {"functionName": "a", "args": {}}, {"functionName": "a", "payload": 1},
                     {"actionId": "a", "args": []}):
            self.assertUserError(self.order(server, body), PAYLOAD_INVALID, 400)
        for timeout in ("x", "-1", "60001"):
            self.assertUserError(self.order(server, {"actionId": "a"}, timeout=timeout),
                                 PAYLOAD_INVALID, 400)
        self.assertUserError(self.order(server, {"actionId": "a"}, device="nobody"),
                             DOCUMENT_NOT_FOUND, 404)
        self.assertUserError(server.get("/api/devices/nobody/feed"), DOCUMENT_NOT_FOUND, 404)
        server.put("peripheralDevices", {"_id": "stray", "name": "Stray"})
        self.assertUserError(self.order(server, {"actionId": "a"}, device="stray"),
                             PAYLOAD_INVALID, 409)
        evil = server.request("POST", "/api/devices/tsr0/commands", {"actionId": "a"},
                              {"Origin": "http://elsewhere"})
        self.assertUserError(evil, NOT_AUTHORISED, 403)
        self.assertEqual(server.request("POST", "/api/devices/tsr0/feed", {}).status, 405)
        self.assertEqual(server.documents("peripheralDeviceCommands"), [])


if __name__ == "__main__":
    unittest.main()
