"""What external messages are sent to in tests: a RabbitMQ broker from the system's packages, and an
HTTP receiver. Both on loopback, on ports of their own, in a folder of the test."""
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
import unittest

RABBITMQ = pathlib.Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # not the wrapper: any user may
PATIENCE_S = 120
SKIPPED = 77  # for ctest

# Debian's module, whichever Python runs this; it is plain Python.
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import pika
except ImportError:
    pika = None


def missing_for_rabbit():
    """Why there can be no broker; None when there can."""
    if not RABBITMQ.exists():
        return "rabbitmq-server is not installed (script/setup installs it)"
    if pika is None:
        return "python3-pika is not installed (script/setup installs it)"
    return None


def main_with_rabbit(what):
    """Runs the tests of the file that is started, or says that `what` isn't tested, and why."""
    reason = missing_for_rabbit()
    if reason:
        print(f"NOT TESTED: {what}: {reason}", file=sys.stderr)
        sys.exit(SKIPPED)
    unittest.main()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker:
    """A RabbitMQ of its own. stop() and start() keep what is in its queues."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        (self.folder / "home").mkdir(parents=True)
        (self.folder / "rabbit.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\n")
        (self.folder / "plugins").write_text("[].\n")
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("RABBITMQ")},
            "HOME": str(self.folder / "home"),
            "ERL_EPMD_PORT": str(free_port()), "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "takt-test@localhost", "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbit.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"), "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }
        self.process = None
        self.start()

    def start(self):
        with open(self.folder / "output", "ab") as output:
            self.process = subprocess.Popen([RABBITMQ], env=self.env, stdout=output,
                                            stderr=subprocess.STDOUT, start_new_session=True)
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                self.connect().close()
                return
            except Exception as error:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise AssertionError("the broker did not start:\n" +
                                         (self.folder / "output").read_text()) from error
                time.sleep(0.1)

    def stop(self, how=signal.SIGTERM):
        try:
            os.killpg(self.process.pid, how)
        except ProcessLookupError:
            pass
        self.process.wait(PATIENCE_S)
        # The port mapper that Erlang started for it goes on without it, and ends a while after
        # it was told to, once it has noticed that the broker is gone.
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            said = subprocess.run(["epmd", "-kill"], env=self.env, capture_output=True, text=True)
            if "Cannot connect" in said.stdout + said.stderr:
                return
            time.sleep(0.05)

    def remove(self):
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder, True)

    @property
    def url(self):
        return f"amqp://guest:guest@127.0.0.1:{self.port}"

    def connect(self):
        return pika.BlockingConnection(pika.URLParameters(self.url))

    def bind(self, topic, queue):
        """A lasting queue for everything of a topic exchange."""
        connection = self.connect()
        channel = connection.channel()
        channel.exchange_declare(topic, "topic", durable=True)
        channel.queue_declare(queue, durable=True)
        channel.queue_bind(queue, topic, "#")
        connection.close()

    def take_all(self, queue):
        """[(message id, routing key, headers, body)] in the order of the queue."""
        connection = self.connect()
        channel = connection.channel()
        found = []
        while True:
            method, properties, body = channel.basic_get(queue, auto_ack=True)
            if method is None:
                break
            found.append((properties.message_id, method.routing_key, properties.headers,
                          body.decode()))
        connection.close()
        return found


class Receiver:
    """An HTTP receiver. `answer(body)` gives the status for each request (default: 200);
    `gate`, when cleared, lets requests hang."""

    def __init__(self, port=None, answer=None, certificate=None):
        self.got = []  # (message id, body) of answered requests with 2xx, in their order
        self.refused = []
        self.answer = answer or (lambda body: 200)
        self.gate = threading.Event()
        self.gate.set()
        self.connections = 0
        self.open = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                receiver.connections += 1
                receiver.open.append(self.request)
                super().setup()

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.gate.wait()
                status = receiver.answer(body)
                entry = (self.headers["X-Takt-Message-Id"], body)
                (receiver.got if status < 300 else receiver.refused).append(entry)
                reply = b"ok" if status < 300 else b"no"
                self.send_response(status)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *arguments):
                pass

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request, client_address):
                pass  # connections that the sender drops

        self.server = Server(("127.0.0.1", port or 0), Handler)
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.port = self.server.server_address[1]
        self.url = f"{scheme}://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()

    def die(self):
        """Ends as a program that is killed does: in the middle of whatever is under way."""
        self.stop()
        for connection in self.open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # closed by its client

    def bodies(self):
        return [json.loads(body) for _, body in self.got]


def self_signed(folder):
    """(certificate, key) for localhost that nobody has signed."""
    certificate, key = pathlib.Path(folder) / "cert.pem", pathlib.Path(folder) / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    return certificate, key
