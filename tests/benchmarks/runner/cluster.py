"""Nodes of a cluster on one Redis, beside one node and beside Socket.IO with its Redis adapter; for CLUSTER.md."""

import contextlib
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass

import measure
from redis import Redis
from report import microseconds, table
from servers import BENCHMARKS, BUILD, Server, Settings
from workloads import options

OWN = "signalbox, 1 thread"
PEER = "Socket.IO"
DIALECTS = {OWN: "envelope", PEER: "socket.io"}
PATHS = {OWN: "/room/own", PEER: "/socket.io/?EIO=4&transport=websocket"}
# Whoever joins is announced to nobody: 10,000 joins into one room would be 50,000,000 messages, of both kinds of servers or of one.
KEYS = {"hub.announce": "false"}


@dataclass(frozen=True)
class Row:
    name: str
    server: str
    nodes: int
    is_cluster: bool
    load: tuple  # options of the load generator


@contextlib.contextmanager
def started(row):
    """The nodes of a row and their Redis, which is None without a cluster."""
    with contextlib.ExitStack() as stack:
        redis = stack.enter_context(Redis()) if row.is_cluster else None
        settings = Settings(signalbox=KEYS, redis=redis.url if redis else "")
        yield [stack.enter_context(Server(row.server, settings)) for _ in range(row.nodes)], redis


def load_command(kind, row, servers, redis):
    return [str(measure.LOAD), kind, ",".join(server.url + PATHS[row.server] for server in servers),
            "--server-pid", ",".join(str(server.pid) for server in servers), "--dialect", DIALECTS[row.server],
            *(["--broker-pid", str(redis.pid)] if redis else []), *row.load]


