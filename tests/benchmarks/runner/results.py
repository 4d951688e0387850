"""Refreshes the tables of RESULTS.md and CLUSTER.md; the text around them is not changed."""

import re

import cluster
import machine
from report import section, table
from servers import BENCHMARKS, ROOT
from workloads import WORKLOADS

FILE = BENCHMARKS / "RESULTS.md"
CLUSTER_FILE = BENCHMARKS / "CLUSTER.md"


def replace(text, name, content):
    """Replaces the text between <!-- begin NAME --> and <!-- end NAME -->."""
    pattern = re.compile(f"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise RuntimeError(f"there are no markers for \"{name}\"")
    return pattern.sub(lambda match: match[1] + content + "\n" + match[2], text)


def content(text, name):
    return re.search(f"<!-- begin {name} -->\n(.*?)<!-- end {name} -->", text, re.DOTALL)[1]


def sections(measured, before):
    """The sections of all workloads, from this run or else from the file."""
    parts = re.split("^(?=### )", before, flags=re.MULTILINE)
    kept = {part.splitlines()[0]: part.strip() for part in parts if part.strip()}
    found = (section(workload, measured[name]) if name in measured else kept.get(f"### {workload.title}")
             for name, workload in WORKLOADS.items())
    return [part for part in found if part]


def refresh(document, measured):
    """\a measured: the names of what this run has measured."""
    facts = [["date", document["date"]], ["rounds", str(document["rounds"])],
             *([name, value] for name, value in document["machine"].items())]
    if of_cluster := measured & set(cluster.PARTS):
        facts_of_cluster = [facts[0], *([name, value] for name, value in machine.describe_cluster(ROOT).items())]
        text = replace(CLUSTER_FILE.read_text(), "machine", table(["", ""], facts_of_cluster))
        for name in of_cluster:
            text = replace(text, name, document[name])
        CLUSTER_FILE.write_text(text)
    if measured == of_cluster:
        return
    text = replace(FILE.read_text(), "machine", table(["", ""], facts))
    text = replace(text, "tables", "\n\n".join(sections(document["workloads"], content(text, "tables"))))
    for name in ("micro", "rooms", "lists", "window", "memory"):
        if name in document:
            text = replace(text, name, document[name])
    FILE.write_text(text)
