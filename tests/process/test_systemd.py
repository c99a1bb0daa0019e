"""packaging/takt.service under a real systemd: it starts and says so, is started again when it dies
or falls silent, ends gracefully, and isn't started again with wrong settings.

systemd runs as the first process of namespaces of its own, with units of its own, another /run and
/var/lib, and /etc and /proc/sys to be read only. Cgroups and the network are the machine's: one runs
at a time. Where that can't be, and where the machine itself is run by systemd, nothing is tested (77
for ctest)."""
import ctypes
import fcntl
import sys
import unittest

from harness import *  # noqa: F403
from receivers import SKIPPED, free_port

SYSTEMD = pathlib.Path("/lib/systemd/systemd")
CGROUPS = pathlib.Path("/sys/fs/cgroup")
# What the unit and systemd itself ask for; there is nothing behind them.
TARGETS = ("sysinit", "basic", "shutdown", "network", "local-fs", "multi-user", "default")
WRONG_SETTINGS = 2

# Started in the new namespaces. $1: folder of the test. PrivateTmp hides it from the service.
START = """
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /var/lib
mount -t proc proc /proc
for folder in /etc /proc/sys; do
  mount --bind $folder $folder
  mount -o remount,ro,bind $folder
done
mkdir /run/takt-test
cp "$TAKT" "$1/takt.toml" /run/takt-test/
export container=lxc SYSTEMD_UNIT_PATH=$1/units
exec /lib/systemd/systemd --system --log-target=console
"""

# Where the program and its settings are, and whose it is; the watchdog is in a hurry.
DROP_IN = """
[Service]
ExecStart=
ExecStart={command}
User=nobody
Group=nogroup
WatchdogSec=3
StandardOutput=append:/run/takt-test/log
StandardError=append:/run/takt-test/log
"""


class UnitServer(Server):
    """The service; systemd has its process."""

    def __init__(self, port, manager):
        self.port, self.manager = port, manager

    def alive(self):
        return self.manager.alive()

    def log(self):
        return self.manager.run("cat", "/run/takt-test/log").stdout


def end_with_parent():
    """Linux: this process is killed when that thread ends."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def children_of(process):
    """Of one with a single thread."""
    return pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()


class Manager:
    """A systemd of its own, with the units of a folder."""

    def __init__(self, folder):
        self.alone = open(pathlib.Path(tempfile.gettempdir()) / "takt-test-systemd.lock", "w")
        fcntl.flock(self.alone, fcntl.LOCK_EX)
        self.log = open(folder / "systemd.log", "ab")
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "sh", "-c", START,
             "sh", folder], stdout=self.log, stderr=self.log, env={**os.environ, "TAKT": str(PROGRAM)},
            preexec_fn=end_with_parent)
        self.first = None

    @staticmethod
    def cgroup_folders():
        return [folder for name in ("init.scope", "system.slice") for pattern in (name, f"*/{name}")
                for folder in CGROUPS.glob(pattern)]

    def alive(self):
        return self.process.poll() is None

    def comes_up(self):
        """Whether it answers."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and self.alive():
            try:
                children = children_of(self.process.pid)
                if children and pathlib.Path(f"/proc/{children[0]}/comm").read_text() == "systemd\n":
                    self.first = children[0]
                    if self.systemctl("list-units").returncode == 0:
                        return True
            except OSError:
                pass  # it has just ended
            time.sleep(0.05)
        return False

    def run(self, *command):
        return subprocess.run(["nsenter", "-t", self.first, "-m", "-p", *command],
                              capture_output=True, text=True, timeout=PATIENCE_S)

    def systemctl(self, *arguments):
        return self.run("systemctl", "--no-pager", *arguments)

    def show(self, name):
        return self.systemctl("show", "takt", "--value", "-p", name).stdout.strip()

    def main_process(self):
        """Its id out here."""
        for child in children_of(self.first):
            status = pathlib.Path(f"/proc/{child}/status").read_text()
            if re.search(r"^NSpid:.*\t(\d+)$", status, re.M)[1] == self.show("MainPID"):
                return int(child)
        raise AssertionError("the service has no process")

    def end(self):
        # With unshare its child goes, and with a first process all of its namespace.
        self.process.kill()
        self.process.wait()
        self.log.close()
        end = time.monotonic() + PATIENCE_S
        while not self.remove_cgroups() and time.monotonic() < end:
            time.sleep(0.05)
        self.alone.close()

    def remove_cgroups(self):
        for folder in self.cgroup_folders():
            for inner in sorted(folder.glob("**/"), reverse=True):
                try:
                    inner.rmdir()
                except OSError:
                    return False  # a process is about to go
        return True


