"""The workloads and their requirements: a floor that has to be met, and an aim."""

from dataclasses import dataclass, field

from jwt import TOKEN
from servers import WITH_TOKENS, WITH_WINDOW, Settings

MIB = 1024 * 1024
ALL = ("signalbox", "signalbox, 1 thread", "gorilla", "node ws", "stock Qt")
# With the cost of the kernel alone: recv(), and a send() to each, without the functions of a server.
AND_BARE = (*ALL, "bare kernel")


@dataclass(frozen=True)
class Check:
    """\"figure of ours / figure of theirs <= floor\", or without theirs a bound for the figure itself; with at_least a
    lower bound."""

    text: str
    figure: str
    floor: float
    aim: float | None = None
    beside: str | None = None  # another server, or a figure of the same run when it begins with "."
    of: str = "signalbox"
    at_least: bool = False


@dataclass(frozen=True)
class Workload:
    title: str
    servers: tuple
    load: tuple  # arguments of the load generator: workload, path, options
    settings: Settings = Settings()
    columns: tuple = ()  # keys of COLUMNS in report.py
    checks: tuple = ()
    quick: tuple = ()  # options for a short run
    rounds: int | None = None  # if the usual number would take too long
    variants: dict = field(default_factory=dict)  # name of a row to (server, further options)


def options(**values):
    return tuple(part for name, value in values.items()
                 for part in ([f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])))


MESSAGES = ("cpu", "rate", "p50", "p99", "max", "lost")
NOTHING_LOST = Check("nothing lost", "lost", 0)

# The cost of collecting data for the window in the server, and of drawing: the thread of the window takes CPU time from the
# load generator as well.
WINDOW_THROUGHPUT = Check("messages a second against without", "messages_per_second", 0.95, 1, "signalbox", WITH_WINDOW,
                          at_least=True)
WINDOW_IO = Check("CPU a message of the io threads against without", "io_cpu_ns_per_message", 1 / 0.95, 1, "signalbox",
                  WITH_WINDOW)


def beside_window(title, path, kind, load, checks):
    return Workload(
        title, ("signalbox", WITH_WINDOW), (kind, path, *options(duration=5, **load)),
        columns=("rate", "io", "others", "p50", "p99", "max", "lost"), quick=options(duration=1, warm_up=0.3),
        checks=(*checks, Check("nothing lost", "lost", 0, None, None, WITH_WINDOW)))


