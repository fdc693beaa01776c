"""Covering places of a photo: the order, and the worker's part that renders the copy."""

from typing import Any

from zhixing.capture import NewDerivative, add_derivative, flag_evidence, studio
from zhixing.cases import case_facts
from zhixing.disclosure import events
from zhixing.disclosure.commands import MaskBox, MaskPhoto
from zhixing.disclosure.errors import EvidenceStruck, NotAPhoto
from zhixing.disclosure.models import PhotoMask
from zhixing.platform.files import Stored
from zhixing.platform.imaging import Copy, Undecodable
from zhixing.platform.unit_of_work import Act, UnitOfWork

RENDER = "disclosure.render_mask"
JPEG = "image/jpeg"


def mask_photo(act: Act[MaskPhoto]) -> None:
    """Order a covered copy. It exists when the worker has rendered it, and shows up in the evidence's row then."""
    evidence, body = act.subject.thing, act.body
    if evidence.kind != "photo" or evidence.state == "undecodable":
        raise NotAPhoto()
    if evidence.is_struck:
        raise EvidenceStruck()
    act.session.add(PhotoMask(
        id=body.derivative_id, evidence_id=evidence.evidence_id, case_id=evidence.case_id,
        parent_sha256=evidence.sha256, boxes=[one.model_dump() for one in body.boxes], by=act.actor.id, at=act.now,
        state="rendering"))
    act.session.flush()
    act.enqueue(RENDER, {"derivative_id": body.derivative_id}, unique_key=f"{RENDER}:{body.derivative_id}")


def file_name(derivative_id: str) -> str:
    """Name of the covered copy below its original in the store."""
    return f"masked-{derivative_id}.jpg"


def small_name(large: str) -> str:
    """Name of its thumbnail."""
    return large.removesuffix(".jpg") + "-small.jpg"


def render_mask(system: Any, payload: dict[str, Any]) -> None:
    """Job: render in a child process, store, then say so. Running twice makes the same copy and one record."""
    with system.database.read() as session:
        mask = session.get_one(PhotoMask, payload["derivative_id"])
        if mask.state != "rendering":
            return
        text = f"{system.config.court_name} {case_facts(session, mask.case_id).case_number} 仅供本案当事人查看"
    boxes: list[Any] = [MaskBox(**one) for one in mask.boxes]
    try:
        with system.store.local_file(mask.parent_sha256) as file:
            large, small = studio().mask(file, boxes, text)
    except Undecodable as error:
        reason = error.reason
        system.transact("worker", lambda unit: _failed(unit, mask.id, reason))
        return
    stored = system.store.save_derived(mask.parent_sha256, file_name(mask.id), large.data)
    system.store.save_derived(mask.parent_sha256, small_name(file_name(mask.id)), small.data)
    system.transact("worker", lambda unit: _ready(unit, mask.id, large, stored))


def _ready(unit: UnitOfWork, mask_id: str, copy: Copy, stored: Stored) -> None:
    mask = unit.session.get_one(PhotoMask, mask_id, with_for_update=True)
    if mask.state != "rendering":
        return
    mask.state, mask.width, mask.height, mask.size = "ready", copy.width, copy.height, stored.size
    add_derivative(unit, NewDerivative(mask.evidence_id, "masked", file_name(mask.id), JPEG, stored, copy.width,
                                       copy.height, derivative_id=mask.id))
    unit.audit("disclosure.masked", mask.id, evidence_id=mask.evidence_id, boxes=len(mask.boxes), sha256=stored.sha256)
    _tell(unit, mask)


def _failed(unit: UnitOfWork, mask_id: str, reason: str) -> None:
    mask = unit.session.get_one(PhotoMask, mask_id, with_for_update=True)
    mask.state = "failed"
    flag_evidence(unit, mask.evidence_id, "mask_failed")
    unit.audit("disclosure.mask_failed", mask.id, evidence_id=mask.evidence_id, reason=reason)
    _tell(unit, mask)


def _tell(unit: UnitOfWork, mask: PhotoMask) -> None:
    unit.happened("disclosure.masked", **events.PhotoMasked(
        derivative_id=mask.id, evidence_id=mask.evidence_id, case_id=mask.case_id, state=mask.state).model_dump())
