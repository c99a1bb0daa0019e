"""An ingest storm: four studios on the air whose newsrooms send whole rundowns without a pause, while
operators take twice a second. Every take succeeds."""
import threading
import time
import unittest

from harness import *  # noqa: F403

STUDIOS = ("A", "B", "C", "D")
STORIES, PARTS_EACH = 100, 5
CHANGED_PARTS = 20
TAKES = 10


def big_rundown(external_id, version):
    """500 parts; from one version to the next, 20 of them are other ones."""
    made = rundown(external_id, STORIES)
    changed_stories = CHANGED_PARTS // PARTS_EACH
    for number, story in enumerate(made["segments"]):
        rounds = STORIES // changed_stories
        # How often this story's turn has come.
        times = (version + rounds - 1 - number // changed_stories) // rounds
        story["payload"]["iNewsStory"]["body"] = "".join(
            f"<p><pi>KAM {part + 1}</pi></p><p>Words {part}, written {times} times.</p>"
            for part in range(PARTS_EACH))
    return made


class Newsroom:
    """Sends its rundown again and again."""

    def __init__(self, server, studio, stop):
        self.server, self.studio, self.stop = server, studio, stop
        self.replies = []
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.stop.is_set():
            self.replies.append(self.server.ingest(
                big_rundown(f"r-{self.studio}", len(self.replies) + 1), self.studio))


class Storm(TaktTest):
    def take(self, server, studio, playlist):
        shown = server.get(f"/api/rundownPlaylists/{playlist}").json()
        on_air = shown["currentPartInfo"] and shown["currentPartInfo"]["partInstanceId"]
        return server.job(f"studio:{studio}", "takeNextPart",
                          {"playlistId": playlist, "fromPartInstanceId": on_air})

    def test_every_take_succeeds(self):
        server = self.serve()
        put_house(server, *STUDIOS)
        server.until(lambda: server.get("/readyz").status == 200, "the studios")
        playlists = {}
        for studio in STUDIOS:
            self.assertEqual(server.ingest(big_rundown(f"r-{studio}", 0), studio).status, 200)
            playlists[studio] = server.playlist(studio)["_id"]
            parts = server.get(f"/api/rundownPlaylists/{playlists[studio]}/parts").json()
            self.assertEqual(len(parts), STORIES * PARTS_EACH)
            activated = server.job(f"studio:{studio}", "activateRundownPlaylist",
                                   {"playlistId": playlists[studio], "rehearsal": False})
            self.assertEqual(activated.status, 200, activated)
        stop = threading.Event()
        newsrooms = [Newsroom(server, studio, stop) for studio in STUDIOS]
        try:
            taken = []
            for _ in range(TAKES):
                taken += [self.take(server, studio, playlists[studio]) for studio in STUDIOS]
                time.sleep(0.5)
        finally:
            stop.set()
            for newsroom in newsrooms:
                newsroom.thread.join()
        self.assertEqual([reply for reply in taken if reply.status != 200], [])
        for newsroom in newsrooms:
            self.assertTrue(newsroom.replies)
            self.assertEqual([r for r in newsroom.replies if r.status != 200], [])
        # What the newsroom sent last is there whole, and what was on the air went on.
        for studio, newsroom in zip(STUDIOS, newsrooms):
            parts = server.get(f"/api/rundownPlaylists/{playlists[studio]}/parts").json()
            self.assertEqual(len(parts), STORIES * PARTS_EACH)
            position = [part["_id"] for part in parts].index(
                server.playlist(studio)["onAir"]["partId"])
            self.assertEqual(position, TAKES - 1)


if __name__ == "__main__":
    unittest.main()
