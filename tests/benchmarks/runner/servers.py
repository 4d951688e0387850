"""The measured servers: how each is started with the settings of a workload."""

import atexit
import dataclasses
import os
import re
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from jwt import KEY_FILE

ROOT = Path(__file__).resolve().parents[3]
BENCHMARKS = ROOT / "tests" / "benchmarks"
BUILD = Path(os.environ.get("SIGNALBOX_BENCH_BUILD", ROOT / "build" / "bench"))


@dataclass(frozen=True)
class Settings:
    """Settings that a workload needs; each server applies those it supports."""

    ping: int = 25
    max_message: int = 64 * 1024
    deflate: bool = False
    tls: bool = False
    signalbox: dict = field(default_factory=dict, hash=False)  # further keys of its configuration
    redis: str = ""  # URL: the server is one of several


class Certificate:
    """A self-signed certificate, created on first use."""

    def __init__(self):
        self._folder = None

    def files(self):
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="signalbox-benchmark-")
            folder = Path(self._folder.name)
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                 "-days", "2", "-subj", "/CN=localhost", "-keyout", folder / "key", "-out", folder / "certificate"],
                check=True, capture_output=True)
        folder = Path(self._folder.name)
        return str(folder / "certificate"), str(folder / "key")


CERTIFICATE = Certificate()


class Display:
    """A virtual X display, started on first use."""

    def __init__(self):
        self._name = None

    def environment(self):
        """The environment for programs that use the display."""
        if self._name is None:
            server = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-noreset",
                                       "-nolisten", "tcp"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            atexit.register(server.kill)
            self._name = ":" + server.stdout.readline().decode().strip()
        return {"DISPLAY": self._name, "QT_QPA_PLATFORM": "xcb"}


DISPLAY = Display()


def signalbox(settings, threads=0, window=False):
    keys = {
        "limits.max_connections": 19000,
        "heartbeat.interval": f"{settings.ping}s",
        "limits.max_message": settings.max_message,
        **settings.signalbox,
    }
    if settings.tls:
        keys["tls.certificate"], keys["tls.key"] = CERTIFICATE.files()
    if settings.redis:
        keys["cluster.broker"], keys["cluster.redis"] = "redis", settings.redis
    sets = [part for key, value in keys.items() for part in ("--set", f"{key}={value}")]
    mode = [] if window else ["--no-gui"]
    return [BUILD / "app" / "signalbox", *mode, "--listen", "127.0.0.1:0", "--admin-listen", "off",
            "--threads", threads, *sets]


def with_tokens(settings):
    """auth.mode = "jwt"."""
    keys = {"auth.mode": "jwt", "auth.jwt.key_file": KEY_FILE.path()}
    return signalbox(dataclasses.replace(settings, signalbox={**settings.signalbox, **keys}))


def gorilla(settings):
    return [BUILD / "tests" / "benchmarks" / "gorilla", f"-ping={settings.ping}s",
            f"-max-message={settings.max_message}"]


def node_ws(settings):
    command = ["node", BENCHMARKS / "peers" / "node" / "server.mjs", "--ping", settings.ping,
               "--max-message", settings.max_message]
    if settings.deflate:
        command.append("--deflate")
    if settings.tls:
        certificate, key = CERTIFICATE.files()
        command += ["--certificate", certificate, "--key", key]
    return command


def socket_io(settings):
    return ["node", BENCHMARKS / "peers" / "socketio" / "server.mjs", *(["--redis", settings.redis] if settings.redis else [])]


def stock_qt(_settings):
    return [BUILD / "tests" / "benchmarks" / "signalbox_stockqt"]


def bare(settings):
    return [BUILD / "tests" / "benchmarks" / "signalbox_bare", settings.ping]


WITH_WINDOW = "signalbox, with its window"
WITH_TOKENS = "signalbox, with tokens"
COMMANDS = {
    "signalbox": signalbox,
    "signalbox, 1 thread": lambda settings: signalbox(settings, threads=1),
    WITH_TOKENS: with_tokens,
    WITH_WINDOW: lambda settings: signalbox(settings, window=True),
    "gorilla": gorilla,
    "node ws": node_ws,
    "Socket.IO": socket_io,
    "stock Qt": stock_qt,
    "bare kernel": bare,
}


class Server:
    """A new process that runs until the end of the with statement."""

    def __init__(self, name, settings, prefix=(), timeout=20):
        self._timeout = timeout
        self._folder = tempfile.TemporaryDirectory(prefix="signalbox-benchmark-")
        self._errors = tempfile.TemporaryFile()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SIGNALBOX_")}
        environment |= {"XDG_CONFIG_HOME": self._folder.name, "XDG_STATE_HOME": self._folder.name, "LC_ALL": "C.UTF-8"}
        if name == WITH_WINDOW:
            environment |= DISPLAY.environment()
        command = [str(part) for part in (*prefix, *COMMANDS[name](settings))]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._errors, env=environment)
        self.pid = self._process.pid

    def __enter__(self):
        # The watchdog ends a server that prints nothing; the line is empty then.
        watchdog = subprocess.Popen(["sh", "-c", f"sleep {self._timeout}; kill {self.pid}"])
        line = self._process.stdout.readline().decode()
        watchdog.kill()
        watchdog.wait()
        match = re.search(r"listening on (wss?://\S+)/", line)
        if not match:
            self.stop()
            raise RuntimeError(f"the server did not start: {self.errors()}")
        self.url = match[1]
        return self

    def errors(self):
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")[-2000:]

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._folder.cleanup()

    def __exit__(self, *_):
        self.stop()
