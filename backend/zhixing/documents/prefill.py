"""First values for the fields of a draft, from the case. Pure; the tablet does the same from its own rows."""

from dataclasses import dataclass, field
from typing import Any

from zhixing.documents.form import Template

SOURCES = ("case.number", "case.cause", "case.title_basis", "case.claim_amount_yuan", "case.filed_on",
           "applicants.names", "respondents.names", "applicants.lines", "respondents.lines", "party.name", "party.side",
           "party.id_number", "party.phone", "party.address", "party.line", "judge.name", "clerk.name", "officer.name",
           "me.name", "court.name", "today", "visit.address", "visit.items")
_SIDES = {"applicant": "申请执行人", "respondent": "被执行人", "other": "案外人"}


@dataclass(frozen=True)
class Known:
    """What the case says. `parties`: side, kind, name, id_number, phone, address; `people`: duty → names in order."""

    case: dict[str, str]
    parties: list[dict[str, Any]]
    people: dict[str, list[str]]
    court: str
    today: str
    me: str = ""
    party_id: str | None = None
    visit: dict[str, Any] = field(default_factory=dict)


def party_line(party: dict[str, Any]) -> str:
    """申请执行人：某某，统一社会信用代码…，住所地…。 (domain.md 4.1, 首部)"""
    is_entity = party["kind"] == "entity"
    words = [f"{_SIDES[party['side']]}：{party['name']}"]
    if party.get("id_number"):
        words.append(f"{'统一社会信用代码' if is_entity else '公民身份号码'}{party['id_number']}")
    if party.get("address"):
        words.append(f"{'住所地' if is_entity else '住'}{party['address']}")
    return "，".join(words) + "。"


def prefill(template: Template, known: Known) -> dict[str, Any]:
    """A value for each field that has a source and is known; defaults for the others."""
    values = {}
    for spec in template.fields:
        value = _value(spec.prefill, known) if spec.prefill else None
        value = spec.default if value in (None, "", []) else value
        if value is not None:
            values[spec.name] = value
    return values


def _value(source: str, known: Known) -> Any:
    what, _, which = source.partition(".")
    if what == "case":
        return known.case.get(which)
    if what in ("applicants", "respondents"):
        return _parties(what[:-1], which, known)
    if what == "party":
        return _party(which, known)
    if what == "visit":
        return known.visit.get(which)
    if source in ("today", "court.name", "me.name"):
        return {"today": known.today, "court.name": known.court, "me.name": known.me}[source]
    return "、".join(known.people.get(what, []))


def _parties(side: str, which: str, known: Known) -> Any:
    found = [one for one in known.parties if one["side"] == side]
    return [party_line(one) for one in found] if which == "lines" else "、".join(one["name"] for one in found)


def _party(which: str, known: Known) -> Any:
    """The party the document is for; the first respondent where nobody was chosen."""
    chosen = [one for one in known.parties if one["party_id"] == known.party_id]
    chosen = chosen or [one for one in known.parties if one["side"] == "respondent"]
    if not chosen:
        return None
    if which == "line":
        return party_line(chosen[0])
    return _SIDES[chosen[0]["side"]] if which == "side" else chosen[0].get(which)

