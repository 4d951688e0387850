"""The window with 20,000 connections and 50,000 messages per second: duration of turns of its event loop, of sorting and of
filtering. signalbox_window measures; this module reads its output."""

import json
import os
import resource
import subprocess

from measure import LOAD
from report import table
from servers import BUILD, DISPLAY

PROGRAM = BUILD / "tests" / "benchmarks" / "signalbox_window"
CONNECTIONS, RATE = 20000, 50000
SPARE = 100  # descriptors of the server that are not connections
STALL, STALL_AIM = 50, 16  # milliseconds
ACTION, ACTION_AIM = 100, 50


def run(quick):
    connections = min(CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - SPARE)
    done = subprocess.run(
        [str(PROGRAM), str(LOAD), "--connections", str(connections), "--rate", str(RATE),
         "--seconds", "2" if quick else "5"],
        stdout=subprocess.PIPE, check=True, timeout=300,
        env=os.environ | DISPLAY.environment() | {"LC_ALL": "C.UTF-8"})
    return json.loads(done.stdout)


def verdict(worst, floor, aim):
    return "NOT HELD" if worst > floor else "held, aim reached" if worst <= aim else "held, aim not reached"


def as_table(figures):
    parts, actions = figures["parts"], figures["actions"]
    turns = table(
        ["while", "received a second", "in the log", "left out of it", "longest turn", "most CPU in one", "over 16 ms",
         "over 50 ms", "over 50 ms of CPU", "window's thread, % of a core"],
        [[part["name"], f"{part['received_per_second']:,.0f}", f"{part['logged_per_second']:,.0f}",
          f"{part['left_out_per_second']:,.0f}", f"{part['longest_ms']:.0f} ms", f"{part['longest_cpu_ms']:.0f} ms",
          f"{part['over_16']}", f"{part['over_50']}", f"{part['cpu_over_50']}", f"{part['cpu_share'] * 100:.0f}"] for part in parts])
    slowest = sorted(actions, key=lambda action: -action["ms"])
    times = table(["sorting and filtering, painting included: the slowest", "time"],
                  [[action["name"], f"{action['ms']:.0f} ms"] for action in slowest[:10]])
    moving = ("all connect", "all disconnect at once")
    steady = max(part["longest_ms"] for part in parts if part["name"] not in moving)
    crowd = max(part["longest_ms"] for part in parts if part["name"] in moving)
    action = slowest[0]["ms"]
    held = table(["requirement", "is", "floor", "aim", ""], [
        ["longest turn with all connected", f"{steady:.0f} ms", f"{STALL} ms", f"{STALL_AIM} ms",
         verdict(steady, STALL, STALL_AIM)],
        ["longest turn while all connect or disconnect", f"{crowd:.0f} ms", f"{STALL} ms", f"{STALL_AIM} ms",
         verdict(crowd, STALL, STALL_AIM)],
        ["slowest sorting or filtering", f"{action:.0f} ms", f"{ACTION} ms", f"{ACTION_AIM} ms",
         verdict(action, ACTION, ACTION_AIM)]])
    begin = f"{figures['connections']:,} connections; {len(actions)} times sorted or filtered."
    return "\n\n".join((begin, turns, times, held))
