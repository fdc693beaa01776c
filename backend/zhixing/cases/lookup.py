"""Parties found by name, number or telephone, in the cases a person holds."""

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from zhixing.cases.models import CaseParty, CourtCase
from zhixing.platform.lookup import Asked, Found, is_held

# What stands in names on paper and not in what people type.
_NOISE = (" ", "\u3000", "(", ")", "\uff08", "\uff09", "\u00b7", ".", "-")


def find_parties(session: Session, asked: Asked) -> list[Found]:
    """Newest cases first. The identity number is not repeated in the answer: the device has it."""
    fields = [_plain(CaseParty.name), CaseParty.id_number, _plain(CaseParty.phone)]
    wanted = [field.contains(key, autoescape=True) for key in asked.needle.keys for field in fields]
    query = (select(CaseParty, CourtCase.case_number).join(CourtCase, CourtCase.id == CaseParty.case_id)
             .where(or_(*wanted), is_held(asked.person_id, "case:" + CaseParty.case_id))
             .order_by(CaseParty.case_id.desc(), CaseParty.position).limit(asked.limit))
    return [Found("parties", row.id, row.case_id, row.name, {"side": row.side, "case_number": number})
            for row, number in session.execute(query)]


def _plain(column: Any) -> Any:
    for sign in _NOISE:
        column = func.replace(column, sign, "")
    return func.upper(column)
