"""Makes the demo court. Whatever it shows was asked for by a command and decided by the bus."""

import json
import os
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from zhixing.devices import hand_in
from zhixing.identity import create_first_admin
from zhixing.kernel.clock import legal_date
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, system_actor
from zhixing.kernel.numerals import chinese_date
from zhixing.kernel.yaml_files import read_yaml
from zhixing.platform import feed
from zhixing.platform.crypto import SigningKey, digest
from zhixing.platform.gateway import register_peer
from zhixing.platform.system import System
from zhixing.platform.worker import Worker
from zhixing.world import papers
from zhixing.world.controls import ControlDesk
from zhixing.world.drafts import DemoDesk
from zhixing.world.queries import QueryDesk
from zhixing.world.site import SiteVisit
from zhixing.world.tablet import must

Say = Callable[[str], None]
DEMO_PEER = "demo-institution"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def demo_file(system: System) -> Path:
    """Where the logins of the demo are kept, readable by the owner only, outside the repository."""
    return system.config.data_dir / "demo.json"


def peer_key_path(system: System) -> Path:
    return system.config.data_dir / "keys" / f"{DEMO_PEER}.pem"


def build_world(system: System, say: Say, scale: int = 1) -> None:
    """One court, its people, `scale` times the cases, a visit with photos, pages for litigants.

    Does nothing in a house that has people already.
    """
    if demo_file(system).exists():
        say("演示数据已存在 · the demo world is there already")
        return
    builder = WorldBuilder(system, say)
    builder.people()
    for round_number in range(scale):
        builder.cases(round_number)
    say("[4/4] 处理照片、通知与查控 · rendering photos and notices, asking institutions")
    Worker(system).drain()
    builder.after_the_worker()
    QueryDesk(builder).ask()
    ControlDesk(builder).work()
    Worker(system).drain()
    builder.remember()


