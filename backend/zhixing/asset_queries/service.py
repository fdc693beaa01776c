"""One function per command of a person: ask, register, assess, look."""

from typing import Any

from sqlalchemy import select

from zhixing.asset_queries import commands, events, questions
from zhixing.asset_queries.errors import (
    CaseIsClosed,
    InstitutionNotListed,
    LookElsewhere,
    NothingToAssess,
    OfficerNotListed,
    OfficerUnknown,
    PresetNotListed,
    ScopeEmpty,
    ScopeTooLarge,
    TargetNotRespondent,
)
from zhixing.asset_queries.institutions import Directory, Institution, directory
from zhixing.asset_queries.models import AssetAssessment, Feedback, QueryItem, QueryOfficer, QueryRequest
from zhixing.asset_queries.policy import QUERYING_ROLES, asks_at_the_desk
from zhixing.asset_queries.reads import feedback_or_not_found, on_register
from zhixing.asset_queries.rules import LAW, check_assessment
from zhixing.cases import PartyFacts, queries_scope, respondents
from zhixing.identity import COURT
from zhixing.kernel.clock import legal_date, to_text
from zhixing.platform import gateway
from zhixing.platform.db import insert_rows
from zhixing.platform.unit_of_work import Act

QUERY = "query"
Question = tuple[PartyFacts, Institution, str, str]


def request(act: Act[commands.RequestQueries]) -> dict[str, Any]:
    """Ask. The questions leave with the next batch; each waits for its answer for as long as it takes."""
    body, case = act.body, act.subject.case
    if case.stage == "closed":
        raise CaseIsClosed()
    asked = _targets(act)
    wanted = _questions(body, asked, directory(act.system.config))
    if len(wanted) > (limit := LAW.value("most_institutions_per_request", legal_date(act.now))):
        raise ScopeTooLarge(limit=limit)
    act.session.add(QueryRequest(
        id=body.request_id, case_id=case.case_id, preset=body.preset, scope=list(body.scope), purpose=body.purpose,
        at_desk=asks_at_the_desk(act.actor, case),
        respondents=[{"party_id": one.party_id, "name": one.name} for one in asked], by=act.actor.id, at=act.now))
    act.session.flush()
    insert_rows(act.session, QueryItem, [_item(act, one) for one in wanted])
    gateway.send(act, [_message(act, one) for one in wanted])
    questions.show(act, {(body.request_id, case.case_id)})
    questions.show_desk(act, {body.request_id})
    act.audit("asset_queries.asked", case.case_id, request=body.request_id, purpose=body.purpose,
              questions=len(wanted), respondents=[one.party_id for one in asked])
    act.happened("asset_queries.requested", **events.QueriesRequested(
        request_id=body.request_id, case_id=case.case_id, case_number=case.case_number, purpose=body.purpose,
        questions=len(wanted), by=act.actor.id, at=to_text(act.now)).model_dump())
    return {"questions": len(wanted)}


def _targets(act: Act[commands.RequestQueries]) -> list[PartyFacts]:
    known = {one.party_id: one for one in respondents(act.session, act.body.case_id)}
    wanted = list(dict.fromkeys(act.body.respondents))
    if any(one not in known for one in wanted):
        raise TargetNotRespondent()
    return [known[one] for one in wanted]


def _questions(body: commands.RequestQueries, asked: list[PartyFacts], listed: Directory) -> list[Question]:
    """Every respondent with every chosen institution that knows such persons; the serial begins with the request's
    own random part, so that no two requests share one. Raises: PresetNotListed, InstitutionNotListed, ScopeEmpty."""
    codes = list(body.scope)
    if body.preset is not None:
        if body.preset not in listed.presets:
            raise PresetNotListed(preset=body.preset)
        codes = [*listed.presets[body.preset], *codes]
    for code in codes:
        if code not in listed.institutions:
            raise InstitutionNotListed(code=code)
    chosen = [listed.institutions[code] for code in dict.fromkeys(codes)]
    pairs = [(party, one, asset_class) for party in asked for one in chosen if party.kind in one.of
             for asset_class in one.classes]
    if not pairs:
        raise ScopeEmpty()
    stem = "CK" + body.request_id.replace("-", "").upper()
    return [(*pair, f"{stem}-{number:04d}") for number, pair in enumerate(pairs, start=1)]


