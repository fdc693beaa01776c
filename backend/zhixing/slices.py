"""The one list of slices, in tier order. `app.py`, the worker and the contract loop over it."""

from zhixing.approvals.slice import SLICE as APPROVALS
from zhixing.asset_queries.slice import SLICE as ASSET_QUERIES
from zhixing.capture.slice import SLICE as CAPTURE
from zhixing.cases.slice import SLICE as CASES
from zhixing.controls.slice import SLICE as CONTROLS
from zhixing.devices.slice import SLICE as DEVICES
from zhixing.disclosure.slice import SLICE as DISCLOSURE
from zhixing.documents.slice import SLICE as DOCUMENTS
from zhixing.fieldwork.slice import SLICE as FIELDWORK
from zhixing.identity.slice import SLICE as IDENTITY
from zhixing.notifications.slice import SLICE as NOTIFICATIONS
from zhixing.platform.doors import SLICE as PLATFORM
from zhixing.platform.gateway.slice import SLICE as GATEWAY
from zhixing.platform.manifest import Slice

SLICES: tuple[Slice, ...] = (
    PLATFORM,
    GATEWAY,
    IDENTITY,
    DEVICES,
    CASES,
    CAPTURE,
    APPROVALS,
    DOCUMENTS,
    ASSET_QUERIES,
    CONTROLS,
    FIELDWORK,
    DISCLOSURE,
    NOTIFICATIONS,
)
