"""Things a judge may show: a photo with a covered copy, an entry of the timeline, a document."""

import io
from typing import Any

from PIL import Image, ImageDraw

from tests.support.docket import Docket
from zhixing.devices import hand_in
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Outcome
from zhixing.platform.crypto import digest

FACE = {"x": 0.4, "y": 0.4, "w": 0.2, "h": 0.2, "what": "face"}


def a_picture(inside: str = "red") -> bytes:
    """A JPEG with a rectangle where the face would be, and a position in its EXIF."""
    image = Image.new("RGB", (800, 600), "#dddddd")
    ImageDraw.Draw(image).rectangle((320, 240, 480, 360), fill=inside)
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def a_photo(docket: Docket, data: bytes | None = None, kind: str = "photo") -> str:
    """Evidence captured on the officer's tablet and examined by the worker."""
    evidence_id = new_id()
    docket.tablet.must("capture.record", {
        "evidence_id": evidence_id, "case_id": docket.case_id, "kind": kind, "visit_id": None, "item_id": None,
        "shot": None, "caption": "仓库", "source": "camera", "file_name": None, "position": {"none": "basement"},
        "camera": None, "duration_ms": None}, [(data or a_picture(), "image/jpeg")])
    docket.house.work()
    return evidence_id


def masked(docket: Docket, evidence_id: str, boxes: list[dict[str, Any]] | None = None) -> str:
    """A covered copy, ordered by the officer and rendered by the worker."""
    derivative_id = new_id()
    docket.house.must("disclosure.mask", {
        "derivative_id": derivative_id, "evidence_id": evidence_id, "boxes": [FACE] if boxes is None else boxes},
        docket.officer)
    docket.house.work()
    return derivative_id


def publish(docket: Docket, kind: str, subject_id: str, **changes: Any) -> Outcome:
    body = {"publication_id": new_id(), "case_id": docket.case_id, "kind": kind, "subject_id": subject_id,
            "derivative_id": None, "caption": ""} | changes
    return docket.house.send("disclosure.publish", body, docket.judge)


def shown(docket: Docket, kind: str, subject_id: str, **changes: Any) -> str:
    """The id of a publication that was accepted."""
    outcome = publish(docket, kind, subject_id, **changes)
    assert outcome.outcome == "accepted", outcome.wire()
    return outcome.answer["publication_id"]


def a_shown_photo(docket: Docket, **changes: Any) -> str:
    evidence_id = a_photo(docket)
    return shown(docket, "photo", evidence_id, derivative_id=masked(docket, evidence_id), **changes)


def an_entry(docket: Docket, text: str, kind: str = "control") -> str:
    entry_id = new_id()
    docket.house.must("cases.record_progress", {"entry_id": entry_id, "case_id": docket.case_id, "kind": kind,
                                                "text": text, "happened_on": "2026-11-22"}, docket.officer)
    return entry_id


def a_pdf() -> bytes:
    """The smallest PDF a reader opens."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"]
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head, tail = b"xref\n0 4\n0000000000 65535 f \n", b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + head + table + tail % len(out)


def a_document(docket: Docket, title: str = "执行通知书") -> str:
    pdf, document_id = a_pdf(), new_id()
    hand_in(docket.house.system, f"person:{docket.clerk.id}", pdf)
    docket.house.must("documents.import", {
        "document_id": document_id, "case_id": docket.case_id, "title": title, "kind": "notice"}, docket.clerk,
        blobs=[{"sha256": digest(pdf), "size": len(pdf), "media_type": "application/pdf"}])
    docket.house.work()
    return document_id
