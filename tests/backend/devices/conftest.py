"""A court whose officers carry tablets that speak to the real doors."""

from dataclasses import dataclass, field
from typing import Any

import pytest
import rfc8785
from flask.testing import FlaskClient
from pydantic import BaseModel
from sqlalchemy.orm import Session

from tests.support.house import House
from tests.support.tablet import Tablet
from zhixing.identity import create_first_admin
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Command, Outcome
from zhixing.platform.crypto import SigningKey, b64, digest
from zhixing.platform.manifest import CollectionSpec, Slice, on
from zhixing.platform.policy import logged_in
from zhixing.platform.unit_of_work import Act

PASSWORD = "一个足够长的口令-2026"


class WriteProbe(Command):
    """Something to do: a row appears in a scope."""

    probe_id: str
    scope: str = "court"


class ProbeOnDevice(BaseModel):
    id: str


def write_probe(act: Act[WriteProbe]) -> None:
    act.changed("device_probes", act.body.probe_id, act.body.scope)


def probe_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    return {one: {"id": one} for one in ids}


PROBE = Slice(name="device_probe",
              commands=(on("device_probe.write", WriteProbe, write_probe, logged_in),),
              collections=(CollectionSpec("device_probes", ProbeOnDevice, probe_rows),))


@dataclass
class Pad(Tablet):
    """A tablet that goes through HTTP. `browser` holds its cookies."""

    browser: FlaskClient = None  # type: ignore[assignment]
    csrf: str = ""
    cursor_text: str = ""

    def note(self, scope: str = "court", **options: Any) -> dict[str, Any]:
        """An act that needs nothing."""
        return self.act("device_probe.write", {"probe_id": new_id(), "scope": scope}, **options)

    def signed_headers(self, method: str, path: str, body: bytes, *, is_upload: bool = False) -> dict[str, str]:
        claim = {"device_id": self.device_id, "method": method, "path": path, "time": to_text(self.now()),
                 "body_sha256": digest(b"" if is_upload else body)}
        signature = b64(SigningKey(self._key).sign_bytes(rfc8785.dumps(claim)))
        return {"Authorization": f'Device id="{self.device_id}", time="{claim["time"]}", sig="{signature}"'}

    def hand_in(self, envelopes: list[Any] | None = None, *, by: str = "device", **more: Any) -> Any:
        """`POST /api/sync/push` by the device's proof or by the login."""
        import json

        body = json.dumps({"device_id": self.device_id, "envelopes": self.pending if envelopes is None else envelopes,
                           **more}).encode()
        headers = self.signed_headers("POST", "/api/sync/push", body) if by == "device" \
            else {"X-CSRF-Token": self.csrf}
        return self.browser.post("/api/sync/push", data=body, headers=headers, content_type="application/json")

    def fetch(self, limit: int = 500, **query: Any) -> Any:
        """One page of `GET /api/sync/pull`; remembers the cursor."""
        answer = self.browser.get("/api/sync/pull", query_string={
            "cursor": self.cursor_text, "limit": limit, "device_id": self.device_id, **query})
        if answer.status_code == 200:
            self.cursor_text = answer.json["cursor"]
        return answer

    def fetch_all(self, limit: int = 500) -> list[dict[str, Any]]:
        changes, more = [], True
        while more:
            page = self.fetch(limit).json
            changes += page["changes"]
            more = page["more"]
        return changes

    def log_in(self, **more: Any) -> Any:
        answer = self.browser.post("/api/session", json={
            "username": f"u{self.person.id[-12:]}", "password": PASSWORD, **more})
        self.csrf = answer.json.get("csrf", "")
        return answer


@dataclass
class Bureau:
    house: House
    admin: Actor
    pads: list[Pad] = field(default_factory=list)

    def enlist(self, *roles: str, name: str = "陈一诺") -> Actor:
        person = Actor(new_id(), frozenset(roles), name)
        self.house.must("identity.create_person", {
            "person_id": person.id, "username": f"u{person.id[-12:]}", "name": name, "roles": list(roles),
            "password": PASSWORD}, self.admin)
        return person

    def browser(self, person: Actor) -> tuple[FlaskClient, dict[str, str]]:
        client = self.house.client()
        username = "admin1" if person.id == self.admin.id else f"u{person.id[-12:]}"
        answer = client.post("/api/session", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client, {"X-CSRF-Token": answer.json["csrf"]}

    def new_pad(self, person: Actor) -> Pad:
        """Logged in, not enrolled."""
        pad = Pad(self.house.system, person, browser=self.house.client())
        assert pad.log_in().status_code == 200
        return pad

    def pad(self, person: Actor) -> Pad:
        """Logged in and enrolled."""
        pad = self.new_pad(person)
        pad.enrol()
        return pad

    def code_for(self, person: Actor) -> str:
        outcome = self.house.must("devices.issue_enrolment_code", {"for_person_id": person.id}, self.admin)
        assert outcome.answer
        return outcome.answer["code"]

    def enrol(self, pad: Pad, code: str, **changes: Any) -> Outcome:
        return self.house.send("devices.enrol", {
            "device_id": pad.device_id, "code": code, "name": "外勤一号", "platform": "Android 16",
            "public_key": pad.public_key, "store_id": new_id(), **changes}, pad.person)

    def revoke(self, pad: Pad, by: Actor | None = None) -> Outcome:
        return self.house.send("devices.revoke", {"device_id": pad.device_id, "reason": "遗失在出租车上"},
                               by or self.admin)

    def grant(self, person: Actor, scope: str) -> None:
        self.house.system.transact("world", lambda unit: unit.grant(person.id, scope))

    def row(self, scope: str, collection: str = "device_probes") -> None:
        self.house.system.transact("world", lambda unit: unit.changed(collection, new_id(), scope))


@pytest.fixture
def bureau(house: House) -> Bureau:
    house.system.slices = (*house.system.slices, PROBE)
    admin_id = create_first_admin(house.system, "admin1", "管理员甲", PASSWORD)
    return Bureau(house, Actor(admin_id, frozenset({"administrator"}), "管理员甲"))
