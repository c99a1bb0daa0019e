"""The subcommands of `takt` against a real server."""
import unittest

from harness import *  # noqa: F403

OK, REFUSED, USAGE, UNREACHABLE = 0, 1, 2, 3


class Cli(TaktTest):
    def run_cli(self, server, *arguments, code=OK):
        done = cli(server, *arguments)
        self.assertEqual(done.returncode, code, done)
        if code == OK:
            self.assertEqual(done.stderr, "", done)
        else:
            self.assertTrue(done.stderr, done)
        return done

    def test_a_show_by_hand(self):
        server = self.serve()
        for kind, name in (("studio", "studio"), ("showstyle", "show")):
            self.run_cli(server, "blueprint", "upload", str(NEWS / f"{name}.js"), "--type", kind,
                         "--id", "demo-studio" if kind == "studio" else "demo-news")
        self.assertIn("demo-news", self.run_cli(server, "blueprint", "list").stdout)
        put_news(server)
        studio = self.folder / "studio.json"
        studio.write_text(self.run_cli(server, "studio", "show", "studio0", "--json").stdout)
        self.run_cli(server, "studio", "put", str(studio))
        self.assertIn("Studio 1", self.run_cli(server, "studio", "list").stdout)

        file = self.folder / "rundown.json"
        file.write_text(json.dumps(rundown()))
        self.run_cli(server, "ingest", str(file))
        self.assertIn("Rundown r1", self.run_cli(server, "status").stdout)
        error = self.run_cli(server, "take", code=REFUSED).stderr
        self.assertIn("takt activate", error)
        self.run_cli(server, "activate")
        taken = self.run_cli(server, "take").stdout
        self.assertIn("Story 0", taken)
        self.assertIn("commit", taken)
        listed = self.run_cli(server, "next").stdout
        self.assertIn("on air", listed)
        last = json.loads(self.run_cli(server, "next", "--json").stdout)[-1]
        self.run_cli(server, "next", last["_id"])
        self.assertEqual(server.playlist()["next"]["partId"], last["_id"])
        self.run_cli(server, "take", "--json")
        self.assertEqual(server.playlist()["onAir"]["partId"], last["_id"])
        self.run_cli(server, "deactivate")
        self.run_cli(server, "reset", server.playlist()["_id"])
        self.assertIsNone(server.playlist()["onAir"])
        status = json.loads(self.run_cli(server, "status", "--json").stdout)
        self.assertFalse(status["studios"][0]["playlists"][0]["active"])

    def test_a_take_from_what_the_operator_saw(self):
        server = self.serve_news()
        server.ingest(rundown())
        server.activate()
        self.run_cli(server, "take", "--from", "")
        error = self.run_cli(server, "take", "--from", "", code=REFUSED).stderr
        self.assertIn("moved on", error)

    def test_errors_say_what_to_do(self):
        self.assertIn("takt serve", self.run_cli(None, "status", code=UNREACHABLE).stderr)
        server = self.serve()
        self.assertIn("takt studio put", self.run_cli(server, "take", code=REFUSED).stderr)
        put_news(server)
        self.assertIn("takt ingest", self.run_cli(server, "activate", code=REFUSED).stderr)
        file = self.folder / "broken.json"
        file.write_text('{"externalId": ')
        self.assertIn("JSON", self.run_cli(server, "ingest", str(file), code=REFUSED).stderr)
        self.run_cli(server, "ingest", str(self.folder / "missing.json"), code=USAGE)
        server.ingest(rundown("a"))
        server.ingest({**rundown("b"), "name": "Other"})
        self.assertIn("Other", self.run_cli(server, "activate", code=USAGE).stderr)
        self.run_cli(server, "take", "--bogus", code=USAGE)
        self.run_cli(server, "bogus", code=USAGE)

    def test_every_subcommand_has_help(self):
        for command in ("serve", "ingest", "activate", "deactivate", "reset", "take", "next", "status",
                        "blueprint", "studio", "replay", "version"):
            self.assertIn("Usage", cli(None, command, "--help").stdout, command)


if __name__ == "__main__":
    unittest.main()
