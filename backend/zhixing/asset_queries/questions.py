"""Where each question stands: asked, waiting, nothing, found, failed. Never "nothing" before the answer came."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from zhixing.asset_queries.commands import GatewayRow
from zhixing.asset_queries.errors import InstitutionUnknown, NotRespondent, QueryUnknown
from zhixing.asset_queries.models import QueryItem, QueryRequest
from zhixing.asset_queries.rules import desk_state, same_name, state_after
from zhixing.cases import queries_scope
from zhixing.identity import person_scope
from zhixing.platform.unit_of_work import UnitOfWork

_AT_ONCE = 500


@dataclass
class Asked:
    """The questions that lines of one part answer, by serial, and which of them have changed."""

    items: dict[str, QueryItem]
    now: datetime
    answered: set[str] = field(default_factory=set)
    turned: set[str] = field(default_factory=set)   # requests in which the desk may see a difference

    def take(self, row: GatewayRow, case_id: str, institution: str) -> str:
        """Note an answer; the id of the request it belongs to.

        Raises: QueryUnknown, InstitutionUnknown when another one was asked, NotRespondent when about somebody else.
        """
        item = self.items.get(row.query or "")
        if item is None or item.case_id != case_id:
            raise QueryUnknown()
        if item.institution != institution:
            raise InstitutionUnknown()
        if not same_name(row.respondent, item.respondent):
            raise NotRespondent()
        after = state_after(item.state, row.outcome)
        if desk_state(after) != desk_state(item.state):
            self.turned.add(item.request_id)
        if after != item.state:
            item.state, item.since = after, self.now
        item.fail_code = row.fail_code if after == "failed" else None
        item.answered_at = item.answered_at or self.now
        item.hits += row.outcome == "found"
        self.answered.add(item.serial)
        return item.request_id


def load(unit: UnitOfWork, serials: Iterable[str]) -> Asked:
    """The questions with these serials, locked in one order, so that two batches about them queue."""
    found: dict[str, QueryItem] = {}
    wanted = sorted(serials)
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(QueryItem).where(QueryItem.serial.in_(wanted[start:start + _AT_ONCE])).order_by(QueryItem.serial)
        found.update((one.serial, one) for one in unit.session.scalars(query.with_for_update()))
    return Asked(found, unit.now)


def answer(unit: UnitOfWork, asked: Asked) -> None:
    """Bring the new state to the devices: one row per request, however many of its questions were answered."""
    show(unit, {(one.request_id, one.case_id) for one in map(asked.items.__getitem__, asked.answered)})
    show_desk(unit, asked.turned)


def show(unit: UnitOfWork, requests: Iterable[tuple[str, str]]) -> None:
    """To those who hold the queries of the case. `requests`: id and case."""
    for request_id, case_id in requests:
        unit.changed("query_requests", request_id, queries_scope(case_id))


def show_desk(unit: UnitOfWork, requests: Iterable[str]) -> None:
    """To whoever asked at the service centre's desk: only when the desk may see a difference, so that no ring tells
    of a further answer."""
    asked = set(requests)
    if not asked:
        return
    wanted = select(QueryRequest.id, QueryRequest.by).where(QueryRequest.id.in_(asked), QueryRequest.at_desk)
    for request_id, by in unit.session.execute(wanted):
        unit.changed("desk_requests", request_id, person_scope(by))


def mark_waiting(unit: UnitOfWork, serials: list[str]) -> None:
    """Their batch has left the house: from now on the institution is the one we wait for."""
    _move(unit, serials, {"state": "waiting", "since": unit.now}, ("asked",))


def mark_refused(unit: UnitOfWork, serial: str, code: str) -> None:
    """The other side could not even take the question."""
    _move(unit, [serial], {"state": "failed", "since": unit.now, "fail_code": code, "answered_at": unit.now},
          ("asked", "waiting"))


def _move(unit: UnitOfWork, serials: list[str], values: dict[str, Any], only: tuple[str, ...]) -> None:
    moved: set[tuple[str, str]] = set()
    for start in range(0, len(serials), _AT_ONCE):
        some = serials[start:start + _AT_ONCE]
        changed = unit.session.execute(
            update(QueryItem).where(QueryItem.serial.in_(some), QueryItem.state.in_(only)).values(**values)
            .returning(QueryItem.request_id, QueryItem.case_id).execution_options(synchronize_session=False))
        moved.update((one.request_id, one.case_id) for one in changed)
    show(unit, moved)
    show_desk(unit, {request_id for request_id, _ in moved})
