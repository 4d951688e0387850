"""A redis-server of one measurement, on a free port of 127.0.0.1, that keeps nothing on disk."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Redis:
    """Runs until the end of the with statement."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="signalbox-benchmark-")
        self.port = free_port()
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--dir", self._folder.name], stdout=subprocess.DEVNULL)
        self.pid = self._process.pid
        self.url = f"redis://127.0.0.1:{self.port}/0"
        deadline = time.monotonic() + 20
        while "PONG" not in self._cli("PING", check=False):
            if time.monotonic() > deadline:
                self.stop()
                raise RuntimeError("redis-server did not start")
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def _cli(self, *words, check=True):
        done = subprocess.run(["redis-cli", "-p", str(self.port), *map(str, words)], capture_output=True, text=True,
                              check=check)
        return done.stdout

    def command(self, *words):
        return self._cli(*words).strip()

    def info(self, name):
        """A figure of INFO."""
        for line in self._cli("INFO").splitlines():
            if line.startswith(name + ":"):
                return int(line.split(":")[1])
        raise KeyError(name)

    def cpu_ns(self):
        """CPU time of all its threads so far."""
        folder = f"/proc/{self.pid}/task"
        total = 0
        for task in os.listdir(folder):
            with open(f"{folder}/{task}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        return total

    def pipelined(self, command, requests, pipeline=16):
        """As benchmark(), but a word that is None in \a command is a number that ascends."""
        def encoded(word):
            data = word if isinstance(word, bytes) else str(word).encode()
            return b"$%d\r\n%s\r\n" % (len(data), data)

        at = command.index(None)
        head = b"*%d\r\n" % len(command) + b"".join(map(encoded, command[:at]))
        tail = b"".join(map(encoded, command[at + 1:]))
        batches = [b"".join(head + encoded(number) + tail for number in range(first, first + pipeline))
                   for first in range(1, requests, pipeline)]
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(batches[0])
            reply = connection.recv(65536)
            if b"published" not in reply:
                raise RuntimeError(f"found {reply[:100]}, expected published")
            time.sleep(0.05)
            connection.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while connection.recv(65536):
                    pass
            connection.setblocking(True)
            before, begin = self.cpu_ns(), time.monotonic()
            for batch in batches[1:]:
                connection.sendall(batch)
                replies = 0
                while replies < pipeline:  # each is an array of three
                    replies += connection.recv(65536).count(b"*3\r\n")
            seconds = time.monotonic() - begin
        count = pipeline * (len(batches) - 1)
        return {"cpu_ns": (self.cpu_ns() - before) / count, "per_second": count / seconds}

    def benchmark(self, command, requests, clients=8, pipeline=16):
        """Runs redis-benchmark with \a command, in which __rand_int__ is another number each time. Returns what Redis needs for
        one: CPU time in ns, and how many a second there were."""
        before = self.cpu_ns()
        begin = time.monotonic()
        subprocess.run(["redis-benchmark", "-p", str(self.port), "-n", str(requests), "-c", str(clients), "-P", str(pipeline),
                        "-r", "999999999", "-q", *map(str, command)], check=True, capture_output=True, timeout=300)
        seconds = time.monotonic() - begin
        return {"cpu_ns": (self.cpu_ns() - before) / requests, "per_second": requests / seconds}
