"""What the other side says about our batches: taken, and lines it could not use."""

import json
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError
from sqlalchemy import select

from zhixing.kernel.errors import DomainError
from zhixing.kernel.messages import Id, Strict
from zhixing.platform.gateway.inbound import BatchPart, BrokenLine, Channel, broken, set_aside
from zhixing.platform.gateway.models import GatewayLine, GatewayParcel
from zhixing.platform.gateway.refusals import RowMalformed
from zhixing.platform.unit_of_work import Act

PATH = "/gateway/receipts"
CHANNEL = Channel(PATH, "gateway.record_receipts")
REFUSED = "gateway.line_refused"
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,80}$")]


class RefusedMessage(Strict):
    """A line of ours that was not taken; `serial` as we sent it."""

    serial: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{4,64}$")]
    code: Code


class Receipt(Strict):
    """One line of `POST /gateway/receipts`."""

    batch: Id
    accepted: Annotated[int, Field(ge=0)]
    refused: Annotated[list[RefusedMessage], Field(max_length=5000)] = []


class ReceiptUnknown(DomainError):
    """No batch of this id left this house."""

    code = "gateway.receipt_unknown"
    title = "Receipt for a batch that was never sent"


def record_receipts(act: Act[BatchPart]) -> dict[str, Any]:
    """Keep each receipt beside its batch; tell the slices about lines that were refused. Twice is once."""
    accepted, duplicate = 0, 0
    bad: list[tuple[BrokenLine, str | None]] = [(one, None) for one in act.body.broken]
    for number, raw in act.body.lines:
        try:
            is_new = _record(act, _read(raw))
            accepted, duplicate = accepted + is_new, duplicate + (not is_new)
        except DomainError as error:
            bad.append((broken(number, raw, error), None))
    return {"accepted": accepted, "duplicate": duplicate, "quarantined": set_aside(act, bad)}


def _read(raw: str) -> Receipt:
    try:
        return Receipt.model_validate_json(raw)
    except ValidationError as cause:
        raise RowMalformed(errors=[{"at": "receipt", "why": one["type"]} for one in cause.errors()[:10]]) from cause


def _record(act: Act[BatchPart], receipt: Receipt) -> bool:
    parcel = act.session.get(GatewayParcel, receipt.batch, with_for_update=True)
    if parcel is None:
        raise ReceiptUnknown()
    facts = json.loads(receipt.model_dump_json())
    if parcel.receipt is not None:
        return False
    parcel.receipt = facts
    for one in receipt.refused:
        line = act.session.scalar(select(GatewayLine.kind).where(
            GatewayLine.parcel_id == parcel.id, GatewayLine.serial == one.serial))
        if line is not None:
            act.happened(REFUSED, kind=line, serial=one.serial, code=one.code)
    return True
