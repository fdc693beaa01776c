"""What can be asked of this slice. All of it is signed by the device that captured."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Command, Id, Strict
from zhixing.kernel.place import NoPosition, Position

Caption = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
# A word of the list a tablet shows (`front`, `seal`, …); the list grows, so the word is not checked here.
Shot = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Camera(Strict):
    """What the browser said about the camera; a hint, not a fact."""

    label: Annotated[str, StringConstraints(max_length=200)] = ""
    width: Annotated[int, Field(ge=0)] | None = None
    height: Annotated[int, Field(ge=0)] | None = None
    torch: bool | None = None


class RecordCapture(Command):
    """A photo, recording or file was taken. The envelope's first blob is the original, as the device got it."""

    evidence_id: Id
    case_id: Id
    kind: Literal["photo", "video", "audio", "file"]
    visit_id: Id | None = None
    item_id: Id | None = None
    shot: Shot | None = None
    caption: Caption = ""
    source: Literal["camera", "file_input", "microphone"]
    file_name: Annotated[str, StringConstraints(max_length=255)] | None = None
    position: Position | NoPosition
    camera: Camera | None = None
    duration_ms: Annotated[int, Field(ge=0)] | None = None


class CorrectCapture(Command):
    """Say better what a piece of evidence shows. What is null stays; the old words are kept."""

    correction_id: Id
    evidence_id: Id
    caption: Caption | None = None
    item_id: Id | None = None
    shot: Shot | None = None
    reason: Reason


class StrikeCapture(Command):
    """Mark a piece of evidence void (作废). It stays, with everything it is."""

    correction_id: Id
    evidence_id: Id
    reason: Reason
