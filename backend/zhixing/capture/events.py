"""What has happened in this slice. Each fact stands alone."""

from typing import Any

from pydantic import BaseModel

from zhixing.kernel.messages import Digest, Id, TimeText


class CaptureRecorded(BaseModel):
    """`capture.recorded`: the original is here, its digest equals the device's, the act is in the chain."""

    evidence_id: Id
    case_id: Id
    visit_id: Id | None
    item_id: Id | None
    kind: str
    shot: str | None
    sha256: Digest
    size: int
    captured_at: TimeText
    received_at: TimeText
    device_id: Id | None
    device_seq: int | None
    by: str


class CaptureVerified(BaseModel):
    """`capture.verified`: the worker has read the bytes; `state` is `verified` or `undecodable`."""

    evidence_id: Id
    case_id: Id
    state: str
    width: int | None
    height: int | None
    derivatives: list[dict[str, Any]]


class CaptureCorrected(BaseModel):
    """`capture.corrected`: caption, item or shot were said better."""

    evidence_id: Id
    case_id: Id
    correction_id: Id
    changes: dict[str, Any]
    by: str


class CaptureStruck(BaseModel):
    """`capture.struck`: the evidence is void; whoever shows it elsewhere should think again."""

    evidence_id: Id
    case_id: Id
    correction_id: Id
    reason: str
    by: str