WORKLOADS = {
    "echo": Workload(
        "Echo, 100 connections, 64 B, closed loop", AND_BARE, ("echo", "/echo", *options(connections=100, duration=5)),
        columns=MESSAGES, quick=options(duration=1, warm_up=0.3),
        checks=(Check("CPU a message against gorilla", "cpu_ns_per_message", 0.85, 0.6, "gorilla"), NOTHING_LOST)),
    "echo-rate": Workload(
        "Echo, 100 connections, 64 B, 20,000 messages a second", ALL,
        ("echo", "/echo", *options(connections=100, duration=5, rate=20000)),
        columns=MESSAGES, quick=options(duration=1, warm_up=0.3), checks=(NOTHING_LOST,)),
    "fanout": Workload(
        "Fan-out, 1,000 connections, 64 B, 100 broadcasts a second", AND_BARE,
        ("fanout", "/", *options(connections=1000, duration=5, rate=100)),
        columns=MESSAGES, quick=options(duration=1, warm_up=0.3),
        checks=(Check("CPU a delivery against gorilla", "cpu_ns_per_message", 1 / 4, 1 / 7, "gorilla"),
                Check("CPU a delivery against stock Qt", "cpu_ns_per_message", 0.7, None, "stock Qt"),
                NOTHING_LOST)),
    "fanout-busy": Workload(
        "Fan-out, 1,000 connections, 64 B, closed loop of four broadcasts", AND_BARE,
        ("fanout", "/", *options(connections=1000, duration=5, in_flight=4)),
        columns=MESSAGES, quick=options(duration=1, warm_up=0.3),
        checks=(Check("CPU a delivery against gorilla", "cpu_ns_per_message", 1 / 4, 1 / 7, "gorilla"),
                Check("CPU a delivery against stock Qt", "cpu_ns_per_message", 0.7, None, "stock Qt"),
                NOTHING_LOST)),
    "many": Workload(
        "10,000 connections, 64 B, 10 broadcasts a second", AND_BARE,
        ("fanout", "/", *options(connections=10000, duration=10, warm_up=2, rate=10)),
        columns=MESSAGES, quick=options(duration=3, warm_up=1),
        checks=(Check("p50 against gorilla", "p50_us", 1 / 4, 1 / 7, "gorilla"), NOTHING_LOST)),
    "idle": Workload(
        "15,000 idle connections, a ping every 5 s", AND_BARE,
        ("idle", "/", *options(connections=15000, duration=20, warm_up=8)), Settings(ping=5),
        columns=("rss", "share", "pings", "open"), quick=options(duration=5, warm_up=5), rounds=3,
        checks=(Check("KiB a connection", "kib_per_connection", 10, 6),
                Check("per cent of one core", "cpu_percent", 2, 1),
                Check("connections lost", "connections_lost", 0))),
    "churn": Workload(
        "20,000 connections open, send one message and close, 100 at a time", ALL,
        ("churn", "/echo", *options(connections=100, total=20000)),
        columns=("cpu", "rate", "p50", "p99", "max", "lost"), quick=options(total=5000), checks=(NOTHING_LOST,)),
    # A server without authentication only removes the token from what it shows.
    "gate": Workload(
        "20,000 connections with the same JSON Web Token (HS256) open, send one message and close, 100 at a time",
        ("signalbox", WITH_TOKENS), ("churn", f"/echo?token={TOKEN}", *options(connections=100, total=20000)),
        columns=("cpu", "rate", "p50", "p99", "max", "lost"), quick=options(total=5000),
        checks=(Check("CPU a connection against without", "cpu_ns_per_message", 1.2, None, "signalbox", WITH_TOKENS),
                NOTHING_LOST, Check("nothing lost with tokens", "lost", 0, None, None, WITH_TOKENS))),
    "churn-long": Workload(
        "200,000 connections open and close", ("signalbox",),
        ("churn", "/echo", *options(connections=100, total=200000, level_after=20000, deadline=600)),
        columns=("cpu", "rate", "lost", "level", "descriptors"), quick=options(total=40000, level_after=10000), rounds=1,
        checks=(Check("memory against its level after 20,000", "rss_end", 1.05, None, ".rss_level"),
                Check("descriptors left open", "descriptors_left", 0), NOTHING_LOST)),
    "large": Workload(
        "Echo of 1 MiB, 10 connections, closed loop", ALL,
        ("echo", "/echo", *options(connections=10, size=MIB, duration=5)), Settings(max_message=2 * MIB),
        columns=MESSAGES, quick=options(duration=1, warm_up=0.3), checks=(NOTHING_LOST,)),
    "slow": Workload(
        "1,000 connections, 8 KiB, 40 broadcasts a second, 100 of them do not read", ("signalbox",),
        ("fanout", "/", *options(size=8192, rate=40, duration=20, deadline=180)),
        Settings(signalbox={"limits.closing": "60s"}),
        variants={"without the slow": ("signalbox", options(connections=900)),
                  "with 100 slow": ("signalbox", options(connections=1000, slow=100))},
        columns=("cpu", "p50", "p99", "max", "lost", "peak", "slow"), rounds=3,
        checks=(Check("p99 of the others against without", "p99_us", 1.3, None, "without the slow", "with 100 slow"),
                Check("slow ones not closed with 4408", "slow_not_4408", 0, None, None, "with 100 slow"),
                Check("peak memory, MiB", "peak_mib", 300, None, None, "with 100 slow"),
                Check("lost by the others", "lost", 0, None, None, "with 100 slow"),
                Check("others closed", "fast_closed", 0, None, None, "with 100 slow"))),
    "publishers": Workload(
        "Four publishers at full speed into one room of 50, 64 B", ("signalbox", "signalbox, 1 thread"),
        ("fanout", "/", *options(connections=50, publishers=4, flood=True, ping=1, duration=10, warm_up=1, drain=30)),
        Settings(ping=2, signalbox={"heartbeat.timeout": "2s"}),
        columns=("cpu", "rate", "p50", "p99", "lost", "peak", "pong", "open"), quick=options(duration=3), rounds=3,
        checks=(Check("additional orders", "extra_orders", 0), Check("peak memory, MiB", "peak_mib", 300),
                Check("connections lost", "connections_lost", 0), Check("slowest pong, s", "pong_max_s", 2),
                NOTHING_LOST)),
    "window-echo": beside_window(
        "With and without the window: echo, 100 connections, 64 B, closed loop", "/echo", "echo", {"connections": 100},
        (WINDOW_THROUGHPUT, WINDOW_IO)),
    "window-fanout": beside_window(
        "With and without the window: fan-out, 1,000 connections, 64 B, closed loop of four broadcasts", "/", "fanout",
        {"connections": 1000, "in_flight": 4}, (WINDOW_THROUGHPUT, WINDOW_IO)),
    "window-rate": beside_window(
        "With and without the window: echo, 100 connections, 64 B, 20,000 messages a second", "/echo", "echo",
        {"connections": 100, "rate": 20000}, (WINDOW_IO,)),
    "deflate": Workload(
        "Echo with permessage-deflate, 100 connections, 4 KiB", ("signalbox", "signalbox, 1 thread", "node ws"),
        ("echo", "/echo", *options(connections=100, size=4096, deflate=True, duration=5)), Settings(deflate=True),
        columns=MESSAGES, quick=options(duration=1, warm_up=0.3),
        checks=(Check("CPU a message against node ws", "cpu_ns_per_message", 1, None, "node ws"), NOTHING_LOST)),
    "wss": Workload(
        "Echo over TLS, 100 connections, 64 B", ("signalbox", "signalbox, 1 thread", "node ws"),
        ("echo", "/echo", *options(connections=100, duration=5)), Settings(tls=True),
        columns=MESSAGES, quick=options(duration=1, warm_up=0.3),
        checks=(Check("CPU a message against node ws", "cpu_ns_per_message", 1, None, "node ws"), NOTHING_LOST)),
}
