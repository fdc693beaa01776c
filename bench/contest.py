"""Five rounds or more; in each, ours and every peer once, in turning order; a ratio per round, their median.

The machine's speed drifts and others share it: a ratio inside one round survives that, an absolute figure does not.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

ROUNDS = 5
PEERS = Path(__file__).with_name("peers")
Measure = Callable[[], float]


@dataclass
class Contest:
    """`ours` and `peers` return the same kind of figure; `unit` names it. `better` is 'more' or 'less'."""

    name: str
    unit: str
    ours: Measure
    peers: dict[str, Measure] = field(default_factory=dict)
    better: str = "more"
    rounds: int = ROUNDS
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """Minimum, median, maximum over the rounds."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> "Figure":
        return cls(min(values), statistics.median(values), max(values))

    def __str__(self) -> str:
        return f"{_short(self.median)} ({_short(self.least)}–{_short(self.most)})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def run(contest: Contest) -> list[str]:
    """Measure and return Markdown table rows: what, ours, peer, ratio."""
    runners = {"ours": contest.ours, **contest.peers}
    values: dict[str, list[float]] = {name: [] for name in runners}
    names = list(runners)
    for number in range(contest.rounds):
        for name in names[number % len(names):] + names[:number % len(names)]:
            values[name].append(runners[name]())
        print(f"  {contest.name}: round {number + 1}/{contest.rounds} "
              + " · ".join(f"{name} {_short(values[name][-1])}" for name in names) + f" {contest.unit}", flush=True)
    ours = Figure.of(values["ours"])
    if not contest.peers:
        return [f"| {contest.name} | {ours} {contest.unit} | – | – |{contest.note}"]
    return [f"| {contest.name} | {ours} {contest.unit} | {peer}: {Figure.of(values[peer])} | "
            f"{_ratio(values['ours'], values[peer])} |{contest.note}"
            for peer in contest.peers]


def _ratio(ours: list[float], peer: list[float]) -> Figure:
    return Figure.of([mine / other for mine, other in zip(ours, peer, strict=True)])


def machine() -> str:
    """What the figures were measured on, in a line."""
    with open("/proc/meminfo") as file:
        memory_gib = int(file.readline().split()[1]) / 1024 / 1024
    return (f"{os.cpu_count()} cores, {memory_gib:.0f} GiB, Linux {platform.release().split('-')[0]}, "
            f"Python {platform.python_version()}")


def emit(result: object) -> None:
    """For measuring processes of their own: one JSON line."""
    json.dump(result, sys.stdout)
    sys.stdout.write("\n")


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def start_peer(*words: str, text: bool = False) -> tuple[subprocess.Popen[Any], IO[Any]]:
    """A Node process of `peers/` and what it prints; its packages are installed beside it on first use."""
    if not (PEERS / "node_modules").is_dir():
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=PEERS, check=True)
    process = subprocess.Popen(["node", *words], cwd=PEERS, stdout=subprocess.PIPE, text=text)
    assert process.stdout is not None
    return process, process.stdout
