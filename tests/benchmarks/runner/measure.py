"""Runs workloads: a fresh server each time, the servers in turn (A B A B), and the median of the results."""

import json
import statistics
import subprocess
import sys

from servers import BUILD, Server

LOAD = BUILD / "tests" / "benchmarks" / "signalbox_load"


def rows_of(workload):
    """Name of a row, its server, and further options of the load generator."""
    if workload.variants:
        return [(name, server, further) for name, (server, further) in workload.variants.items()]
    return [(name, name, ()) for name in workload.servers]


def run_once(workload, server_name, further):
    kind, path, *load_options = workload.load
    with Server(server_name, workload.settings) as server:
        done = subprocess.run(
            [str(LOAD), kind, server.url + path, "--server-pid", str(server.pid), *load_options, *further],
            stdout=subprocess.PIPE, text=True, check=False)
        try:
            result = json.loads(done.stdout)
        except json.JSONDecodeError:
            return {"error": f"the load generator ended with {done.returncode}; {server.errors()}"}
    return result if "error" in result else derived(result, workload, further)


def derived(result, workload, further):
    """Adds the figures that the checks use, in their units."""
    given = option_values((*workload.load, *further))
    connections = int(given["--connections"])
    slow = int(given.get("--slow", 0))
    result["peak_mib"] = result["rss_peak"] / 1024 / 1024
    result["cpu_percent"] = result["cpu_share"] * 100
    if "rss_per_connection" in result:
        result["kib_per_connection"] = result["rss_per_connection"] / 1024
    if "open_at_end" in result:
        result["connections_lost"] = connections - result["open_at_end"]
    if "different_orders" in result:
        result["extra_orders"] = max(result["different_orders"] - 1, 0)
    if "pong_max_us" in result:
        result["pong_max_s"] = result["pong_max_us"] / 1e6
    if "descriptors_end" in result:
        result["descriptors_left"] = result["descriptors_end"] - result["descriptors_empty"]
    if slow:
        codes = result["close_codes_of_slow"]
        result["slow_4408"] = codes.get("4408", 0)
        result["slow_not_4408"] = slow - result["slow_4408"]
        result["fast_closed"] = max(sum(codes.values()) - slow, 0)
    return result


def option_values(arguments):
    """The last value of an option counts, as for the load generator."""
    return {name: value for name, value in zip(arguments, arguments[1:]) if str(name).startswith("--")}


def median_of(results):
    """The median of each figure; of figures where larger values are failures, the worst."""
    good = [result for result in results if "error" not in result]
    if not good:
        return results[0]
    worst = {"lost", "out_of_order", "connections_lost", "extra_orders", "slow_not_4408", "fast_closed",
             "descriptors_left", "peak_mib", "pong_max_s"}
    merged = {}
    for key, value in good[0].items():
        if isinstance(value, (int, float)):
            values = [result[key] for result in good if key in result]
            merged[key] = max(values) if key in worst else statistics.median(values)
        else:
            merged[key] = value
    merged["failed_runs"] = len(results) - len(good)
    return merged


def run(name, workload, rounds, quick):
    """All rows of a workload: {row: {"median": …, "runs": […]}}."""
    rounds = 1 if quick else (workload.rounds and min(workload.rounds, rounds)) or rounds
    short = workload.quick if quick else ()
    runs = {row: [] for row, _, _ in rows_of(workload)}
    for number in range(rounds):
        for row, server, further in rows_of(workload):
            print(f"{name}: {row}, round {number + 1} of {rounds}", file=sys.stderr)
            result = run_once(workload, server, (*further, *short))
            if "error" in result:
                print(f"{name}: {row}: {result['error']}", file=sys.stderr)
            runs[row].append(result)
    return {row: {"median": median_of(results), "runs": results} for row, results in runs.items()}