def resident_id(number: int, born: str = "19850317") -> str:
    """A made-up identity number of a region that does not exist, with the right check digit (GB 11643)."""
    body = f"449900{born}{number:03d}"
    return body + "10X98765432"[sum(int(one) * weight for one, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def credit_code(number: int) -> str:
    """A made-up unified credit code with the right check character (GB 32100)."""
    body = f"91449900MADEM{number:04d}".replace("O", "0").replace("I", "1")
    total = sum(_CREDIT_ALPHABET.index(one) * (3**place % 31) for place, one in enumerate(body))
    return body + _CREDIT_ALPHABET[(31 - total % 31) % 31]


class WorldBuilder:
    """Keeps track of who and what was made, so that later steps can refer to it."""

    def __init__(self, system: System, say: Say) -> None:
        self.system, self.say = system, say
        self.cast = read_yaml(Path(__file__).with_name("cast.yaml").read_text("utf-8"))
        self.password = secrets.token_urlsafe(9)
        self.actors: dict[str, Actor] = {}
        self.today: date = legal_date(system.clock())
        self.site: SiteVisit | None = None
        self.desk: DemoDesk | None = None
        self.shown: dict[str, list[tuple[str, str, str]]] = {}  # case → (kind, id, caption) of what a party may see
        self.case_ids: list[tuple[str, list[str]]] = []  # case, its respondents
        self.on_paper: dict[str, dict[str, str]] = {}  # case → what its papers say
        self.numbers = 0

    def send(self, type: str, body: dict[str, Any], who: str, **more: Any) -> dict[str, Any]:
        actor = self.actors.get(who) or system_actor(who)
        return must(self.system.bus.send(type, body, actor, new_id(), **more)).answer or {}

    def looking_at(self, collection: str, row_id: str) -> dict[str, Any]:
        """What a guarded act must say it has seen: the row's newest number."""
        with self.system.database.read() as session:
            row = feed.version_of(session, collection, row_id)
        return {f"{collection}/{row_id}": {"seq": row.seq if row else 0, "after": None}}

    def people(self) -> None:
        self.say("[1/4] 建立人员 · people")
        admin = create_first_admin(self.system, username="admin1", name="管理员甲", password=self.password)
        self.actors["admin1"] = Actor(admin, frozenset({"administrator"}), "管理员甲")
        for one in self.cast["people"]:
            person_id = new_id()
            self.send("identity.create_person", {
                "person_id": person_id, "username": one["username"], "name": one["name"], "roles": one["roles"],
                "password": self.password}, "admin1")
            self.actors[one["username"]] = Actor(person_id, frozenset(one["roles"]), one["name"])
        key = SigningKey.load_or_create(peer_key_path(self.system))
        register_peer(self.system, DEMO_PEER, key.public.spki)

    def cases(self, round_number: int) -> None:
        self.say(f"[2/4] 立案与文书 · cases and documents ({round_number + 1})")
        for one in self.cast["cases"]:
            self.case(one, round_number)

    def case(self, one: dict[str, Any], round_number: int) -> None:
        case_id, filed = new_id(), self.today - timedelta(days=one["filed_days_ago"])
        number = f"（{filed.year}）{self.system.config.court_code}执{one['number'] + 100 * round_number}号"
        parties = [self.party("applicant", one["applicant"])]
        parties += [self.party("respondent", respondent) for respondent in one["respondents"]]
        self.send("cases.open", {
            "case_id": case_id, "case_number": number, "cause": one["cause"], "title_basis": one["title"],
            "claim_amount_yuan": one["claim"], "filed_on": filed.isoformat(), "parties": parties}, "clerk1")
        for username, duty in (("judge1", "judge"), ("officer1", "officer"), ("officer2", "officer")):
            body = {"case_id": case_id, "person_id": self.actors[username].id, "duty": duty}
            self.send("cases.assign", body, "clerk1")
        self.case_ids.append((case_id, [party["party_id"] for party in parties if party["side"] == "respondent"]))
        self.shown[case_id] = []
        for step in one["progress"]:
            self.shown[case_id].append(("progress", new_id(), step["text"]))
            self.send("cases.record_progress", {
                "entry_id": self.shown[case_id][-1][1], "case_id": case_id, "kind": step["kind"], "text": step["text"],
                "happened_on": (self.today - timedelta(days=step["days_ago"])).isoformat()}, "clerk1")
        if one["stage"] != "discovery":
            self.send("cases.set_stage", {"case_id": case_id, "stage": one["stage"]}, "judge1",
                      based_on=self.looking_at("cases", case_id))
        self.documents(case_id, number, filed, {**one, "parties": parties})
        if one.get("visit") and round_number == 0:
            self.say("[3/4] 外勤、照片、清单 · a visit with photos and an inventory")
            self.site = SiteVisit(self, case_id, parties)
            self.site.happen()
            self.desk = DemoDesk(self, case_id, {**one, "number": number, "parties": parties,
                                                 "filed_on": filed.isoformat()})

    def party(self, side: str, one: dict[str, Any]) -> dict[str, Any]:
        self.numbers += 1
        number = credit_code(self.numbers) if one["kind"] == "entity" else resident_id(self.numbers)
        return {"party_id": new_id(), "side": side, "kind": one["kind"], "name": one["name"], "id_number": number,
                "phone": one["phone"], "address": one["address"]}

    def documents(self, case_id: str, number: str, filed: date, one: dict[str, Any]) -> None:
        self.on_paper[case_id] = {
            "court": self.system.config.court_name, "number": number, "applicant": one["applicant"]["name"],
            "respondent": one["respondents"][0]["name"], "cause": one["cause"], "title": one["title"],
            "claim": f"{float(one['claim']):,.2f}", "filed": f"{filed.year}年{filed.month}月{filed.day}日",
            "signer": "执行员　执行员甲", "on": (filed + timedelta(days=2)).isoformat(),
            "date": chinese_date(filed + timedelta(days=2))}
        for paper in self.cast["papers"]:
            document_id = self.document(case_id, paper)
            if paper["kind"] == "notice":
                self.shown[case_id].append(("document", document_id, paper["title"]))

    def document(self, case_id: str, paper: dict[str, str]) -> str:
        """Print a paper of the case and put it into the file; its id."""
        data = papers.render(paper["kind"], {"paper": paper["title"], **self.on_paper[case_id]})
        hand_in(self.system, f"person:{self.actors['clerk1'].id}", data)
        document_id = new_id()
        self.send("documents.import", {
            "document_id": document_id, "case_id": case_id, "title": paper["title"], "kind": paper["kind"]}, "clerk1",
            blobs=[{"sha256": digest(data), "size": len(data), "media_type": "application/pdf"}])
        return document_id

    def after_the_worker(self) -> None:
        """What needs rendered photos: masks, publications, pages for the parties. And papers, which need the worker."""
        if self.desk is not None:
            self.desk.happen()
        if self.site is not None:
            self.site.publish(lambda: Worker(self.system).drain())

    @cached_property
    def litigant(self) -> dict[str, str]:
        assert self.site is not None
        return self.site.litigant()

    def remember(self) -> None:
        """Write down the logins for `make run`; the file is readable by its owner only."""
        people = [{"username": "admin1", "name": "管理员甲", "roles": ["administrator"]}, *self.cast["people"]]
        content = {"password": self.password, "people": people, "litigant": self.litigant,
                   "case_number": self.site.case_number if self.site else "",
                   "respondent": self.cast["cases"][0]["respondents"][0]["name"]}
        path = demo_file(self.system)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
