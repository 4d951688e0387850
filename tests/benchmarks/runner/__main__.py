"""Measures Signalbox beside its peers. tests/benchmarks/run builds everything and starts this."""

import argparse
import datetime
import json
import os
import sys
from pathlib import Path

import cluster
import lists
import machine
import measure
import memory
import micro
import report
import results
import rooms
import window
from checks import verdicts
from servers import BUILD, ROOT
from workloads import WORKLOADS

JSON_FILE = BUILD / "results.json"
# Workloads with their own measurement and table.
SPECIAL = {
    "micro": (micro.run, micro.as_table),
    "rooms": (rooms.run, rooms.as_table),
    "lists": (lists.run, lists.as_table),
    "window": (window.run, window.as_table),
    "memory": (lambda _: memory.measure(), memory.as_table),
    **cluster.PARTS,
}
ALL = [*SPECIAL, *WORKLOADS]


def arguments():
    parser = argparse.ArgumentParser(prog="tests/benchmarks/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: checks that everything works, ratios are not meaningful")
    parser.add_argument("--rounds", type=int, default=5, help="number of rounds; the median is reported; default 5")
    parser.add_argument("--json", type=Path, default=JSON_FILE,
                        help=f"where to write all results; default {os.path.relpath(JSON_FILE, ROOT)}")
    parser.add_argument("--refresh", action="store_true", help="renew the tables of RESULTS.md and CLUSTER.md")
    parser.add_argument("workload", nargs="*", help=f"default: all of {', '.join(ALL)}")
    given = parser.parse_args()
    for name in given.workload:
        if name not in ALL:
            parser.error(f"found workload {name}, allowed: {', '.join(ALL)}")
    if given.quick and given.refresh:
        parser.error("--refresh needs a complete run, not --quick")
    return given


def earlier(given):
    """The results of an earlier run, which are kept for workloads that are not measured again."""
    if given.workload and not given.quick and given.json.exists():
        return json.loads(given.json.read_text())
    return {"workloads": {}}


def main():
    given = arguments()
    wanted = given.workload or ALL
    rounds = 1 if given.quick else given.rounds
    document = earlier(given) | {"date": datetime.date.today().isoformat(), "rounds": rounds,
                                 "machine": machine.describe(ROOT)}
    all_hold = True
    for name in wanted:
        if name in SPECIAL:
            measure_it, as_table = SPECIAL[name]
            document[name] = shown = as_table(measure_it(given.quick))
        else:
            workload = WORKLOADS[name]
            document["workloads"][name] = rows = measure.run(name, workload, rounds, given.quick)
            shown = report.section(workload, rows)
            all_hold = all_hold and all(verdict.holds for verdict in verdicts(workload, rows))
        print(shown, end="\n\n", flush=True)
        given.json.write_text(json.dumps(document, indent=1))  # after each workload, so that an interrupted run keeps its results
    if given.refresh:
        results.refresh(document, set(wanted))
    return 0 if all_hold else 1


if __name__ == "__main__":
    sys.exit(main())
