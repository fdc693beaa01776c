"""A year of a city in an hour: 98,000 cases and 8.97 million answers through the real gateway, on both engines.

Rows per second of `POST /gateway/asset-query-feedback` on a running house (signed, packed batches over HTTP; checks,
audit, feed, events and notices on), beside the same rows inserted in bulk into a bare table of the same engine in the
same run, one durable commit per 500 rows. Meanwhile connected tablets wait, and single rows are posted to one of them:
p95 from posted to pulled. Part of `make bench` at 1 %; the whole year is `python -m bench.city --scale 1`. Cases are
opened and controls drafted and sent through the bus before the clock starts; that time is told, too. Then institutions
answer the controls, by `POST /gateway/control-feedback`.
"""

import argparse
import contextlib
import gzip
import json
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import text

from bench import city_controls
from bench.city_controls import must
from bench.contest import machine
from bench.doorbell import Tablets
from bench.pushes import DURABLE
from tests.support.field import COOKIE, FieldTablet
from tests.support.postgres import Postgres, start_postgres
from tests.support.server import Server, run_cli
from zhixing.asset_queries import demo_row, send_demo_feedback
from zhixing.asset_queries.http import PATH
from zhixing.kernel.clock import system_clock, to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, system_actor
from zhixing.platform.config import from_environment
from zhixing.platform.crypto import SigningKey, digest
from zhixing.platform.db import make_engine
from zhixing.platform.gateway import claim_of
from zhixing.platform.system import System, build
from zhixing.slices import SLICES

CASES, ROWS, CONTROLS = 98_000, 8_970_000, 207_000
OFFICERS = 400
HIT_EVERY = ROWS // CONTROLS  # 43 answers for one that leads to a control
CASES_PER_WINDOW = 1000       # an institution answers about so many cases in one go
ROWS_PER_BATCH = 20_000
PEER = "demo-institution"
INSTITUTIONS = (("bank-a", "示范银行", "deposit"), ("bank-b", "样板商业银行", "deposit"),
                ("pay-a", "示范支付", "payment_account"), ("clearing", "示范证券登记公司", "securities"),
                ("traffic", "示范市公安局交警支队", "vehicle"), ("land", "示范市不动产登记中心", "real_property"),
                ("market", "示范市市场监督管理局", "equity"))