def _item(act: Act[commands.RequestQueries], question: Question) -> dict[str, Any]:
    party, institution, asset_class, serial = question
    return {"serial": serial, "request_id": act.body.request_id, "case_id": act.body.case_id,
            "party_id": party.party_id, "respondent": party.name, "institution": institution.code,
            "asset_class": asset_class, "usual_minutes": institution.usual_minutes, "state": "asked", "since": act.now,
            "answered_at": None, "fail_code": None, "hits": 0}


def _message(act: Act[commands.RequestQueries], question: Question) -> gateway.Message:
    """What the institution reads: self-contained, so that it can be answered weeks later and without us."""
    party, institution, asset_class, serial = question
    return gateway.Message(QUERY, serial, {
        "court": act.system.config.court_name, "case_number": act.subject.case.case_number,
        "institution": institution.code, "institution_name": institution.name, "asset_class": asset_class,
        "respondent": {"name": party.name, "kind": party.kind, "id_number": party.id_number},
        "purpose": act.body.purpose, "officer": act.actor.id, "asked_at": to_text(act.now)})


def register_officer(act: Act[commands.RegisterQueryOfficer]) -> None:
    """Put somebody on the register, or give the number of a new card."""
    body = act.body
    person = act.system.ports.people.actor(act.session, body.person_id)
    if person is None or not person.has_role(*QUERYING_ROLES):
        raise OfficerUnknown()
    present = on_register(act.session, body.person_id)
    if present is not None:
        if present.certificate == body.certificate:
            return
        _end(act, present, "card_changed")
    entry = QueryOfficer(id=act.envelope.id, person_id=body.person_id, certificate=body.certificate, since=act.now,
                         by=act.actor.id)
    act.session.add(entry)
    act.changed("query_officers", entry.id, COURT)


def remove_officer(act: Act[commands.RemoveQueryOfficer]) -> None:
    """End somebody's place on the register. Raises: OfficerNotListed."""
    present = on_register(act.session, act.body.person_id)
    if present is None:
        raise OfficerNotListed()
    _end(act, present, act.body.reason)


def _end(act: Act[Any], entry: QueryOfficer, reason: str) -> None:
    entry.until, entry.reason = act.now, reason
    act.session.flush()
    act.gone("query_officers", entry.id, COURT)


def assess(act: Act[commands.AssessAsset]) -> None:
    """甄别. A second opinion is a second entry; the first stays."""
    body = act.body
    found = feedback_or_not_found(act.session, body.feedback_id)
    if found.outcome != "found":
        raise NothingToAssess()
    check_assessment(body.executable, body.reason, directory(act.system.config))
    act.session.add(AssetAssessment(
        id=body.assessment_id, feedback_id=found.id, case_id=found.case_id, executable=body.executable,
        reason=body.reason, note=body.note, by=act.actor.id, at=act.now))
    act.session.flush()
    act.changed("assessments", body.assessment_id, queries_scope(found.case_id))
    act.happened("asset_queries.assessed", **events.AssetAssessed(
        assessment_id=body.assessment_id, feedback_id=found.id, case_id=found.case_id, executable=body.executable,
        by=act.actor.id, at=to_text(act.now)).model_dump())


def note_look(act: Act[commands.NoteLook]) -> None:
    """Write down that a person looked at the local copy, when and why (domain.md 9.1)."""
    named = set(act.body.feedback_ids)
    here = set(act.session.scalars(select(Feedback.id).where(Feedback.id.in_(named),
                                                             Feedback.case_id == act.body.case_id)))
    if named - here:
        raise LookElsewhere()
    act.audit("asset_queries.read", act.body.case_id, purpose=act.body.purpose, rows=sorted(named), on_device=True,
              looked_at=act.envelope.occurred_at)


