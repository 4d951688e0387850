"""Tables for the terminal and for RESULTS.md."""

from checks import verdicts


def microseconds(value):
    return f"{value / 1000:,.1f} ms" if value >= 10000 else f"{value:,.0f} µs"


def mebibytes(value):
    return f"{value / 1024 / 1024:,.1f} MiB"


COLUMNS = {
    "cpu": ("CPU a message", lambda r: f"{r['cpu_ns_per_message'] / 1000:.2f} µs"),
    "rate": ("a second", lambda r: f"{r['messages_per_second']:,.0f}"),
    "p50": ("p50", lambda r: microseconds(r["p50_us"])),
    "p99": ("p99", lambda r: microseconds(r["p99_us"])),
    "max": ("max", lambda r: microseconds(r["max_us"])),
    "lost": ("lost", lambda r: f"{r['lost']:,.0f}"),
    "io": ("CPU a message, io threads", lambda r: f"{r['io_cpu_ns_per_message'] / 1000:.2f} µs"),
    "others": ("the other threads, % of a core", lambda r: f"{r['other_cpu_share'] * 100:.1f}"),
    "rss": ("KiB a connection", lambda r: f"{r['kib_per_connection']:.1f}"),
    "share": ("CPU, % of a core", lambda r: f"{r['cpu_percent']:.2f}"),
    "pings": ("pings answered", lambda r: f"{r['server_pings_seen']:,.0f}"),
    "open": ("open at the end", lambda r: f"{r['open_at_end']:,.0f}"),
    "level": ("memory: level, end",
              lambda r: f"{mebibytes(r['rss_level'])}, {mebibytes(r['rss_end'])}"),
    "descriptors": ("descriptors: before, after", lambda r: f"{r['descriptors_empty']:.0f}, {r['descriptors_end']:.0f}"),
    "peak": ("peak memory", lambda r: f"{r['peak_mib']:.1f} MiB"),
    "slow": ("slow ones closed with 4408", lambda r: f"{r.get('slow_4408', 0):.0f}"),
    "pong": ("slowest pong", lambda r: microseconds(r["pong_max_us"])),
}


def cell(column, result):
    try:
        return COLUMNS[column][1](result)
    except KeyError:
        return "—"


def table(header, rows):
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]

    def line(row):
        return "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths)) + " |"

    return "\n".join([line(header), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows)])


def figures(workload, rows):
    header = ["server", *(COLUMNS[column][0] for column in workload.columns)]
    body = [[name, *(cell(column, row["median"]) for column in workload.columns)] for name, row in rows.items()]
    return table(header, body)


def bound(value, is_ratio):
    return "" if value is None else f"{value:.2f}" if is_ratio else f"{value:g}"


def judgement(workload, rows):
    body = []
    for verdict in verdicts(workload, rows):
        value = "—" if verdict.value is None else f"{verdict.value:.2f}" if verdict.is_ratio else f"{verdict.value:.4g}"
        body.append([verdict.text, value, bound(verdict.floor, verdict.is_ratio), bound(verdict.aim, verdict.is_ratio),
                     verdict.words()])
    return table(["requirement", "is", "floor", "aim", ""], body) if body else ""


def section(workload, rows):
    return "\n\n".join(part for part in (f"### {workload.title}", figures(workload, rows), judgement(workload, rows)) if part)
