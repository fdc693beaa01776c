"""What the app was built with is only where a tablet starts: the rules this house runs on go to every device as rows.

Each slice that lets a court change some of its rules says what they are here and now (`Slice.court_rules`). The worker
compares them with what devices were last told, so a changed file reaches a tablet at its next pull.
"""

import json
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from zhixing.kernel.errors import DomainError
from zhixing.kernel.ids import derived_id
from zhixing.kernel.messages import Actor, Id
from zhixing.platform.db import Base
from zhixing.platform.feed import COURT
from zhixing.platform.unit_of_work import UnitOfWork

COLLECTION = "device_rules"
EVERY_S = 60.0


class CourtFileInvalid(DomainError):
    """A file of the court's own configuration cannot be used: `params.file`, `params.why`."""

    code = "court_file.invalid"
    title = "A file of the court's own is not valid"


class DeviceRules(Base):
    """What devices were last told of a slice's rules."""

    __tablename__ = "device_rules"
    slice: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    rules: Mapped[dict[str, Any]]


class DeviceRulesRow(BaseModel):
    """The rules of one slice, in the form `contract/rules.json` has for it."""

    id: Id
    slice: str
    rules: dict[str, Any]


def rules_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(DeviceRules).where(DeviceRules.id.in_(ids)))
    return {row.id: {"id": row.id, "slice": row.slice, "rules": row.rules} for row in found}


def publish_rules(system: Any) -> None:
    """Tell devices about every slice whose rules are not what they were last told."""
    wanted = {one.name: _as_json(one.court_rules(system)) for one in system.slices if one.court_rules}
    with system.database.read() as session:
        told = {row.slice: row.rules for row in session.scalars(select(DeviceRules))}
    if told != wanted:
        system.transact("worker", lambda unit: _tell(unit, wanted))


def _as_json(rules: dict[str, Any]) -> Any:
    return json.loads(json.dumps(rules))


def _tell(unit: UnitOfWork, wanted: dict[str, Any]) -> None:
    told = {row.slice: row for row in unit.session.scalars(select(DeviceRules))}
    for name, rules in wanted.items():
        row = told.pop(name, None)
        if row is None:
            row = DeviceRules(slice=name, id=derived_id("device_rules", name), rules={})
            unit.session.add(row)
        if row.rules != rules:
            row.rules = rules
            unit.changed(COLLECTION, row.id, COURT)
    for row in told.values():
        unit.session.delete(row)
        unit.gone(COLLECTION, row.id, COURT)
