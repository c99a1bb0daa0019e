"""The as-run chain, whole: a take, the gateway's report, the debounced timing event, the blueprint's
message, RabbitMQ, the as-run row; and a kill between report and event. Without a broker on the machine
this says so and counts as skipped."""
import sqlite3

from playout import *  # noqa: F403
from receivers import Broker, main_with_rabbit
from sending import QUICK


# Tells of each report of a part: what a show style with as-run lines does.
TELLING_NEWS = """(function () {
  const news = %s
  news.default.onRundownTimingEvent = function (context) {
    const told = (instance) => instance && {
      id: instance._id, title: instance.part.title, started: instance.timings.reportedStartedPlayback,
      stopped: instance.timings.reportedStoppedPlayback }
    const current = told(context.currentPart)
    if (!current.started) return Promise.resolve([])
    return Promise.resolve([{ type: 'rabbitmq', receiver: { host: %s, topic: 'asrun' },
      message: { routingKey: 'part', headers: { part: current.id, stopped: !!current.stopped },
                 message: { ...current, previous: told(context.previousPart) } } }])
  }
  return news
})()"""


class Chain(TaktTest):
    def setUp(self):
        super().setUp()
        self.broker = Broker(self.folder / "broker")
        self.addCleanup(self.broker.remove)
        self.broker.bind("asrun", "asrun")

    def serve_again(self, **env):
        return self.serve(env={**QUICK, **env})

    def start(self, **env):
        server = self.serve_again(**env)
        put_news(server)
        put_gateway(server)
        put_blueprint(server, "demo-news", "showstyle", TELLING_NEWS % (
            (NEWS / "show.js").read_text(), json.dumps(self.broker.url)))
        self.assertEqual(server.ingest(rundown(segments=8)).status, 200)
        self.assertEqual(server.activate().status, 200)
        return server

    def take(self, server):
        reply = server.take()
        self.assertEqual(reply.status, 200, reply)
        return on_air(server)

    def now(self, server):
        return server.get("/api/status").json()["now"]

    def until_sent(self, server, count):
        server.until(lambda: len(server.get("/api/messages?state=sent").json()) == count,
                     f"{count} sent messages")

    def test_a_take_is_reported_told_and_logged(self):
        server = self.start()
        first, pieces = self.take(server)
        began = self.now(server)
        report(server, *started(first, pieces, began))
        self.until_sent(server, 1)
        second, more = self.take(server)
        report(server, *started(second, more, began + 2000),
               ("partPlaybackStopped", first, None, began + 2040))
        self.until_sent(server, 3)
        got = self.broker.take_all("asrun")
        told = [(headers["part"], headers["stopped"], json.loads(body)) for _, _, headers, body in got]
        self.assertEqual([part for part, stopped, _ in told if not stopped], [first, second])
        self.assertEqual([part for part, stopped, _ in told if stopped], [first])
        self.assertEqual(told[0][2]["started"], began)
        for part, stopped, body in told:
            if part == second:
                self.assertEqual(body["previous"]["id"], first)
            if stopped:
                self.assertEqual(body["stopped"], began + 2040)
        self.assertEqual(len({message_id for message_id, *_ in got}), 3)
        rows = {r["_id"]: r for r in as_run(server)}
        self.assertEqual(set(rows), {first, second, *pieces, *more})
        self.assertEqual((rows[first]["reportedStart"], rows[first]["reportedStop"]),
                         (began, began + 2040))
        self.assertEqual({rows[piece]["reportedStart"] for piece in pieces}, {began})
        self.assertEqual(rows[second]["reportedStart"], began + 2000)
        # All those reports were one event for each part: debounced.
        def events():
            rows = server.get("/api/journal/studio0?limit=1000").json()["rows"]
            return [row for row in rows if row["name"] == "partInstanceTimings"]
        server.until(lambda: len(events()) >= 3, "the events to be in the journal")
        self.assertEqual(len(events()), 3)

    def kill_while_debounced(self, server):
        """Takes and reports until a kill came before the event ran: what was reported of what then,
        and how many messages that is."""
        for sent in range(6):
            part, pieces = self.take(server)
            time_ = self.now(server)
            report(server, *started(part, pieces, time_))
            waiting = [j["state"] for j in server.get("/api/jobs?queue=events:studio0").json()]
            if waiting == ["delayed"]:
                server.stop(signal.SIGKILL)
                if part not in self.logged_on_disk():
                    return part, pieces, time_, sent + 1
                server = self.serve_again()
            self.until_sent(server, sent + 1)
        self.fail("the machine is too slow: no kill came within the debounce")

    def logged_on_disk(self):
        """Ids of the as-run rows of a program that is dead, with those that only its log has."""
        copy = self.folder / "copy.db"
        copy.unlink(missing_ok=True)
        subprocess.run([PROGRAM, "backup", "create", copy, "--data", self.folder / "data"],
                       check=True, capture_output=True)
        database = sqlite3.connect(copy)
        with database:
            rows = database.execute("SELECT id FROM documents WHERE collection = 'asRunLog'")
            found = {row[0] for row in rows}
        database.close()
        return found

    def test_a_kill_within_the_debounce_loses_nothing(self):
        server = self.start()
        part, pieces, time_, messages = self.kill_while_debounced(server)
        server = self.serve_again()
        self.until_sent(server, messages)
        rows = {r["_id"]: r for r in as_run(server)}
        self.assertEqual({rows[i]["reportedStart"] for i in (part, *pieces)}, {time_})
        got = [headers["part"] for _, _, headers, _ in self.broker.take_all("asrun")]
        self.assertEqual(got.count(part), 1)

    def test_kills_around_the_event_tell_it_once(self):
        """Before it runs, before its commit, and after it."""
        server = self.start()
        told = []
        for point in ("job.", "job.handled.", "job.committed."):
            server.stop()
            server = self.serve_again(TAKT_FAULTS=f"{point}partInstanceTimings=kill")
            part, pieces = self.take(server)
            time_ = self.now(server)
            report(server, *started(part, pieces, time_))
            server.process.wait(PATIENCE_S)
            server.stop()
            server = self.serve_again()
            told.append((part, time_))
            self.until_sent(server, len(told))
        rows = {r["_id"]: r for r in as_run(server)}
        got = [(headers["part"], json.loads(body)["started"])
               for _, _, headers, body in self.broker.take_all("asrun")]
        self.assertEqual(got, told)
        self.assertEqual([rows[part]["reportedStart"] for part, _ in told], [t for _, t in told])


if __name__ == "__main__":
    main_with_rabbit("the as-run chain over RabbitMQ")
