"""The one list of slices, in tier order. `app.py`, the worker and the contract loop over it."""

from zhixing.cases.slice import SLICE as CASES
from zhixing.platform.doors import SLICE as PLATFORM
from zhixing.platform.manifest import Slice

SLICES: tuple[Slice, ...] = (
    PLATFORM,
    CASES,
)