def measured(kind, row, at_pause=None):
    """One run of the load generator. \a at_pause: called with Redis and the name of the phase that has ended."""
    with started(row) as (servers, redis):
        command = load_command(kind, row, servers, redis)
        if at_pause is None or redis is None:
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
            output = done.stdout
        else:
            at_pause(redis, "started")
            with subprocess.Popen([*command, "--pauses"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                  bufsize=1) as process:
                for output in process.stdout:
                    if output.startswith("{"):
                        break
                    at_pause(redis, output.strip())
                    process.stdin.write("\n")
                    process.stdin.flush()
        result = json.loads(output)
        if "error" in result:
            raise RuntimeError(f"{row.name}: {result['error']}: {servers[0].errors()}")
        if result.get("different_orders", 1) != 1:
            raise RuntimeError(f"{row.name}: {result['different_orders']} different orders")
        return result


def alternated(kind, rows, rounds):
    """The median of each figure; what was lost is the sum."""
    runs = {row.name: [] for row in rows}
    for number in range(rounds):
        for row in rows:
            print(f"cluster: {row.name}, round {number + 1} of {rounds}", file=sys.stderr)
            runs[row.name].append(measured(kind, row))
    return {name: median(results) for name, results in runs.items()}


def median(results):
    merged = {key: statistics.median(result[key] for result in results)
              for key, value in results[0].items() if isinstance(value, (int, float))}
    merged["lost"] = sum(result["lost"] + result["out_of_order"] for result in results)
    return merged


def cpu(figures, key="cpu_ns_per_message"):
    return f"{figures[key] / 1000:.2f} µs"


def pair(figures, name):
    if f"{name}_p50_us" not in figures:
        return "—"
    return f"{microseconds(figures[f'{name}_p50_us'])}, {microseconds(figures[f'{name}_p99_us'])}"


def share(figures, key):
    return f"{figures[key] * 100:.1f} %" if key in figures else "—"


# ---- one room over four nodes


def fan_rows(members, rate, duration, warm_up):
    def row(name, server, nodes, is_cluster, connections):
        return Row(name, server, nodes, is_cluster,
                   options(connections=connections, rate=rate, duration=duration, warm_up=warm_up, drain=20, size=64))

    return [
        row(f"signalbox, one node × {members:,}", OWN, 1, False, members),
        row(f"signalbox, one node × {4 * members:,}", OWN, 1, False, 4 * members),
        row(f"signalbox, 4 nodes × {members:,}", OWN, 4, True, 4 * members),
        row(f"Socket.IO, one process × {members:,}", PEER, 1, False, members),
        row(f"Socket.IO, 4 processes × {members:,}", PEER, 4, True, 4 * members),
    ]


def fan_out(quick, members, rate, duration):
    if quick:
        members, duration = max(members // 10, 5), 2
    rows = fan_rows(members, rate, duration, 0.5 if quick else 1)
    return {"rate": rate, "rows": alternated("fanout", rows, 1 if quick else 3), "names": [row.name for row in rows]}


def fan_table(figures):
    body = [[name, cpu(row), share(row, "cpu_share"), share(row, "broker_cpu_share"), pair(row, "ack"),
             pair(row, "elsewhere"), f"{row['lost']:.0f}"] for name, row in figures["rows"].items()]
    one, all_at_one, cluster, peer_one, peer = (figures["rows"][name]["cpu_ns_per_message"] for name in figures["names"])

    def ratio(value, floor=None):
        held = "" if floor is None else f"<= {floor:.2f}: {'held' if value <= floor else 'NOT HELD'}"
        return [f"{value:.2f}", held]

    return "\n\n".join([
        table(["server", "CPU a delivery", "servers", "Redis", "publish to ack: p50, p99",
               "to members at other nodes: p50, p99", "lost"], body),
        table(["CPU a delivery", "is", "must be"], [
            [f"4 nodes against {figures['names'][0].removeprefix('signalbox, ')}", *ratio(cluster / one, 1.10 if "2,500" in figures["names"][0] else None)],
            [f"4 nodes against {figures['names'][1].removeprefix('signalbox, ')}", *ratio(cluster / all_at_one)],
            ["4 nodes against Socket.IO's", *ratio(cluster / peer)],
            ["Socket.IO: 4 processes against one", *ratio(peer / peer_one)],
        ])])


# ---- many rooms over three nodes


def many_rooms(quick):
    rooms, connections = (1000, 100) if quick else (10000, 1000)
    found = {}
    for name, server, rate, duration in (
            ("signalbox, a message to each room", OWN, 1000, 10), ("signalbox, closed loop", OWN, 0, 5),
            ("Socket.IO, a message to each room", PEER, 1000, 10), ("Socket.IO, closed loop", PEER, 0, 5)):
        print(f"cluster: {name}", file=sys.stderr)
        memory = {}

        def look(redis, phase, to=memory):
            to[phase] = redis.info("used_memory")

        row = Row(name, server, 3, True, options(
            rooms=rooms, members=10, connections=connections, rate=rate, in_flight=128, size=64, drain=20,
            duration=min(duration, rooms / 1000) if rate else 1 if quick else duration, deadline=300))
        figures = measured("rooms", row, look)
        figures["bytes_connected"] = (memory["connected"] - memory["started"]) / connections
        figures["bytes_joined"] = (memory["joined"] - memory["connected"]) / rooms
        figures["bytes_published"] = (memory["published"] - memory["joined"]) / rooms
        found[name] = figures
    return {"rooms": rooms, "rows": found}


def rooms_table(figures):
    def row(name, result):
        return [name, f"{result['messages_per_second']:,.0f}", cpu(result), share(result, "cpu_share"),
                share(result, "broker_cpu_share"), pair(result, "ack"), pair(result, "elsewhere"),
                f"{result['lost'] + result['out_of_order']:.0f}"]

    def joining(name, result):
        return [name, f"{result['joins_per_second']:,.0f}", cpu(result, "join_cpu_ns"), cpu(result, "join_broker_cpu_ns"),
                f"{result['bytes_connected']:,.0f} B", f"{result['bytes_joined']:,.0f} B", f"{result['bytes_published']:,.0f} B"]

    rows = figures["rows"]
    return "\n\n".join([
        table(["server", "deliveries a second", "CPU a delivery", "servers", "Redis", "publish to ack: p50, p99",
               "to members at other nodes: p50, p99", "lost"], [row(*item) for item in rows.items()]),
        table(["joining", "a second", "CPU of the servers", "CPU of Redis", "memory of Redis a connection",
               "a room of ten", "and its history"], [joining(*item) for item in rows.items() if "each" in item[0]])])


# ---- how much one Redis carries


def redis_limit(quick):
    rooms = 30 if quick else 300
    rows = [Row(f"{nodes} node{'s' if nodes > 1 else ''}", OWN, nodes, True, options(
        rooms=rooms, members=1, connections=rooms, in_flight=64 * nodes, size=64, duration=1 if quick else 5, drain=20))
        for nodes in (1, 2, 3)]
    figures = alternated("rooms", rows, 1 if quick else 3)
    return {"rows": figures, "probes": probes(quick)}


def probes(quick):
    """What Redis needs for each script, as a node sends it: the commands are those that MONITOR has seen."""
    with Redis() as redis:
        seen = subprocess.Popen(["redis-cli", "-p", str(redis.port), "MONITOR"], stdout=subprocess.PIPE, text=True)
        settings = Settings(signalbox=KEYS | {"cluster.heartbeat": "200ms", "cluster.node_timeout": "1s"}, redis=redis.url)
        row = Row("probe", OWN, 1, True, options(rooms=1, members=1, connections=1, in_flight=1, duration=0.7))
        with Server(OWN, settings) as server:
            result = subprocess.run(load_command("rooms", row, [server], redis), capture_output=True, text=True, check=True)
            if "error" in json.loads(result.stdout):
                raise RuntimeError(result.stdout)
            found = measured_scripts(redis, seen, quick)
        return found


def measured_scripts(redis, monitor, quick):
    monitor.kill()
    commands = [words(line) for line in monitor.stdout.read().splitlines()]
    evals = [command for command in commands if command and command[0].upper() == "EVALSHA"]
    publish = next(command for command in reversed(evals) if len(command) == 3 + 2 + 11)
    synchronize = next(command for command in reversed(evals) if len(command) == 3 + 1 + 10 and command[2] == "1")
    beat = next(command for command in reversed(evals) if command[2] == "4")
    count = 2000 if quick else 100000
    # By redis-benchmark with a run that is new each time, because a counter that Redis knows is not published. The bytes of the
    # payload do not matter to it.
    fresh = [*publish[:4], publish[4] + "__rand_int__", *publish[5:11], "x" * len(publish[11]), *publish[12:]]
    found = {"publish, nobody subscribes, each of a new run": redis.benchmark(fresh, count)}
    ascending = [*publish[:4], publish[4] + "probe", *publish[5:9], None, *fresh[10:]]
    found["publish, nobody subscribes"] = redis.pipelined(ascending, count)
    listeners = []
    channel = publish[8]
    for number in (1, 4, 16):
        while len(listeners) < number:
            listeners.append(subprocess.Popen(["redis-cli", "-p", str(redis.port), "SUBSCRIBE", channel],
                                              stdout=subprocess.DEVNULL))
        while int(redis.command("PUBSUB", "NUMSUB", channel).split()[-1]) < number:
            pass
        ascending[4] += "+"
        found[f"publish, {number} node{'s' if number > 1 else ''} with members"] = redis.pipelined(ascending, count // 2)
    for listener in listeners:
        listener.kill()
        listener.wait()
    # The position of a node that has all: epoch, number and id of the last publication.
    last = redis.command("HGET", synchronize[3], "seq")
    found["read a position"] = redis.benchmark(["HMGET", synchronize[3], "epoch", "seq"], count)
    found["ask for the state"] = redis.benchmark([*synchronize[:4], publish[5], last, publish[10], *synchronize[7:]], count)
    info = beat[10]
    for nodes in (10, 100, 1000):
        now = int(redis.command("TIME").split()[0]) * 1000
        redis.command("EVAL", "for i = 2, tonumber(ARGV[1]) do redis.call('ZADD', KEYS[1], ARGV[2], i) "
                              "redis.call('HSET', KEYS[2], i, ARGV[3]) redis.call('HSET', KEYS[3], i, ARGV[4]) end return 1",
                      3, beat[3], beat[4], beat[5], nodes, now + 3_600_000, info, beat[8])
        found[f"heartbeat of one of {nodes:,} nodes"] = redis.benchmark(beat, max(count // nodes, 200), pipeline=1)
    found["bytes of what a node says of itself"] = len(info)
    return found


def words(line):
    """The words of a command in the output of MONITOR."""
    found = []
    at = line.find('"')
    while 0 <= at < len(line):
        word = bytearray()
        at += 1
        while line[at] != '"':
            if line[at] == "\\":
                at += 1
                if line[at] == "x":
                    word.append(int(line[at + 1:at + 3], 16))
                    at += 3
                    continue
                word += {"n": b"\n", "r": b"\r", "t": b"\t", "a": b"\a", "b": b"\b"}.get(line[at], line[at].encode())
            else:
                word += line[at].encode()
            at += 1
        found.append(word.decode("utf-8", "surrogateescape"))
        at = line.find('"', at + 1)
    return found


def redis_table(figures):
    def row(name, result):
        messages = result["messages_per_second"]
        return [name, f"{messages:,.0f}", share(result, "broker_cpu_share"),
                f"{result['broker_cpu_share'] / messages * 1e6:.1f} µs",
                f"{result['link_cpu_share'] / messages * 1e6:.1f} µs", cpu(result, "io_cpu_ns_per_message"),
                f"{1 / result['broker_cpu_share'] * messages:,.0f}", pair(result, "ack"), f"{result['lost']:.0f}"]

    probes_found = figures["probes"]
    return "\n\n".join([
        table(["publishing", "messages a second", "Redis, of a core", "Redis a message", "broker threads a message",
               "io threads a message", "a whole core of Redis", "publish to ack: p50, p99", "lost"],
              [row(*item) for item in figures["rows"].items()]),
        table(["script or command alone", "CPU of Redis", "a second"],
              [[name, f"{probe['cpu_ns'] / 1000:.1f} µs", f"{probe['per_second']:,.0f}"]
               for name, probe in probes_found.items() if isinstance(probe, dict)])])


# ---- lists and kicks over four nodes


def lists(quick):
    with Redis() as redis:
        command = ["node", BENCHMARKS / "cluster" / "lists.mjs", BUILD / "app", redis.url, *(["quick"] if quick else [])]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=600)
        return json.loads(done.stdout)


def lists_table(figures):
    goal = 100
    rows = [[name, f"{found['median']:.1f} ms", f"{found['worst']:.1f} ms",
             "" if found.get("is_free") else f"< {goal} ms: {'held' if found['median'] < goal else 'NOT HELD'}"]
            for name, found in figures["rows"].items()]
    return table([f"over 4 nodes, {figures['connections']:,} connections", "median", "worst", "must be"], rows)


# ---- what a million connections need


FIGURES = BUILD / "cluster.json"  # of the last run of each part


def kept(name, run):
    """Runs a part, and keeps its figures for the model."""
    def measure_it(quick):
        figures = run(quick)
        if not quick:
            known = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
            FIGURES.write_text(json.dumps(known | {name: figures}, indent=1))
        return figures
    return measure_it


@dataclass(frozen=True)
class Scenario:
    name: str
    rooms: int
    members: int  # of a room
    messages: float  # a second, in all rooms together
    nodes: int
    lifetime: float = 600  # s, of a connection
    connections: int = 1_000_000
    message: int = 200  # bytes, with its envelope


SCENARIOS = (
    Scenario("a million in rooms of ten, a message every 10 s in each room", 100_000, 10, 10_000, 100),
    Scenario("a million in rooms of 1,000, a message a second in each room", 1_000, 1_000, 1_000, 100),
    Scenario("a million in ten rooms, two messages a second in each room", 10, 100_000, 20, 100),
    Scenario("a million in rooms of ten, nobody says anything", 100_000, 10, 0, 100),
)
CHECK_EVERY = 25  # s, ClusterRooms::CheckEvery
STATE_EVERY = 10  # ClusterRoom::StateEvery
BEAT_EVERY = 2  # s, cluster.heartbeat


def model(_quick):
    return json.loads(FIGURES.read_text())


def needs(scenario, figures):
    """What a scenario needs: cores of Redis by cause, cores of the nodes, memory and traffic of Redis."""
    probes_found = figures["cluster-redis"]["probes"]
    publish = figures["cluster-redis"]["rows"]["1 node"]
    publish_ns = publish["broker_cpu_share"] / publish["messages_per_second"] * 1e9
    listener_ns = (probes_found["publish, 16 nodes with members"]["cpu_ns"] -
                   probes_found["publish, 1 node with members"]["cpu_ns"]) / 15
    beat_ns = probes_found["heartbeat of one of 100 nodes"]["cpu_ns"] / 100
    many = figures["cluster-rooms"]["rows"]["signalbox, a message to each room"]
    # How many nodes have a member of a room, if members are anywhere.
    nodes_of_room = scenario.nodes * (1 - (1 - 1 / scenario.nodes) ** scenario.members)
    checks = scenario.rooms * nodes_of_room / CHECK_EVERY
    state, position = (probes_found[name]["cpu_ns"] for name in ("ask for the state", "read a position"))
    cores = {
        "messages": scenario.messages * (publish_ns + (nodes_of_room - 1) * listener_ns) / 1e9,
        "positions": checks * (state + (STATE_EVERY - 1) * position) / STATE_EVERY / 1e9,
        # Each comes and goes, as a member and as a connection of a user.
        "joins": scenario.connections / scenario.lifetime * 4 * many["join_broker_cpu_ns"] / 1e9,
        "heartbeats": scenario.nodes / BEAT_EVERY * scenario.nodes * beat_ns / 1e9,
    }
    delivery_ns = (figures["cluster-fanout"]["rows"]["signalbox, 4 nodes × 2,500"]["cpu_ns_per_message"]
                   if scenario.members >= 1000 else many["cpu_ns_per_message"])
    deliveries = scenario.messages * scenario.members
    traffic = (scenario.messages * nodes_of_room * (scenario.message + 100) + checks * 80 +
               scenario.nodes ** 2 / BEAT_EVERY * probes_found["bytes of what a node says of itself"])
    return {
        "redis": cores, "deliveries": deliveries, "node_cores": deliveries * delivery_ns / 1e9,
        # A connection was measured with its membership in a large room, a room with those of its ten: a little too much.
        "memory": (scenario.connections * many["bytes_connected"] +
                   scenario.rooms * (many["bytes_joined"] + (many["bytes_published"] if scenario.messages else 0))),
        "traffic": traffic,
    }


def model_table(figures):
    columns = [needs(scenario, figures) for scenario in SCENARIOS]
    lines = [
        ["deliveries a second", *(f"{column['deliveries']:,.0f}" for column in columns)],
        ["cores of the nodes for them", *(f"{column['node_cores']:.1f}" for column in columns)],
        *([f"cores of Redis: {cause}", *(f"{column['redis'][cause]:.3f}" for column in columns)]
          for cause in columns[0]["redis"]),
        ["cores of Redis, of the one that it has", *(f"{sum(column['redis'].values()):.2f}" for column in columns)],
        ["memory of Redis", *(f"{column['memory'] / 2**30:.1f} GiB" for column in columns)],
        ["Redis sends", *(f"{column['traffic'] * 8 / 1e6:,.0f} Mbit/s" for column in columns)],
    ]
    return table([f"{SCENARIOS[0].nodes} nodes", *(scenario.name for scenario in SCENARIOS)], lines)


PARTS = {
    "cluster-fanout": (lambda quick: fan_out(quick, 2500, 5, 12), fan_table),
    "cluster-small": (lambda quick: fan_out(quick, 25, 200, 6), fan_table),
    "cluster-rooms": (many_rooms, rooms_table),
    "cluster-redis": (redis_limit, redis_table),
    "cluster-lists": (lists, lists_table),
}
PARTS = {name: (kept(name, run), as_table) for name, (run, as_table) in PARTS.items()}
PARTS["cluster-model"] = (model, model_table)
