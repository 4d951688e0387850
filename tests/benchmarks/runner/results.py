"""Refreshes the tables of RESULTS.md; the text around them is not changed."""

import re

from report import section, table
from servers import BENCHMARKS
from workloads import WORKLOADS

FILE = BENCHMARKS / "RESULTS.md"


def replace(text, name, content):
    """Replaces the text between <!-- begin NAME --> and <!-- end NAME -->."""
    pattern = re.compile(f"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise RuntimeError(f"{FILE.name} has no markers for \"{name}\"")
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


def refresh(document):
    text = FILE.read_text()
    facts = [["date", document["date"]], ["rounds", str(document["rounds"])],
             *([name, value] for name, value in document["machine"].items())]
    text = replace(text, "machine", table(["", ""], facts))
    text = replace(text, "tables", "\n\n".join(sections(document["workloads"], content(text, "tables"))))
    for name in ("micro", "rooms", "lists", "window", "memory"):
        if name in document:
            text = replace(text, name, document[name])
    FILE.write_text(text)
