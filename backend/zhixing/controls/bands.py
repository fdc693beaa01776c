"""The bands of the radar as this court has them: `radar-bands.yaml` in the data folder, or the law key radar_bands.

The file is a list from the most urgent to the farthest, read once, when the house is put together:

    - {within_days: -1, must_act: [officer, judge, bureau_chief]}   # lapsed: always there, never muted
    - {within_days: 3, must_act: [officer, judge], may_mute: false} # the last before the end: never muted
    - {within_days: 20, must_act: [officer], may_mute: true}
"""

from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from zhixing.controls.terms import LAPSED, LAW
from zhixing.kernel.yaml_files import read_yaml
from zhixing.platform.config import Config
from zhixing.platform.device_rules import CourtFileInvalid

FILE = "radar-bands.yaml"
LARGEST_FILE = 1 << 16
_LOADED = "radar_bands"
Duty = Literal["officer", "judge", "assistant", "clerk", "bureau_chief", "president"]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")
    within_days: int = Field(ge=-1, le=1000)
    must_act: list[Duty] = Field(min_length=1)
    may_mute: bool = False


_LINES = TypeAdapter(list[_Line])


def court_file(config: Config) -> Path:
    return config.data_dir / FILE


def load(config: Config) -> list[dict[str, Any]] | None:
    """The court's own bands, or None where it has no file. Raises: CourtFileInvalid."""
    path = court_file(config)
    if not path.exists():
        return None
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ValueError("too large")
        lines = _LINES.validate_python(read_yaml(path.read_text("utf-8")))
        _check(lines)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError, ValueError) as cause:
        raise CourtFileInvalid(file=path.name, why=str(cause)[:300]) from cause
    return [{"band": LAPSED if one.within_days < 0 else f"d{one.within_days}", **one.model_dump()} for one in lines]


def _check(lines: list[_Line]) -> None:
    """What holds for every court: a lapse and the last band before it speak until somebody acts (SEZ 27)."""
    days = [one.within_days for one in lines]
    if days != sorted(set(days)):
        raise ValueError("within_days must rise from line to line")
    if len(lines) < 2 or days[0] != -1:
        raise ValueError("the first line must have within_days -1, and another must follow")
    if any(one.may_mute for one in lines[:2]):
        raise ValueError("the first two lines cannot be muted")


def keep(system: Any) -> None:
    """A mistake shows at the start, not at night. Raises: CourtFileInvalid."""
    system.extras[_LOADED] = load(system.config)


def own_bands(system: Any) -> list[dict[str, Any]] | None:
    return system.extras[_LOADED]


def bands_of(system: Any, on: date) -> list[dict[str, Any]]:
    """The bands this house runs on, the most urgent first."""
    return own_bands(system) or LAW.value("radar_bands", on)
