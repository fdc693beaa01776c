"""Where something happened: always WGS-84 as measured, with accuracy and source (domain.md 11.1)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Strict, TimeText


class Position(Strict):
    """A fix. Degrees; metres. Never converted at rest: GCJ-02 is for display only."""

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    accuracy_m: Annotated[float, Field(ge=0)]
    altitude_m: float | None = None
    datum: Literal["WGS-84"] = "WGS-84"
    source: Literal["gps", "network", "unknown"]
    taken_at: TimeText


class NoPosition(Strict):
    """No fix, and why: a basement is a place too."""

    none: Annotated[str, StringConstraints(min_length=1, max_length=200)]
