"""`takt backup`: copies of a running program, checks, and restoring."""
import threading
import unittest

from harness import *  # noqa: F403


class Backup(TaktTest):
    def takt(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True,
                              timeout=PATIENCE_S)

    def test_a_backup_of_a_running_program_is_restored(self):
        server = self.serve_news()
        self.assertEqual(server.ingest(rundown("kept")).status, 200)
        stop, replies = threading.Event(), []

        def storm():
            while not stop.is_set():
                replies.append(server.ingest(rundown(f"busy{len(replies)}", 1)).status)

        busy = threading.Thread(target=storm)
        busy.start()
        copy = self.folder / "copy.db"
        made = self.takt("backup", "create", copy, "--data", server.data)
        stop.set()
        busy.join()
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertIn("is sound: 1 studios", made.stdout)
        self.assertEqual(set(replies), {200})
        # It overwrites nothing, and restores nothing under a running program.
        again = self.takt("backup", "create", copy, "--data", server.data)
        self.assertEqual(again.returncode, 1)
        self.assertIn("is there already", again.stderr)
        refused = self.takt("backup", "restore", copy, "--data", server.data)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("in use by process", refused.stderr)

        self.assertEqual(server.ingest(rundown("later")).status, 200)
        self.assertEqual(server.stop(), 0)
        restored = self.takt("backup", "restore", copy, "--data", server.data)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        self.assertIn("takt.db.before-restore-1", restored.stdout)
        back = self.serve()
        there = {r["externalId"] for r in back.documents("rundowns")}
        self.assertIn("kept", there)
        self.assertNotIn("later", there)
        self.assertEqual(back.ingest(rundown("after")).status, 200)
        self.assertEqual(back.activate().status if len(there) == 1 else 200, 200)
        self.assertEqual(back.stop(), 0)
        # What was there before can be put back.
        previous = server.data / "takt.db.before-restore-1"
        self.assertEqual(self.takt("backup", "restore", previous, "--data", server.data).returncode, 0)
        first = self.serve()
        self.assertIn("later", {r["externalId"] for r in first.documents("rundowns")})

    def test_an_interrupted_restore_is_finished_by_the_next_start(self):
        server = self.serve_news()
        self.assertEqual(server.ingest(rundown("kept")).status, 200)
        server.stop()
        copy = self.folder / "copy.db"
        self.assertEqual(self.takt("backup", "create", copy, "--data", server.data).returncode, 0)
        killed = subprocess.run(
            [PROGRAM, "backup", "restore", copy, "--data", server.data], capture_output=True,
            env={**os.environ, "TAKT_FAULTS": "store.restore.moved=kill"})
        self.assertEqual(killed.returncode, -signal.SIGKILL)
        self.assertFalse((server.data / "takt.db").exists())
        back = self.serve()
        self.assertEqual([r["externalId"] for r in back.documents("rundowns")], ["kept"])

    def test_a_damaged_file_is_told(self):
        server = self.serve_news()
        self.assertEqual(server.ingest(rundown()).status, 200)
        server.stop()
        sound = self.takt("backup", "check", "--data", server.data)
        self.assertEqual(sound.returncode, 0, sound.stderr)
        copy = self.folder / "copy.db"
        self.assertEqual(self.takt("backup", "create", copy, "--data", server.data).returncode, 0)
        bytes_ = bytearray(copy.read_bytes())
        for at in range(8192, len(bytes_), 4096):
            bytes_[at:at + 64] = b"\xff" * 64
        copy.write_bytes(bytes_)
        told = self.takt("backup", "check", copy)
        self.assertEqual(told.returncode, 1)
        self.assertIn("is damaged", told.stderr)
        refused = self.takt("backup", "restore", copy, "--data", server.data)
        self.assertEqual(refused.returncode, 1)
        self.assertEqual(self.takt("backup", "check", "--data", server.data).returncode, 0)
        foreign = self.folder / "foreign.db"
        foreign.write_text("no database at all, but long enough to look at its first page" * 100)
        self.assertEqual(self.takt("backup", "check", foreign).returncode, 1)


if __name__ == "__main__":
    unittest.main()