class Systemd(TaktTest):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        port = free_port()
        (self.folder / "takt.toml").write_text(f"[http]\nport = {port}\n")
        self.write_units()
        self.manager = Manager(self.folder)
        self.addCleanup(self.manager.end)
        if not self.manager.comes_up():
            print(f"NOT TESTED: systemd doesn't come up here:\n{(self.folder / 'systemd.log').read_text()}",
                  file=sys.stderr)
            self.manager.end()
            shutil.rmtree(self.folder, True)
            os._exit(SKIPPED)
        self.server = UnitServer(port, self.manager)

    def write_units(self):
        unit = (ROOT / "packaging" / "takt.service").read_text()
        command = re.search("^ExecStart=(.*)$", unit, re.M)[1]
        self.assertIn("/usr/bin/takt ", command)
        self.assertIn("/etc/takt/takt.toml", command)
        command = command.replace("/usr/bin/takt", f"/run/takt-test/{PROGRAM.name}")
        units = self.folder / "units"
        (units / "takt.service.d").mkdir(parents=True)
        (units / "takt.service").write_text(unit)
        (units / "takt.service.d" / "test.conf").write_text(
            DROP_IN.format(command=command.replace("/etc/takt/", "/run/takt-test/")))
        for target in TARGETS:
            (units / f"{target}.target").write_text("[Unit]\nDefaultDependencies=no\n")

    def until_shown(self, name, value):
        self.server.until(lambda: self.manager.show(name) == value, f"{name}={value}")

    def until_running_again(self, restarts):
        self.until_shown("NRestarts", str(restarts))
        self.until_shown("ActiveState", "active")
        self.until_shown("StatusText", "1 of 1 studios run")

    def test_the_life_of_the_service(self):
        started = self.manager.systemctl("start", "takt")
        self.assertEqual(started.returncode, 0, started.stderr + self.server.log())
        # Type=notify: it listens now.
        self.assertEqual(self.server.get("/healthz").status, 200)
        put_news(self.server)
        self.assertEqual(self.server.ingest(rundown()).status, 200)
        self.assertEqual(self.server.activate().status, 200)
        self.assertEqual(self.server.take().status, 200)
        self.until_running_again(0)

        first = self.manager.main_process()
        os.kill(first, signal.SIGKILL)
        self.until_running_again(1)
        on_air = self.server.playlist()["onAir"]
        self.assertIsNotNone(on_air)
        self.assertEqual(self.server.take().status, 200)

        # Silent: nobody but systemd's watchdog can have ended it.
        second = self.manager.main_process()
        self.assertNotEqual(second, first)
        os.kill(second, signal.SIGSTOP)
        self.until_running_again(2)
        self.assertNotEqual(self.server.playlist()["onAir"], on_air)

        self.assertEqual(self.manager.systemctl("stop", "takt").returncode, 0)
        self.assertEqual([self.manager.show(name) for name in ("ActiveState", "Result", "ExecMainStatus")],
                         ["inactive", "success", "0"], self.server.log())

        # Settings are read when it starts: wrong ones are told at once, and not tried again.
        self.manager.run("sh", "-c", "echo 'no_such_setting = 1' >> /run/takt-test/takt.toml")
        self.assertNotEqual(self.manager.systemctl("start", "takt").returncode, 0)
        self.assertEqual([self.manager.show(name) for name in ("ActiveState", "ExecMainStatus", "NRestarts")],
                         ["failed", str(WRONG_SETTINGS), "0"], self.server.log())
        self.assertIn("no_such_setting", self.server.log())


def missing():
    """Why there can be no systemd; None when there can."""
    if not SYSTEMD.exists():
        return "systemd is not installed"
    if os.geteuid() != 0:
        return "only root may make the namespaces"
    if pathlib.Path("/run/systemd/system").exists():
        return "the machine is run by systemd: install the unit there (docs/operations.md)"
    return None


if __name__ == "__main__":
    reason = missing()
    if reason:
        print(f"NOT TESTED: the unit under systemd: {reason}", file=sys.stderr)
        sys.exit(SKIPPED)
    unittest.main()
