"""The memory of an idle connection by owner. massif (of valgrind) reports the heap by callers, once with few and once with
many connections; each block belongs to the first of OWNERS with a pattern that matches the callers of malloc."""

import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

from measure import LOAD, run_once
from report import table
from servers import Server, Settings
from workloads import WORKLOADS

FEW, MANY = 200, 1200
TIMEOUT = 120  # seconds; the server is slow under valgrind
OTHERS = "the rest"
# Patterns are for callers joined as "function@library<function@library", the nearest to malloc first.
OWNERS = (
    ("signal connections of Qt", r"connectImpl@libQt6Core[^<]*<[^<]*@libQt6(WebSockets|Network)"),
    ("our signal connections", r"connectImpl@"),
    ("request and URL that QWebSocket keeps", r"QHttpHeaderParser|QNetworkRequest|QUrl|QNetworkProxy"),
    ("QTcpSocket below BridgeSocket", r"QTcpSocket::QTcpSocket|QAbstractSocket::"),
    ("QWebSocket and what it owns", r"@libQt6WebSockets"),
    ("client sockets and their table", r"SocketTable|signalbox::(ClientSocket|HttpExchange|UpgradeHandler|Outbox)"),
    ("hub and rooms", r"signalbox::(Hub|Room|UserShard|Local)"),
    ("Connection and its tables", r"signalbox::(Connection|WorkerCore|Heartbeat)"),
)


class Heap:
    """One snapshot of massif."""

    def __init__(self, text):
        self.extra = int(re.search(r"mem_heap_extra_B=(\d+)", text)[1])
        self.owners = {owner: 0 for owner, _ in OWNERS} | {OTHERS: 0}
        callers = []
        for indent, children, size, caller in re.findall(r"^( *)n(\d+): (\d+) (.*)$", text, re.MULTILINE):
            callers = callers[:len(indent)] + [short(caller)]
            if children == "0":
                self.owners[owner_of("<".join(callers[1:]))] += int(size)


def short(caller):
    match = re.match(r"(?:0x[0-9A-F]+: )?(.*?)(?: \(in (?:.*/)?([^/)]*)\))?$", caller)
    return f"{match[1].split('(')[0]}@{match[2] or ''}"


def owner_of(callers):
    """Looks only as far as the first caller in our code or in QtWebSockets."""
    near = re.match(r".*?(?:signalbox::|@libQt6WebSockets)[^<]*|.*", callers)[0]
    return next((owner for owner, pattern in OWNERS if re.search(pattern, near)), OTHERS)


def wait_until(condition):
    until = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > until:
            raise RuntimeError("valgrind took too long")
        time.sleep(0.2)


def heap_with(connections):
    with tempfile.TemporaryDirectory(prefix="signalbox-benchmark-") as folder:
        massif = ["valgrind", "--tool=massif", "--depth=30", "--threshold=0", f"--massif-out-file={folder}/end",
                  f"--vgdb-prefix={folder}/vgdb"]
        # Few pings, as the connections are to be idle, and a long handshake deadline because of valgrind.
        settings = Settings(ping=600, signalbox={"limits.handshake": f"{TIMEOUT}s"})
        with Server("signalbox, 1 thread", settings, prefix=massif, timeout=TIMEOUT) as server:
            load = subprocess.Popen([str(LOAD), "idle", server.url + "/", "--connections", str(connections),
                                     "--duration", str(TIMEOUT), "--deadline", str(2 * TIMEOUT)],
                                    stdout=subprocess.DEVNULL)
            try:
                wait_until(lambda: len(os.listdir(f"/proc/{server.pid}/fd")) > connections)
                time.sleep(3)  # the last handshakes
                snapshot = Path(folder) / "snapshot"
                subprocess.run(["vgdb", f"--vgdb-prefix={folder}/vgdb", f"--pid={server.pid}", "detailed_snapshot",
                                str(snapshot)], check=True, capture_output=True)
                return Heap(snapshot.read_text())
            finally:
                load.kill()
                load.wait()


def measure():
    """Bytes per connection: [(owner, bytes)], and the resident memory that massif does not cover."""
    few, many = heap_with(FEW), heap_with(MANY)
    rows = [(owner, (many.owners[owner] - few.owners[owner]) / (MANY - FEW)) for owner in many.owners]
    rows.append(("bookkeeping of malloc", (many.extra - few.extra) / (MANY - FEW)))
    idle = run_once(WORKLOADS["idle"], "signalbox, 1 thread", ("--duration", "1"))
    if "rss_per_connection" in idle:
        resident = idle["rss_per_connection"]
        rows.append(("fragmentation and other", resident - sum(size for _, size in rows)))
        rows.append(("resident memory", resident))
    return rows


def as_table(rows):
    return table(["an idle connection", "bytes"], [[owner, f"{size:,.0f}"] for owner, size in rows])
