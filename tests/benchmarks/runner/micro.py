"""Runs the micro benchmarks and reads the output of Google Benchmark."""

import json
import os
import subprocess

from report import table
from servers import BUILD

PROGRAMS = [BUILD / "tests" / "benchmarks" / name for name in ("signalbox_micro", "signalbox_microui")]
NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


def run(quick):
    rows = []
    for program in PROGRAMS:
        done = subprocess.run(
            [str(program), "--benchmark_format=json", f"--benchmark_repetitions={1 if quick else 5}",
             f"--benchmark_min_time={0.05 if quick else 0.3}"],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
        rows += json.loads(done.stdout)["benchmarks"]
    medians = [row for row in rows if row.get("aggregate_name") == "median"] or rows
    return [{"name": row["run_name"], "nanoseconds": row["cpu_time"] * NANOSECONDS[row["time_unit"]],
             "bytes_per_second": row.get("bytes_per_second")} for row in medians]


def as_table(rows):
    body = [[row["name"], f"{row['nanoseconds']:,.1f} ns",
             f"{row['bytes_per_second'] / 1e9:.2f} GB/s" if row.get("bytes_per_second") else ""] for row in rows]
    return table(["what", "time", "throughput"], body)
