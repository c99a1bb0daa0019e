"""Webhooks: receivers that come, go, hang and refuse, and a worker that is killed; each message arrives
once, in order."""
import unittest

from sending import *  # noqa: F403
from receivers import self_signed


class Webhooks(MessagesTest):
    def test_a_receiver_that_was_down_gets_everything_in_order_and_holds_up_nobody(self):
        late, other = self.receiver(), self.receiver()
        late.stop()
        server = self.start()
        for batch in ("a", "b", "c"):
            self.order(server, batch, type="http", receiver=late.url, count=10)
        self.order(server, "other", type="http", receiver={"url": other.url}, count=5)
        self.until_sent(server, 5)
        self.assertEqual([b["n"] for b in other.bodies()], list(range(5)))
        self.assertEqual(other.connections, 1)  # reused
        # Only the first one is tried as long as nothing gets through.
        self.assertEqual([m["tryCount"] > 0 for m in self.messages(server, "waiting")],
                         [True] + [False] * 29)
        listed = cli(server, "messages", "receivers")
        self.assertIn("30", listed.stdout, listed.stderr)
        server.stop(signal.SIGKILL)
        server = self.start()
        back = self.receiver(port=late.port)
        self.until_sent(server, 35)
        self.assertEqual([(b["batch"], b["n"]) for b in back.bodies()],
                         [(batch, n) for batch in "abc" for n in range(10)])
        self.assertEqual(len({i for i, _ in back.got}), 30)

    def test_each_message_once_in_order_over_deaths_of_the_receiver(self):
        receiver = self.receiver()
        server = self.start()
        self.order(server, "a", type="http", receiver=receiver.url, count=60)
        lives = [receiver]
        for _ in range(3):
            server.until(lambda: len(lives[-1].got) >= 5, "messages to arrive")
            lives[-1].die()
            server.until(lambda: [r for r in server.get("/api/messages/receivers").json()
                                  if r["failures"] > 0] or not self.messages(server, "waiting"),
                         "the death to be noticed")
            lives.append(self.receiver(port=receiver.port))
        self.until_sent(server, 60)
        got = [(i, json.loads(body)["n"]) for life in lives for i, body in life.got]
        once = list(dict.fromkeys(got))
        self.assertEqual([n for _, n in once], list(range(60)))
        # At most the one whose answer was cut off comes again, with its id, and at once.
        self.assertLessEqual(len(got), len(once) + 3)
        self.assertEqual(len({i for i, _ in once}), 60)

    def test_a_receiver_that_hangs_holds_up_nobody(self):
        hanging, other = self.receiver(), self.receiver()
        hanging.gate.clear()
        server = self.start("--message-timeout", "60000")
        self.order(server, "hangs", type="http", receiver=hanging.url, count=2)
        self.order(server, "goes", type="slack", receiver=other.url, count=3)
        self.until_sent(server, 3)
        self.assertEqual([b["text"]["n"] for b in other.bodies()], [0, 1, 2])
        put_take = server.activate()
        self.assertEqual(put_take.status, 200)
        self.assertEqual(server.take().status, 200)
        # The end is not held up either; what was under way is sent again by the next one.
        self.assertEqual(server.stop(), 0)
        hanging.gate.set()
        server = self.start()
        self.until_sent(server, 5)
        self.assertEqual(sorted({b["n"] for b in hanging.bodies()}), [0, 1])

    def test_a_worker_killed_between_the_answer_and_its_note_repeats_one_message_with_its_id(self):
        receiver = self.receiver()
        server = self.start(env={"TAKT_FAULTS": "message.sent=kill@4"})
        self.order(server, "a", type="http", receiver=receiver.url, count=8)
        server.process.wait(PATIENCE_S)
        server.stop()
        server = self.start()
        self.until_sent(server, 8)
        self.assertEqual([b["n"] for b in receiver.bodies()], [0, 1, 2, 3, 3, 4, 5, 6, 7])
        self.assertEqual(receiver.got[3], receiver.got[4])

    def test_a_poison_message_ends_after_its_limit_and_does_not_block_the_rest(self):
        cured = threading.Event()
        receiver = self.receiver(
            answer=lambda body: 200 if cured.is_set() or '"n":1' not in body.replace(" ", "")
            else 422)
        server = self.start("--message-tries", "3")
        self.order(server, "a", type="http", receiver=receiver.url, count=4)
        server.until(lambda: self.messages(server, "failed"), "the poison message to fail")
        failed = self.messages(server, "failed")
        self.assertEqual(len(failed), 1)
        self.assertEqual((failed[0]["tryCount"], failed[0]["failedTries"]), (3, 3))
        self.assertIn("given up after 3 tries: HTTP 422", failed[0]["errorMessage"])
        self.until_sent(server, 3)
        self.assertEqual([b["n"] for b in receiver.bodies()], [0, 2, 3])
        self.assertEqual(len(receiver.refused), 3)
        # It stays failed over a restart, until somebody says otherwise.
        server.stop()
        server = self.start()
        listed = cli(server, "messages", "list", "--state", "failed")
        self.assertIn(failed[0]["messageId"], listed.stdout)
        cured.set()
        retried = cli(server, "messages", "retry", failed[0]["messageId"])
        self.assertEqual(retried.returncode, 0, retried.stderr)
        self.until_sent(server, 4)
        self.assertEqual(receiver.bodies()[-1]["n"], 1)

    def test_hold_release_remove_and_what_is_too_late(self):
        receiver = self.receiver()
        receiver.stop()
        server = self.start()
        self.order(server, "a", type="http", receiver=receiver.url)
        self.order(server, "b", type="http", receiver=receiver.url)
        self.order(server, "late", type="http", receiver=receiver.url, fields={"retryUntil": 5})
        self.order(server, "later", type="http", receiver=receiver.url,
                   fields={"queueForLaterReason": "soon"})
        for batch, verb in (("a", "hold"), ("b", "remove")):
            done = cli(server, "messages", verb, self.one(server, batch)["_id"])
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({self.one(server, batch)["state"] for batch in ("a",)}, {"held"})
        self.assertEqual(self.one(server, "late")["state"], "overdue")
        self.assertEqual(self.one(server, "later")["state"], "later")
        back = self.receiver(port=receiver.port)
        self.order(server, "c", type="http", receiver=back.url)
        self.until_sent(server, 1)
        self.assertEqual([b["batch"] for b in back.bodies()], ["c"])
        self.assertEqual(cli(server, "messages", "release", self.one(server, "a")["_id"]).returncode, 0)
        self.assertEqual(cli(server, "messages", "retry", self.one(server, "late")["_id"]).returncode, 0)
        self.until_sent(server, 3)
        self.assertEqual(sorted(b["batch"] for b in back.bodies()), ["a", "c", "late"])
        self.assertEqual(cli(server, "messages", "retry", "nothing").returncode, 1)
        self.assertEqual(server.request("POST", "/api/messages/x/eat").status, 404)

    def test_bad_input_is_visible_in_the_document_and_the_metrics(self):
        certificate = self_signed(self.folder)
        tls = self.receiver(certificate=certificate)
        locked = self.receiver(answer=lambda body: 401)
        server = self.start("--message-tries", "2")
        self.order(server, "type", type="SOAP", receiver="x")
        self.order(server, "options", type="rabbitmq", receiver={"host": "amqp://x"})
        self.order(server, "url", type="slack", receiver="no url")
        self.order(server, "huge", type="http", receiver=tls.url, size=17 << 20)
        self.order(server, "login", type="http", receiver=locked.url)
        self.order(server, "tls", type="http", receiver=tls.url)
        for batch, text in (("type", 'unknown message type "SOAP"'),
                            ("options", "receiver.topic is missing"),
                            ("huge", "the message is too large")):
            server.until(lambda: self.one(server, batch)["state"] == "failed", f"{batch} to fail")
            self.assertIn(text, self.one(server, batch)["errorMessage"])
        for batch, text in (("login", "HTTP 401"), ("tls", "SSL certificate"), ("url", "")):
            server.until(lambda: self.one(server, batch).get("errorMessage"), f"{batch} to be tried")
            self.assertIn(text, self.one(server, batch)["errorMessage"])
            self.assertIn("lastTry", self.one(server, batch))
        # What is wrong with the receiver does not use up the tries.
        server.until(lambda: self.one(server, "tls")["tryCount"] > 3, "more tries")
        self.assertEqual(self.one(server, "tls")["state"], "waiting")
        metrics = server.get("/metrics").body
        for line in ('takt_message_tries_total{type="SOAP",end="impossible"} 1',
                     'takt_message_tries_total{type="rabbitmq",end="impossible"} 1'):
            self.assertIn(line, metrics)
        self.assertRegex(metrics, r'takt_message_tries_total\{type="http",end="unreachable"\} [1-9]')
        # Too large for any receiver; an address that is none.
        self.assertRegex(metrics, r'takt_message_tries_total\{type="http",end="impossible"\} 1')
        self.assertRegex(metrics, r'takt_message_tries_total\{type="slack",end="\w+"\} [1-9]')
        failures = dict(re.findall(r'takt_message_receiver_failures\{.*receiver="(.+)"\} (\d+)',
                                   metrics))
        for url in (tls.url, locked.url):
            host = url.removesuffix("/hook")
            self.assertTrue([n for label, n in failures.items()
                             if label.startswith(host) and int(n) > 0], (host, failures))
        self.assertRegex(metrics, r'takt_messages\{studio="studio0",state="failed"\} [3-9]')
        self.assertNotIn("hook", metrics)


if __name__ == "__main__":
    unittest.main()
