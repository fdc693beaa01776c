"""Controls in a test, made through the acts the court uses."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from werkzeug.test import TestResponse

from tests.support.docket import Docket
from tests.support.showcase import a_document
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Outcome
from zhixing.platform.crypto import SigningKey, digest
from zhixing.platform.gateway import claim_of, register_peer

NO_MARKS = {"institution": "", "account_number": "", "plate": "", "vin": "", "engine_number": "", "title_number": "",
            "registration_number": ""}


def an_account(**changes: Any) -> dict[str, Any]:
    return {**NO_MARKS, "asset_class": "deposit", "label": "示范银行存款", "institution": "示范银行",
            "account_number": f"6222{new_id()[-12:]}"} | changes


def a_car(**changes: Any) -> dict[str, Any]:
    return {**NO_MARKS, "asset_class": "vehicle", "label": "黑色轿车", "plate": "粤E12345"} | changes


@dataclass
class Controls:
    """What the officer of a case does with property."""

    docket: Docket

    @property
    def house(self) -> Any:
        return self.docket.house

    @cached_property
    def party_id(self) -> str:
        rows = self.docket.tablet.pull()["parties"].values()
        return next(one["id"] for one in rows if one["side"] == "respondent" and
                    one["case_id"] == self.docket.case_id)

    @cached_property
    def papers(self) -> tuple[str, str]:
        """A ruling and a notice that the inspector found sound."""
        made = a_document(self.docket), a_document(self.docket)
        self.house.work()
        return made

    def a_request(self, **changes: Any) -> dict[str, Any]:
        return {"control_id": new_id(), "step_id": new_id(), "case_id": self.docket.case_id, "party_id": self.party_id,
                "asset_id": new_id(), "kind": "freeze", "asset": an_account(), "requested_amount_yuan": "120000",
                "source": {"kind": "manual", "id": None}} | changes

    def a_seizure(self, **changes: Any) -> dict[str, Any]:
        return {"control_id": new_id(), "step_id": new_id(), "case_id": self.docket.case_id, "party_id": self.party_id,
                "asset_id": new_id(), "kind": "detain", "asset": a_car(), "place": "法院停车场", "custodian": "王某某",
                "source": {"kind": "manual", "id": None}} | changes

    def do(self, type: str, body: dict[str, Any], who: Actor | None = None, **more: Any) -> Outcome:
        return self.house.send(f"controls.{type}", body, who or self.docket.officer, **more)

    def must(self, type: str, body: dict[str, Any], who: Actor | None = None, **more: Any) -> dict[str, Any]:
        return self.house.must(f"controls.{type}", body, who or self.docket.officer, **more).answer or {}

    def requested(self, **changes: Any) -> dict[str, Any]:
        body = self.a_request(**changes)
        self.must("request", body)
        return body

    def live(self, effective_at: str = "2026-11-20T02:00:00.000Z", *, amount: str | None = "120000",
             rank: int = 1, printed: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
        """A control with its effect, recorded from paper."""
        body = self.requested(**changes)
        self.effect(body["step_id"], effective_at, actual_amount_yuan=amount, rank=rank, printed=printed)
        return body

    def effect(self, step_id: str, at: str, **changes: Any) -> dict[str, Any]:
        return self.must("record_effect", {"step_id": step_id, "effective_at": at, "served_at": at} | changes)

    def step(self, type: str, control_id: str, **changes: Any) -> str:
        """Draft a renewal, a release or a transfer of a control as it is now."""
        step_id = new_id()
        self.must(type, {"step_id": step_id, "control_id": control_id, "reason": "测试"} | changes,
                  based_on=self.seen(control_id))
        return step_id

    def seen(self, control_id: str) -> dict[str, Any]:
        self.docket.tablet.pull()
        return self.docket.tablet.look("controls", control_id)

    def row(self, control_id: str) -> dict[str, Any]:
        return self.docket.tablet.pull()["controls"][control_id]

    def asset(self, asset_id: str) -> dict[str, Any]:
        return self.docket.tablet.pull()["assets"][asset_id]

    def steps(self, control_id: str) -> list[dict[str, Any]]:
        rows = self.docket.tablet.pull()["control_steps"].values()
        return [one for one in rows if one["control_id"] == control_id]


@dataclass
class ControlPeer:
    """An institution that answers about controls, through the court's own door."""

    house: Any
    name: str = "control-bank"
    key: SigningKey = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.key = self.key or SigningKey.generate()
        register_peer(self.house.system, self.name, self.key.public.spki)

    def line(self, request: str, outcome: str = "done", **changes: Any) -> dict[str, Any]:
        return {"serial": f"A{new_id()}", "request": request, "outcome": outcome,
                "at": "2026-11-23T10:00:00+08:00"} | changes

    def post(self, *lines: dict[str, Any] | str, path: str = "/gateway/control-feedback") -> TestResponse:
        batch = new_id()
        texts = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in lines]
        body = "".join(text + "\n" for text in texts).encode()
        claim = claim_of(path, self.name, batch, digest(body))
        headers = {"Zhixing-Peer": self.name, "Zhixing-Batch": batch, "Content-Type": "application/x-ndjson",
                   "Zhixing-Signature": self.key.sign(claim)["sig"]}
        return self.house.client().post(path, data=body, headers=headers)

    def must(self, *lines: dict[str, Any] | str, **more: str) -> dict[str, Any]:
        answer = self.post(*lines, **more)
        assert answer.status_code == 200, answer.text
        return answer.get_json()