@dataclass
class City:
    """How much of the year, and the cases that were opened: number and respondent."""

    scale: float
    cases: list[tuple[str, str]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    opened_s: float = 0.0

    @property
    def rows(self) -> int:
        return round(ROWS * self.scale)


def populate(city: City, env: dict[str, str]) -> None:
    """Open the year's cases and give each a judge and an officer, by the acts the court uses."""
    system = build(from_environment(env), SLICES)
    started = time.perf_counter()
    try:
        clerk, judge, *officers = people(system, max(4, round(OFFICERS * city.scale)))
        for number in range(round(CASES * city.scale)):
            city.cases.append(_open(system, number, (clerk, judge, officers[number % len(officers)])))
        city.steps = city_controls.Desk(system, clerk, officers[0]).send(round(CONTROLS * city.scale))
    finally:
        system.close()
    city.opened_s = time.perf_counter() - started


def people(system: System, officers: int) -> list[Actor]:
    """A clerk, a judge, and so many officers."""
    court = [Actor(new_id(), frozenset({role}), f"示范{role}{number}") for number, role in
              enumerate(["clerk", "judge", *["officer"] * officers])]
    for one in court:
        must(system, "identity.create_person", {
            "person_id": one.id, "username": f"c{one.id[-12:]}", "name": one.name, "roles": sorted(one.roles),
            "password": "City-Passw0rd-2026"}, system_actor("world"))
    return court


def _open(system: System, number: int, people: tuple[Actor, Actor, Actor]) -> tuple[str, str]:
    clerk, judge, officer = people
    case_id, name = new_id(), f"示例{number}有限公司"
    year, serial = 2000 + number // 9000 % 26, 900_000 + number % 9000
    case_number = f"（{year}）粤0605执{serial}号"
    must(system, "cases.open", {
        "case_id": case_id, "case_number": case_number, "cause": "买卖合同纠纷", "title_basis": "判决书",
        "claim_amount_yuan": "120000", "filed_on": "2026-01-05", "parties": [
            {"party_id": new_id(), "side": "applicant", "kind": "entity", "name": "样板贸易有限公司"},
            {"party_id": new_id(), "side": "respondent", "kind": "entity", "name": name}]}, clerk)
    for person, duty in ((judge, "judge"), (officer, "officer")):
        must(system, "cases.assign", {"case_id": case_id, "person_id": person.id, "duty": duty}, clerk)
    return case_number, name


def year_of_rows(city: City) -> Iterator[dict[str, Any]]:
    """Institution by institution over windows of cases, as answers come: neighbours in a batch are different cases."""
    chance, left, at = random.Random(2023), city.rows, to_text(system_clock())
    share = -(-city.rows // len(city.cases))
    for start in range(0, len(city.cases), CASES_PER_WINDOW):
        window = city.cases[start:start + CASES_PER_WINDOW]
        for turn in range(share):
            for case in window:
                if left == 0:
                    return
                left -= 1
                yield _row(case, INSTITUTIONS[turn % len(INSTITUTIONS)], at, chance)


def _row(case: tuple[str, str], institution: tuple[str, str, str], at: str, chance: random.Random) -> dict[str, Any]:
    code, name, asset_class = institution
    row = {"serial": f"CITY-{chance.getrandbits(96):024x}", "case_number": case[0], "respondent": case[1],
           "institution": name, "institution_code": code, "asset_class": asset_class, "outcome": "nothing",
           "asked_at": at, "answered_at": at}
    if chance.randrange(HIT_EVERY) == 0:
        amount = f"{chance.randrange(1_000_000)}.{chance.randrange(100):02d}"
        row |= {"outcome": "found", "summary": "尾号6688", "amount_yuan": amount, "available_yuan": amount}
    return row


def batches(rows: Iterator[dict[str, Any]]) -> Iterator[tuple[int, bytes]]:
    """Packed NDJSON and how many rows are in it."""
    lines: list[str] = []
    for row in rows:
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
        if len(lines) == ROWS_PER_BATCH:
            yield len(lines), gzip.compress("".join(lines).encode(), 1)
            lines = []
    if lines:
        yield len(lines), gzip.compress("".join(lines).encode(), 1)


@dataclass
class Sender:
    """Posts the whole year from a thread of its own; `busy_s` counts only the time the court worked."""

    server: Server
    city: City
    key: SigningKey
    accepted: int = 0
    busy_s: float = 0.0
    cpu_s: float = 0.0
    controls_s: float = 0.0
    ends: Callable[[int], dict[str, str]] = lambda _: {}
    failure: BaseException | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        try:
            with requests.Session() as line:
                before = cpu_s(self.server)
                for count, body in batches(year_of_rows(self.city)):
                    self.busy_s += self._post(line, PATH, (count, body))
                    self.accepted += count
                self.cpu_s = cpu_s(self.server) - before
                for packed in city_controls.answers(self.city.steps, self.ends):
                    self.controls_s += self._post(line, city_controls.PATH, packed)
        except BaseException as error:
            self.failure = error
        finally:
            self.done.set()

    def _post(self, line: requests.Session, path: str, packed: tuple[int, bytes]) -> float:
        """Seconds until the court's answer; everything must have been taken."""
        count, body = packed
        batch = new_id()
        headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip", "Zhixing-Peer": PEER,
                   "Zhixing-Batch": batch,
                   "Zhixing-Signature": self.key.sign(claim_of(path, PEER, batch, digest(body)))["sig"]}
        started = time.perf_counter()
        answer = line.post(self.server.url + path, data=body, headers=headers, timeout=3600)
        seconds = time.perf_counter() - started
        answer.raise_for_status()
        said = answer.json()
        assert (said["accepted"], said["quarantined"]) == (count, []), said["quarantined"][:3]
        return seconds


def tablet_times(server: Server, sender: Sender, sockets: int) -> list[float]:
    """Milliseconds from a single row posted to that row pulled by a tablet, one after another, while the year runs."""
    tablet, other = FieldTablet(server).enrol(), FieldTablet(server, "command1")
    other.line.log_in("command1", server.demo["password"])
    tablets = Tablets(server.url, *[f"{COOKIE}={one.line.cookie}" for one in (tablet, other)], sockets, pulls=True)
    threading.Thread(target=sender, daemon=True).start()
    found: list[float] = []
    demo = server.demo
    while not sender.done.wait(0.5) or not found:
        row = demo_row(demo["case_number"], demo["respondent"], system_clock())
        started = time.time()
        send_demo_feedback(server.url, sender.key, [row], peer=PEER)
        while row["serial"] not in (news := tablets.next()).get("serials", []):  # type: ignore[operator]
            pass
        found.append(float(news["got"]) - started * 1000)  # type: ignore[arg-type]
    tablets.stop()
    return found


def bare_rate(city: City, url: str) -> float:
    """Rows per second of the engine alone: the same texts, 500 to a durable commit, one index."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (serial VARCHAR PRIMARY KEY, body TEXT)"))
    insert, seconds, rows = text("INSERT INTO bare VALUES (:serial, :body)"), 0.0, 0
    part: list[dict[str, str]] = []
    with engine.connect().execution_options(zhixing_write=True) as connection:
        for row in year_of_rows(City(min(city.scale, 0.05), city.cases)):
            part.append({"serial": row["serial"], "body": json.dumps(row, ensure_ascii=False)})
            if len(part) == 500:
                started = time.perf_counter()
                with connection.begin():
                    connection.execute(insert, part)
                seconds, rows, part = seconds + time.perf_counter() - started, rows + len(part), []
    engine.dispose()
    return rows / max(seconds, 1e-9)


def memory_mib(server: Server) -> int:
    """The most memory the house's processes ever held, added up."""
    most = 0
    assert server.process is not None
    for pid in [server.process.pid, *server.children()]:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            most += next((int(one.split()[1]) for one in lines if one.startswith("VmHWM")), 0)
    return most // 1024


def cpu_s(server: Server) -> float:
    """Processor seconds the house's processes have used, children they waited for included."""
    ticks = 0
    assert server.process is not None
    for pid in [server.process.pid, *server.children()]:
        with contextlib.suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def database_mib(url: str) -> int:
    engine = make_engine(url)
    query = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()" \
        if engine.dialect.name == "sqlite" else "SELECT pg_database_size(current_database())"
    with engine.connect() as connection:
        size = connection.execute(text(query)).scalar_one()
    engine.dispose()
    return size >> 20


def run_year(engine: str, scale: float, sockets: int, options: dict[str, str], bare_url: str) -> list[str]:
    """One engine: set up, run, tell."""
    with tempfile.TemporaryDirectory() as folder:
        city, server = City(scale), Server(Path(folder), options=options)
        run_cli(server.env, "migrate")
        run_cli(server.env, "world")
        populate(city, server.env)
        print(f"  {engine}: {len(city.cases):,} cases and {len(city.steps):,} controls made in {city.opened_s:.0f} s",
              flush=True)
        bare = bare_rate(city, bare_url or f"sqlite:///{folder}/bare.db")
        sender = Sender(server.start(), city, SigningKey.load_or_create(server.folder / "var/keys" / f"{PEER}.pem"))
        try:
            times = tablet_times(server, sender, sockets)
            if sender.failure is not None:
                raise sender.failure
            used = memory_mib(server), database_mib(from_environment(server.env).database_url)
        finally:
            server.stop()
    return _told(engine, sender, bare, (sockets, times), used)


def _told(engine: str, sender: Sender, bare: float, tablets: tuple[int, list[float]],
          used: tuple[int, int]) -> list[str]:
    rate = sender.accepted / sender.busy_s
    controls = len(sender.city.steps) / max(sender.controls_s, 1e-9)
    sockets, times = tablets
    cuts = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return [f"| {engine}: answers recorded ({sender.accepted:,} rows, {len(sender.city.cases):,} cases) | "
            f"{rate:,.0f} rows/s | bare bulk insert: {bare:,.0f} rows/s | {rate / bare:.2f} |",
            f"| {engine}: processor time of web and worker for an answer, single rows and pulls included | "
            f"{sender.cpu_s / sender.accepted * 1e6:,.0f} µs | – | – |",
            f"| {engine}: controls answered ({len(sender.city.steps):,}) | {controls:,.0f}/s | – | – |",
            f"| {engine}: the whole year at these rates | {(ROWS / rate + CONTROLS / controls) / 60:.0f} min | "
            f"limit 60 min | – |",
            f"| {engine}: posted row to tablet meanwhile, {sockets:,} connected ({len(times)} rows) | "
            f"p50 {cuts[49]:.0f} / p95 {cuts[94]:.0f} ms | – | – |",
            f"| {engine}: memory of all processes at most; database after | {used[0]:,} MiB; {used[1]:,} MiB | – | – |"]


def measure(scale: float = 0.01, sockets: int = 500, engines: tuple[str, ...] = ("SQLite", "PostgreSQL")) -> list[str]:
    found = []
    if "SQLite" in engines:  # threads carry about 300 sockets (docs/adr/0006)
        found += run_year("SQLite", scale, min(sockets, 250), {}, "")
    if "PostgreSQL" in engines:
        postgres: Postgres = start_postgres(DURABLE)
        try:
            for name in ("court", "bare"):
                postgres.create(name)
            options = {"ZHIXING_DATABASE_URL": postgres.url("court"), "ZHIXING_WEB": "gevent"}
            found += run_year("PostgreSQL", scale, sockets, options, postgres.url("bare"))
        finally:
            postgres.stop()
    return found


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--scale", type=float, default=0.01, help="share of the year: 1 is all of it")
    words.add_argument("--sockets", type=int, default=500)
    words.add_argument("--engine", action="append", choices=["SQLite", "PostgreSQL"])
    asked = words.parse_args()
    print(machine(), flush=True)
    print("\n".join(measure(asked.scale, asked.sockets, tuple(asked.engine or ("SQLite", "PostgreSQL")))))


if __name__ == "__main__":
    main()
