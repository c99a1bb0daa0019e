"""A worker whose show style sends what a rundown's name says, for tests of messages to other systems."""
from harness import *  # noqa: F403
from receivers import Receiver

QUICK = {"TAKT_MESSAGE_FIRST_RETRY": "50", "TAKT_MESSAGE_LAST_RETRY": "400",
         "TAKT_MESSAGE_TIMEOUT": "60000" if SANITIZER else "3000"}

# A rundown's name says what is to be sent when it changes.
SENDING_NEWS = """(function () {
  const news = %s
  const getRundown = news.default.getRundown
  news.default.getRundown = function (context, ingest) {
    const made = getRundown(context, ingest)
    made.rundown.privateData = { order: ingest.name }
    return made
  }
  news.default.onRundownDataChangedEvent = function (context) {
    const order = JSON.parse(context.rundown.privateData.order)
    const made = []
    for (let i = 0; i < (order.count || 1); i++) {
      const content = order.size ? 'x'.repeat(order.size) : { batch: order.batch, n: i }
      made.push({ ...order.fields, type: order.type, receiver: order.receiver,
        message: order.message || (order.type === 'rabbitmq'
          ? { routingKey: 'news.' + i, headers: { batch: order.batch, n: i }, message: content }
          : content) })
    }
    return Promise.resolve(made)
  }
  return news
})()"""


class MessagesTest(TaktTest):
    def setUp(self):
        super().setUp()
        self.receivers = []
        self.addCleanup(lambda: [receiver.stop() for receiver in self.receivers])

    def receiver(self, **settings):
        receiver = Receiver(**settings)
        self.receivers.append(receiver)
        return receiver

    def start(self, *options, env=None):
        """A worker whose show style sends what a rundown's name says."""
        server = self.serve(*options, env={**QUICK, **(env or {})})
        if not server.documents("studios"):
            put_news(server)
            put_blueprint(server, "demo-news", "showstyle",
                          SENDING_NEWS % (NEWS / "show.js").read_text())
        return server

    def order(self, server, batch, **order):
        """Puts messages in the queue. The worker may be killed by sending the first of them."""
        ordered = rundown(batch, 1)
        ordered["name"] = json.dumps({"batch": batch, **order})
        try:
            there = len(server.documents("externalMessageQueue", fields="_id"))
            self.assertEqual(server.ingest(ordered).status, 200)
            # The event comes on its own.
            while len(server.documents("externalMessageQueue", fields="_id")) < (
                    there + order.get("count", 1)):
                time.sleep(0.01)
        except (OSError, http.client.HTTPException):
            self.assertIsNotNone(server.process.wait(PATIENCE_S))

    def messages(self, server, state=None):
        return server.get("/api/messages" + (f"?state={state}" if state else "")).json()

    def until_sent(self, server, count):
        server.until(lambda: len(self.messages(server, "sent")) >= count, f"{count} sent messages")

    def one(self, server, batch):
        """The only message of a batch: its document with its state."""
        rundowns = {d["_id"]: d["externalId"] for d in server.documents("rundowns")}
        ids = [d["_id"] for d in server.documents("externalMessageQueue", fields="_id,rundownId")
               if rundowns[d["rundownId"]] == batch]
        self.assertEqual(len(ids), 1, (batch, ids))
        return server.get(f"/api/messages/{ids[0]}").json()
