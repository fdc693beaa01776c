"""Showing something to the parties, and taking it back."""

from typing import Any

from sqlalchemy import select

from zhixing.capture import derivative_facts, evidence_facts, mark_published
from zhixing.cases import case_scope, parties, timeline_entry
from zhixing.disclosure import events
from zhixing.disclosure.commands import Publish, Withdraw
from zhixing.disclosure.errors import (
    AlreadyPublished,
    AlreadyWithdrawn,
    DerivativeNeeded,
    DerivativeNotReady,
    DerivativeOfAnother,
    DocumentNotReady,
    EvidenceStruck,
    NotAPhoto,
    SecondPersonNeeded,
    SubjectOfAnotherCase,
    TextMissing,
)
from zhixing.disclosure.masking import RawParty, scrub
from zhixing.disclosure.models import PhotoMask, Publication
from zhixing.disclosure.rules import LAW, PROGRESS_WORDS
from zhixing.documents import document_facts
from zhixing.kernel.clock import legal_date
from zhixing.platform.unit_of_work import Act, UnitOfWork


def publish(act: Act[Publish]) -> dict[str, Any]:
    """Copy what the judge chose into the litigants' own table, with every word scrubbed."""
    body = act.body
    if act.session.scalar(select(Publication.id).where(
            Publication.kind == body.kind, Publication.subject_id == body.subject_id,
            Publication.withdrawn_at.is_(None))):
        raise AlreadyPublished()
    shown = {"photo": _photo, "document": _document, "progress": _progress}[body.kind](act)
    known = [RawParty(one.id_number, one.phone, one.address) for one in parties(act.session, body.case_id)]
    shown["words"] = scrub(shown.get("words", ""), known)
    act.session.add(Publication(
        id=body.publication_id, case_id=body.case_id, kind=body.kind, subject_id=body.subject_id,
        derivative_id=body.derivative_id, caption=scrub(body.caption, known), published_at=act.now, by=act.actor.id,
        **shown))
    act.session.flush()
    act.changed("publications", body.publication_id, case_scope(body.case_id))
    act.happened("disclosure.published", **events.Published(
        publication_id=body.publication_id, case_id=body.case_id, kind=body.kind, subject_id=body.subject_id,
        by=act.actor.id).model_dump())
    return {"publication_id": body.publication_id}


def _photo(act: Act[Publish]) -> dict[str, Any]:
    """A photo is shown only as a covered copy that was rendered before the judge could look at it."""
    evidence = evidence_facts(act.session, act.body.subject_id)
    _check_case(act, evidence.case_id)
    if evidence.kind != "photo":
        raise NotAPhoto()
    if evidence.is_struck:
        raise EvidenceStruck()
    mask = _reviewed(act, evidence.evidence_id)
    mark_published(act, evidence.evidence_id, published=True)
    return {"blob": mask.parent_sha256, "file_name": derivative_facts(act.session, mask.id).name, "size": mask.size,
            "width": mask.width, "height": mask.height}


def _reviewed(act: Act[Publish], evidence_id: str) -> PhotoMask:
    if act.body.derivative_id is None:
        raise DerivativeNeeded()
    mask = act.session.get(PhotoMask, act.body.derivative_id)
    if mask is None or mask.state != "ready":
        raise DerivativeNotReady()
    if mask.evidence_id != evidence_id:
        raise DerivativeOfAnother()
    if mask.by == act.actor.id and LAW.value("second_person_reviews", legal_date(act.now)):
        raise SecondPersonNeeded()
    return mask


def _document(act: Act[Publish]) -> dict[str, Any]:
    document = document_facts(act.session, act.body.subject_id)
    _check_case(act, document.case_id)
    if not document.is_ready:
        raise DocumentNotReady()
    return {"words": document.title, "blob": document.sha256, "size": document.size, "pages": document.pages,
            "happened_on": document.issued_on}


def _progress(act: Act[Publish]) -> dict[str, Any]:
    entry = timeline_entry(act.session, act.body.subject_id)
    _check_case(act, entry.case_id)
    words = entry.text or PROGRESS_WORDS.get(entry.kind, "")
    if not words and not act.body.caption:
        raise TextMissing()
    return {"words": words, "happened_on": entry.happened_on}


def _check_case(act: Act[Publish], case_id: str) -> None:
    if case_id != act.body.case_id:
        raise SubjectOfAnotherCase()


def withdraw(act: Act[Withdraw]) -> None:
    """Stop showing it. The next request for it is answered 410."""
    if act.subject.thing.withdrawn_at is not None:
        raise AlreadyWithdrawn()
    take_back(act, act.subject.thing, act.body.reason)


def take_back(unit: UnitOfWork, shown: Publication, reason: str) -> None:
    """The effect of a withdrawal, by a person or because the photo was struck."""
    shown.withdrawn_at, shown.withdrawn_by, shown.reason = unit.now, unit.actor.id, reason
    unit.session.flush()
    if shown.kind == "photo":
        mark_published(unit, shown.subject_id, published=False)
    unit.changed("publications", shown.id, case_scope(shown.case_id))
    unit.happened("disclosure.withdrawn", **events.PublicationWithdrawn(
        publication_id=shown.id, case_id=shown.case_id, kind=shown.kind, subject_id=shown.subject_id,
        by=unit.actor.id).model_dump())
