"""RabbitMQ: a broker of the system's packages that comes and goes, and a worker that is killed; each
message arrives once, in order. Without a broker on the machine this says so and counts as skipped."""
from sending import *  # noqa: F403
from receivers import Broker, main_with_rabbit


class Rabbit(MessagesTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.broker_folder = pathlib.Path(tempfile.mkdtemp(prefix="takt-rabbit-"))
        cls.broker = Broker(cls.broker_folder / "broker")
        cls.addClassCleanup(shutil.rmtree, cls.broker_folder, True)
        cls.addClassCleanup(cls.broker.remove)

    def receiver_of(self, topic):
        self.broker.bind(topic, topic)
        return {"host": self.broker.url, "topic": topic}

    def test_each_message_once_over_restarts_of_the_broker_and_kills_of_the_worker(self):
        to = self.receiver_of("once")
        server = self.start()
        self.order(server, "a", type="rabbitmq", receiver=to, count=20)
        self.until_sent(server, 20)
        self.broker.stop()
        self.order(server, "b", type="rabbitmq", receiver=to, count=20)
        server.until(lambda: any(m["tryCount"] for m in self.messages(server, "waiting")),
                     "a try without a broker")
        self.broker.start()
        self.until_sent(server, 40)
        kills = 0
        for batch, point in (("c", "message.send=kill@7"), ("d", "message.sent=kill@7")):
            server.stop()
            server = self.start(env={"TAKT_FAULTS": point})
            self.order(server, batch, type="rabbitmq", receiver=to, count=20)
            server.process.wait(PATIENCE_S)
            server.stop()
            kills += 1
            server = self.start()
            self.until_sent(server, 40 + 20 * kills)
        got = self.broker.take_all("once")
        seen = []
        for message_id, key, headers, body in got:
            entry = (headers["batch"], headers["n"])
            self.assertEqual(key, f"news.{headers['n']}")
            self.assertEqual(json.loads(body), {"batch": entry[0], "n": entry[1]})
            if entry not in seen:
                seen.append(entry)
        self.assertEqual(seen, [(batch, n) for batch in "abcd" for n in range(20)])
        # Killed between the broker's confirmation and its note: once more, with the same id.
        self.assertLessEqual(len(got), 81)
        self.assertEqual(len({message_id for message_id, *_ in got}), 80)
        self.assertEqual({m["state"] for m in self.messages(server)}, {"sent"})

    def test_what_the_broker_refuses(self):
        to = self.receiver_of("refusals")
        connection = self.broker.connect()
        connection.channel().exchange_declare("is-fanout", "fanout", durable=True)
        connection.close()
        server = self.start("--message-tries", "2")
        wrong = {**to, "host": to["host"].replace("guest:guest", "guest:wrong")}
        self.order(server, "login", type="rabbitmq", receiver=wrong)
        self.order(server, "poison", type="rabbitmq", receiver={**to, "topic": "is-fanout"})
        self.order(server, "tls", type="rabbitmq",
                   receiver={**to, "host": to["host"].replace("amqp:", "amqps:")})
        self.order(server, "huge", type="rabbitmq", receiver=to, size=17 << 20)
        self.order(server, "key", type="rabbitmq", receiver=to,
                   message={"routingKey": "", "message": "x"})
        self.order(server, "good", type="rabbitmq", receiver=to)
        self.until_sent(server, 1)
        for batch, text in (("huge", "too large"), ("key", "routingKey")):
            server.until(lambda: self.one(server, batch)["state"] == "failed", f"{batch} to fail")
            self.assertIn(text, self.one(server, batch)["errorMessage"])
        server.until(lambda: self.one(server, "poison")["state"] == "failed", "the poison to fail")
        self.assertIn("406", self.one(server, "poison")["errorMessage"])
        server.until(lambda: self.one(server, "login").get("errorMessage"), "the login")
        self.assertIn("403", self.one(server, "login")["errorMessage"])
        server.until(lambda: self.one(server, "tls").get("errorMessage"), "TLS")
        for batch in ("login", "tls"):
            self.assertEqual(self.one(server, batch)["state"], "waiting", server.log())
        metrics = server.get("/metrics").body
        self.assertNotIn("guest", metrics)
        for end, least in (("refused", 2), ("impossible", 2), ("unreachable", 2), ("sent", 1)):
            found = re.search(rf'takt_message_tries_total\{{type="rabbitmq",end="{end}"\}} (\d+)',
                              metrics)
            self.assertGreaterEqual(int(found.group(1)), least, end)
        self.assertEqual(len(self.broker.take_all("refusals")), 1)

    def test_configuration_values_in_the_address(self):
        self.broker.bind("refs", "refs")
        server = self.start()
        studio = server.get("/api/studios/studio0").json()
        studio["blueprintConfigWithOverrides"]["defaults"]["broker"] = {"password": "guest"}
        server.put("studios", studio)
        host = self.broker.url.replace("guest:guest", "guest:${studio.studio0.broker.password}")
        self.order(server, "a", type="rabbitmq", receiver={"host": host, "topic": "refs"})
        self.until_sent(server, 1)
        self.assertEqual(self.one(server, "a")["receiver"]["host"], host)


if __name__ == "__main__":
    main_with_rabbit("messages over RabbitMQ")
