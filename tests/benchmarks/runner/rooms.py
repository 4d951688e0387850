"""Rooms with the envelope and plain rooms: rooms/rooms.mjs loads the server and measures it."""

import json
import subprocess

from report import table
from servers import BENCHMARKS, Server, Settings

FLOOR = 1.15  # envelope fan-out against plain, CPU
KEYS = {"history.messages": 1000, "history.bytes": "8MiB", "history.age": 0, "limits.outbox_hard": "8MiB",
        "hub.announce": "false"}


def run(quick):
    figures = {}
    for script, keys in (("rooms.mjs", KEYS), ("slowmember.mjs", {})):
        with Server("signalbox", Settings(signalbox=keys)) as server:
            arguments = [server.url.rsplit(":", 1)[1], *([str(server.pid)] if script == "rooms.mjs" else [])]
            command = ["node", BENCHMARKS / "rooms" / script, *arguments, *(["quick"] if quick else [])]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=600)
            figures |= json.loads(done.stdout)
    return figures


def as_table(figures):
    slow = figures["slow_member"]
    stays = "" if slow["slow_closed_after"] is None else f", closed after {slow['slow_closed_after']:.0f} s"
    ratio = figures["fanout_envelope_ns"] / figures["fanout_plain_ns"]
    return table(["what", "is", "must be"], [
        ["plain fan-out to 1,000, 64 B, CPU a delivery", f"{figures['fanout_plain_ns'] / 1000:.2f} µs", ""],
        ["the same with the envelope", f"{figures['fanout_envelope_ns'] / 1000:.2f} µs", ""],
        ["envelope against plain", f"{ratio:.2f}", f"<= {FLOOR}: {'held' if ratio <= FLOOR else 'NOT HELD'}"],
        [f"{figures['rooms']:,} rooms of ten, CPU a join", f"{figures['join_cpu_ns'] / 1000:.1f} µs", ""],
        ["memory a membership", f"{figures['membership_bytes']:,.0f} B", ""],
        [f"presence of {figures['presence_members']:,}, all pages", f"{figures['presence_ms']:.1f} ms", ""],
        ["join with since, 1,000 missed", f"{figures['since_ms']:.2f} ms", ""],
        ["room of 1,000, one reads 100 kB/s: the publisher sends", f"{slow['publisher_kbps']:,.0f} kB/s", ""],
        ["the slow member gets", f"{slow['slow_kbps']:,.0f} kB/s{stays}", ""],
        ["the others get, median (least)",
         f"{slow['reader_median_kbps']:,.0f} kB/s ({slow['reader_min_kbps']:,.0f})", ""],
        ["of the others are closed", f"{slow['readers_closed']}", "0"],
    ])
