"""The machine of the results: enough to compare them, without identifying it."""

import json
import os
import platform
import re
import subprocess
from pathlib import Path


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "—"
    return (done.stdout or done.stderr).splitlines()[0].strip()


def package_version(package):
    return first_line("dpkg-query", "-W", "-f", "${Version}", package)


def processor():
    match = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return match[1].strip() if match else platform.machine()


def memory_gib():
    match = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    return round(int(match[1]) / 1024 / 1024)


def describe(root):
    return {
        "processor": f"{os.cpu_count()} × {processor()}, virtual" if is_virtual() else f"{os.cpu_count()} × {processor()}",
        "memory": f"{memory_gib()} GiB",
        "kernel": f"Linux {platform.release().split('-')[0]}",
        "compiler": first_line("g++", "--version"),
        "Qt": package_version("libqt6core6"),
        "Go": first_line("go", "version").replace("go version ", ""),
        "gorilla/websocket": package_version("golang-github-gorilla-websocket-dev"),
        "node": first_line("node", "--version"),
        "ws": first_line("node", "-p", f"require('{root}/tests/integration/node_modules/ws/package.json').version"),
        "Signalbox": first_line("git", "-C", str(root), "rev-parse", "--short", "HEAD"),
    }


def describe_cluster(root):
    """For the benchmarks of the cluster."""
    facts = describe(root)
    for name in ("Go", "gorilla/websocket", "ws"):
        del facts[name]
    packages = root / "tests" / "benchmarks" / "peers" / "socketio" / "package.json"
    dependencies = json.loads(packages.read_text())["dependencies"]
    redis = re.search(r"v=(\S+)", first_line("redis-server", "--version"))
    signalbox = facts.pop("Signalbox")
    return facts | {"Redis": redis[1] if redis else "—", **{f"npm {name}": version for name, version in dependencies.items()}, "Signalbox": signalbox}


def is_virtual():
    return " hypervisor" in Path("/proc/cpuinfo").read_text()
