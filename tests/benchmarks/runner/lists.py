"""The lists of the admin API over many connections: lists/lists.mjs starts the server, loads it and measures it."""

import json
import subprocess

from report import table
from servers import BENCHMARKS, BUILD

PAGE = 20  # ms, limit=100 of 19,000 connections
LAG = 5  # ms more


def run(quick):
    command = ["node", BENCHMARKS / "lists" / "lists.mjs", BUILD / "app" / "signalbox", *(["quick"] if quick else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=600)
    return json.loads(done.stdout)


def as_table(figures):
    def held(value, most):
        return f"< {most} ms: {'held' if value < most else 'NOT HELD'}"

    more = figures["lag_p99_in_storm_ms"] - figures["lag_p99_alone_ms"]
    alone, storm = figures["echo_alone"], figures["echo_in_storm"]
    return table(["what", "is", "must be"], [
        [f"100 of {figures['connections']:,} connections", f"{figures['page_ms']:.1f} ms", held(figures["page_ms"], PAGE)],
        ["its CPU of the server, all threads", f"{figures['page_cpu_ms']:.1f} ms", ""],
        ["with a filter of three terms", f"{figures['filter_ms']:.1f} ms", ""],
        ["by latency", f"{figures['sort_ms']:.1f} ms", ""],
        ["by a text", f"{figures['sort_text_ms']:.1f} ms", ""],
        ["with an expression", f"{figures['expression_ms']:.1f} ms", ""],
        ["with 64 terms that look into all texts", f"{figures['terms_64_ms']:.1f} ms", ""],
        ["100 rooms", f"{figures['rooms_ms']:.1f} ms", ""],
        ["100 users", f"{figures['users_ms']:.1f} ms", ""],
        ["the totals (for comparison)", f"{figures['server_ms']:.1f} ms", ""],
        ["echo alone, p50 and p99", f"{alone['p50']:.2f}, {alone['p99']:.2f} ms", ""],
        ["echo while eight clients ask for everything", f"{storm['p50']:.2f}, {storm['p99']:.2f} ms",
         held(storm["p99"], 20)],
        ["lag of the io threads, p99, more than alone", f"{more:.1f} ms", held(more, LAG)],
    ])
