"""What a tablet says of itself (docs/protocol.md 3): taken down for the day it is lost, believed by nobody."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from zhixing.kernel.messages import Digest

Count = Annotated[int, Field(ge=0)]
Word = Annotated[str, StringConstraints(max_length=500)]


class Lenient(BaseModel):
    """What a newer or older app adds is passed over: a tablet of any age may hand in what it holds."""

    model_config = ConfigDict(extra="ignore")


class StateBlob(Lenient):
    sha256: Digest
    size: Count
    envelope_id: Word


class DeviceState(Lenient):
    """The device's own account of itself, kept for the lost-tablet report."""

    pending_acts: Count
    pending_blobs: Count = 0
    pending_bytes: Count = 0
    head_seq: Count = 0
    head_hash: Word = ""
    cursor: Word = ""
    store_id: Word = ""
    app_version: Word = ""
    blobs: Annotated[list[StateBlob], Field(max_length=5000)] = []


def read_account(value: Any) -> dict[str, Any] | None:
    """The account as it is kept, or None when it cannot be read."""
    try:
        return DeviceState.model_validate(value).model_dump() if value is not None else None
    except ValidationError:
        return None
