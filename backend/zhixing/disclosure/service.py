"""Pages, and the messages on them: one function per command."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from zhixing.cases import PartyFacts, case_facts, case_scope, parties, party_facts
from zhixing.disclosure import events
from zhixing.disclosure.commands import AnswerMessage, ClosePage, LeaveMessage, OpenPage
from zhixing.disclosure.errors import (
    PageAlreadyClosed,
    PageAlreadyOpen,
    PageClosed,
    PartyNotInCase,
    TooManyMessages,
)
from zhixing.disclosure.masking import mask_address, mask_id_number, mask_phone
from zhixing.disclosure.models import LitigantAnswer, LitigantCase, LitigantMessage, LitigantPage
from zhixing.disclosure.rules import LAW, answer_due_on, question
from zhixing.disclosure.tokens import page_key, token_digest, url_path
from zhixing.kernel.calendar import court_calendar
from zhixing.kernel.clock import legal_date
from zhixing.platform.unit_of_work import Act, UnitOfWork

# The courts' own hotline, in every province (domain.md 6, W-PYFY); a court sets ZHIXING_CONTACT_PHONE.
HOTLINE = "12368"


def open_page(act: Act[OpenPage]) -> dict[str, Any]:
    """Open a page for one party: copy what it may see of itself, masked, and remember the answer to its question."""
    body, key = act.body, page_key(act.system)
    party = party_facts(act.session, body.party_id)
    if party.case_id != body.case_id:
        raise PartyNotInCase()
    if act.session.scalar(select(LitigantPage.id).where(
            LitigantPage.party_id == party.party_id, LitigantPage.closed_at.is_(None))):
        raise PageAlreadyOpen()
    asked = question(party.id_number, party.phone, LAW.value("page_check_order", legal_date(act.now)))
    act.session.add(LitigantPage(
        id=body.page_id, case_id=body.case_id, party_id=party.party_id,
        token_sha256=token_digest(key.token(body.page_id)), card=_card(party), check_kind=asked.kind,
        check_digest=key.check(body.page_id, asked.answer), opened_at=act.now, opened_by=act.actor.id, views=0,
        contact_phone=body.contact_phone or act.system.config.extra.get("CONTACT_PHONE", HOTLINE)))
    act.session.flush()
    copy_case(act, body.case_id)
    act.changed("pages", body.page_id, case_scope(body.case_id))
    act.happened("disclosure.page_opened", **events.PageOpened(
        page_id=body.page_id, case_id=body.case_id, party_id=party.party_id, by=act.actor.id).model_dump())
    return {"url_path": url_path(key, body.page_id)}


def _card(party: PartyFacts) -> dict[str, Any]:
    """What a party sees of itself (domain.md 9.2, column "Litigant page")."""
    return {"name": party.name, "side": party.side,
            "id_number": mask_id_number(party.id_number) if party.id_number else None,
            "phone": mask_phone(party.phone) if party.phone else None,
            "address": mask_address(party.address) if party.address else None}


def copy_case(unit: UnitOfWork, case_id: str) -> None:
    """Put into the litigants' own table what every page of the case says at its head."""
    case = case_facts(unit.session, case_id)
    judge_id = next((person for person, duty in case.members.items() if duty == "judge"), None)
    judge = unit.system.ports.people.actor(unit.session, judge_id) if judge_id else None
    unit.session.merge(LitigantCase(
        case_id=case_id, case_number=case.case_number, stage=case.stage, judge=judge.name if judge else None,
        parties=[{"side": one.side, "name": one.name} for one in parties(unit.session, case_id)], updated_at=unit.now))


def close_page(act: Act[ClosePage]) -> None:
    """Close a page. Its address never opens again; what was written on it stays."""
    page: LitigantPage = act.subject.thing
    if page.closed_at is not None:
        raise PageAlreadyClosed()
    page.closed_at, page.closed_by, page.close_reason = act.now, act.actor.id, act.body.reason
    act.changed("pages", page.id, case_scope(page.case_id))
    act.happened("disclosure.page_closed", **events.PageClosedForGood(
        page_id=page.id, case_id=page.case_id, party_id=page.party_id, by=act.actor.id).model_dump())


def leave_message(act: Act[LeaveMessage]) -> dict[str, Any]:
    """Take a litigant's words and promise an answer by a day, where that day can be counted."""
    page: LitigantPage = act.subject.thing
    if page.closed_at is not None:
        raise PageClosed()
    today, body = legal_date(act.now), act.body
    _check_message_count(act, page.id)
    due = answer_due_on(today, LAW.value("answer_working_days", today), court_calendar())
    due_text = due.isoformat() if due else None
    act.session.add(LitigantMessage(
        id=body.message_id, page_id=page.id, case_id=page.case_id, party_id=page.party_id, kind=body.kind,
        text=body.text, at=act.now, answer_due_on=due_text))
    act.changed("messages", body.message_id, case_scope(page.case_id))
    act.happened("disclosure.message_left", **events.MessageLeft(
        message_id=body.message_id, page_id=page.id, case_id=page.case_id, party_id=page.party_id, kind=body.kind,
        answer_due_on=due_text).model_dump())
    return {"answer_due_on": due_text}


def _check_message_count(act: Act[LeaveMessage], page_id: str) -> None:
    limit = LAW.value("messages_per_day", legal_date(act.now))
    count = act.session.scalar(select(func.count()).select_from(LitigantMessage).where(
        LitigantMessage.page_id == page_id, LitigantMessage.at > act.now - timedelta(days=1)))
    if (count or 0) >= limit:
        raise TooManyMessages(limit=limit)


def answer_message(act: Act[AnswerMessage]) -> None:
    """Answer a litigant; the page shows it at once. Several answers to one message are fine."""
    message: LitigantMessage = act.subject.thing
    act.session.add(LitigantAnswer(id=act.body.answer_id, message_id=message.id, text=act.body.text, by=act.actor.id,
                                   at=act.now))
    act.session.flush()
    act.changed("messages", message.id, case_scope(message.case_id))
    act.happened("disclosure.message_answered", **events.MessageAnswered(
        message_id=message.id, case_id=message.case_id, party_id=message.party_id, answer_id=act.body.answer_id,
        by=act.actor.id).model_dump())
