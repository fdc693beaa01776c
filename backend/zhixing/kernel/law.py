"""Law as data: figures with the day they came into force, their unit and their source (domain.md 0).

A slice keeps its figures in `law.yaml` beside its rules. `mark` is `[V]` for a figure read in the text of the law
and `[GK]` for one from general knowledge, which a court user must confirm.
"""

from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from zhixing.kernel.errors import DomainError
from zhixing.kernel.yaml_files import read_yaml


class LawNotInForce(DomainError):
    """No figure is known for this key on this day. Better to stop than to guess."""

    code = "law.not_in_force"
    title = "No figure known for this day"


@dataclass(frozen=True)
class Figure:
    """One dated value. `source` is a law key of domain.md 13."""

    key: str
    value: Any
    unit: str
    since: date
    source: str
    mark: str
    note: str = ""


@dataclass(frozen=True)
class LawTable:
    """The figures of one slice, each key with its versions, oldest first."""

    figures: dict[str, tuple[Figure, ...]]

    def figure(self, key: str, on: date) -> Figure:
        """The version in force on that day.

        Raises: LawNotInForce, also for a key that nobody wrote down.
        """
        found = [one for one in self.figures.get(key, ()) if one.since <= on]
        if not found:
            raise LawNotInForce(key=key, on=on.isoformat())
        return found[-1]

    def value(self, key: str, on: date) -> Any:
        """Raises: LawNotInForce."""
        return self.figure(key, on).value

    def for_device(self) -> dict[str, Any]:
        """Every version of every figure as JSON data, for rules a tablet applies without a line."""
        return {key: [{"value": one.value, "unit": one.unit, "since": one.since.isoformat(), "source": one.source,
                       "mark": one.mark} for one in versions] for key, versions in self.figures.items()}


def parse_law(data: dict[str, Any]) -> LawTable:
    """A table from the data of a `law.yaml`.

    Raises: KeyError when a figure lacks its value, source or mark.
    """
    return LawTable({key: tuple(sorted((_figure(key, since, entry, spec) for since, entry in spec["values"].items()),
                                       key=lambda one: one.since)) for key, spec in data.items()})


def _figure(key: str, since: date, entry: dict[str, Any], spec: dict[str, Any]) -> Figure:
    return Figure(key, entry["value"], spec["unit"], since, entry["source"], entry["mark"], entry.get("note", ""))


def read_law(package: str) -> LawTable:
    """The `law.yaml` shipped inside a package. Read once, when the slice is imported."""
    text = resources.files(package).joinpath("law.yaml").read_text(encoding="utf-8")
    return parse_law(read_yaml(text))
