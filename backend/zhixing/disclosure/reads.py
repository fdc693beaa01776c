"""Everything a page shows, read from the litigants' own tables and the audit's newest head, from nowhere else."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.disclosure.errors import NotShown, PageClosed, PageUnknown, Withdrawn
from zhixing.disclosure.models import (
    LitigantAnswer,
    LitigantCase,
    LitigantMessage,
    LitigantPage,
    Publication,
)
from zhixing.disclosure.rules import short_head
from zhixing.disclosure.tokens import LENGTH, token_digest
from zhixing.kernel.clock import SHANGHAI, from_text, legal_date
from zhixing.platform import audit

STAGES = ("discovery", "appraisal", "auction", "realisation")
CLOSED = "closed"
STAGE_NAMES = {"discovery": "发现", "appraisal": "评估", "auction": "拍卖", "realisation": "变现"}
STAGE_MEANINGS = {
    "discovery": "法院正在查找被执行人的财产，找到后依法查封、扣押或冻结。",
    "appraisal": "财产已经控制住，正在按法定程序确定它值多少钱，为处置做准备。",
    "auction": "财产正在或即将在网络司法拍卖平台上公开拍卖，谁都可以看，过程公开。",
    "realisation": "财产已经变成钱或正在变成钱。案款到账、核算后，法院会依法发放。",
    CLOSED: "本案的执行程序已经结束。已公开的内容仍可在这里查看。",
}
SIDES = {"applicant": "申请执行人", "respondent": "被执行人", "other": "其他当事人"}


@dataclass(frozen=True)
class Step:
    """One of the four stages on the bar; `state` is done, now or later."""

    number: int
    name: str
    state: str


@dataclass(frozen=True)
class PageView:
    """What the template needs, in the words it uses."""

    case_number: str
    steps: list[Step]
    stage_name: str
    stage_meaning: str
    next_stage: str | None
    card: dict[str, Any]
    side: str
    parties: list[dict[str, str]]
    judge: str | None
    phone: str
    timeline: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    photos: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    head: dict[str, Any] | None


def page_by_token(session: Session, token: str) -> LitigantPage:
    """The page behind an address.

    Raises: PageUnknown, PageClosed.
    """
    page = None
    if len(token) == LENGTH and token.isalnum() and token.isascii():
        page = session.scalar(select(LitigantPage).where(LitigantPage.token_sha256 == token_digest(token)))
    if page is None:
        raise PageUnknown()
    if page.closed_at is not None:
        raise PageClosed()
    return page


def shown_on(session: Session, page: LitigantPage, publication_id: str, kind: str) -> Publication:
    """Something that is shown on this page now.

    Raises: NotShown, Withdrawn.
    """
    found = session.get(Publication, publication_id)
    if found is None or found.case_id != page.case_id or found.kind != kind:
        raise NotShown()
    if found.withdrawn_at is not None:
        raise Withdrawn()
    return found


def page_view(session: Session, page: LitigantPage) -> PageView:
    """All that the page shows now."""
    case = session.get_one(LitigantCase, page.case_id)
    shown = list(session.scalars(select(Publication).where(
        Publication.case_id == page.case_id, Publication.withdrawn_at.is_(None)).order_by(Publication.published_at)))
    return PageView(
        case_number=case.case_number, steps=_steps(case.stage), card=page.card, side=SIDES[page.card["side"]],
        stage_name=STAGE_NAMES.get(case.stage, "已结束"), stage_meaning=STAGE_MEANINGS[case.stage],
        next_stage=_next(case.stage), judge=case.judge, phone=page.contact_phone,
        parties=[{"side": SIDES[one["side"]], "name": one["name"]} for one in case.parties],
        timeline=_timeline(shown), documents=_documents(shown), photos=_photos(shown),
        messages=_messages(session, page), head=_head(session))


def _steps(stage: str) -> list[Step]:
    now = len(STAGES) if stage == CLOSED else STAGES.index(stage)
    states = ["done" if n < now else "now" if n == now else "later" for n in range(len(STAGES))]
    return [Step(n + 1, STAGE_NAMES[name], states[n]) for n, name in enumerate(STAGES)]


def _next(stage: str) -> str | None:
    place = STAGES.index(stage) + 1 if stage in STAGES else len(STAGES)
    return STAGE_NAMES[STAGES[place]] if place < len(STAGES) else None


def _timeline(shown: list[Publication]) -> list[dict[str, Any]]:
    entries = [one for one in shown if one.kind == "progress"]
    entries.sort(key=lambda one: (one.happened_on or "", one.published_at), reverse=True)
    return [{"day": day_text(one.happened_on), "text": one.words, "caption": one.caption} for one in entries]


def _documents(shown: list[Publication]) -> list[dict[str, Any]]:
    found = [one for one in shown if one.kind == "document"]
    return [{"id": one.id, "title": one.caption or one.words, "pages": one.pages, "size": size_text(one.size or 0),
             "day": day_text(one.happened_on)} for one in reversed(found)]


def _photos(shown: list[Publication]) -> list[dict[str, Any]]:
    found = [one for one in shown if one.kind == "photo"]
    return [{"id": one.id, "caption": one.caption, "width": one.width, "height": one.height,
             "day": day_text(legal_date(one.published_at).isoformat())} for one in found]


def _messages(session: Session, page: LitigantPage) -> list[dict[str, Any]]:
    found = list(session.scalars(select(LitigantMessage).where(LitigantMessage.page_id == page.id)
                                 .order_by(LitigantMessage.at.desc()).limit(50)))
    answers: dict[str, list[dict[str, Any]]] = {}
    for one in session.scalars(select(LitigantAnswer).where(
            LitigantAnswer.message_id.in_([message.id for message in found])).order_by(LitigantAnswer.at)):
        answers.setdefault(one.message_id, []).append({"text": one.text, "at": moment_text(one.at)})
    return [{"id": one.id, "kind": one.kind, "text": one.text, "at": moment_text(one.at),
             "due": day_text(one.answer_due_on), "answers": answers.get(one.id, [])} for one in found]


def _head(session: Session) -> dict[str, Any] | None:
    head = audit.newest_head(session)
    if head is None:
        return None
    return {"short": short_head(head["root"]), "size": head["size"],
            "at": moment_text(from_text(head["sealed_at"]))}


def day_text(day: str | None) -> str:
    """2026年11月24日, or nothing."""
    if not day:
        return ""
    parsed = date.fromisoformat(day)
    return f"{parsed.year}年{parsed.month}月{parsed.day}日"


def moment_text(moment: datetime) -> str:
    """2026年11月24日 09:05, in Shanghai."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def size_text(size: int) -> str:
    """How much a phone must fetch."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"
