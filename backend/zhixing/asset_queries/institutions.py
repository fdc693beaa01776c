"""Who can be asked, as data: institutions.yaml, or the court's own file of the same form."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from zhixing.kernel.yaml_files import read_yaml
from zhixing.platform.device_rules import CourtFileInvalid


@dataclass(frozen=True)
class Institution:
    """A 协执单位. `of`: which kinds of persons it knows; `can`: what it does besides answering."""

    code: str
    name: str
    branches: bool
    classes: tuple[str, ...]
    of: tuple[str, ...]
    usual_minutes: int
    can: tuple[str, ...]


@dataclass(frozen=True)
class Directory:
    """The institutions of this court, its presets, the steps per asset class and the reasons of 甄别."""

    institutions: dict[str, Institution]
    presets: dict[str, tuple[str, ...]]
    preset_names: dict[str, str]
    asset_classes: dict[str, Any]
    reasons: dict[str, tuple[str, ...]]

    def named(self, name: str) -> Institution | None:
        """The institution of this name, or whose branch has this name."""
        exact = self._names.get(name)
        if exact is not None:
            return exact
        return next((one for one in self.institutions.values() if one.branches and name.startswith(one.name)), None)

    @property
    def _names(self) -> dict[str, Institution]:
        return {one.name: one for one in self.institutions.values()}


def parse_directory(data: dict[str, Any]) -> Directory:
    """Raises: KeyError, TypeError when the file lacks what an institution needs."""
    institutions = {one["code"]: Institution(
        one["code"], one["name"], bool(one["branches"]), tuple(one["classes"]), tuple(one["of"]),
        int(one["usual_minutes"]), tuple(one["can"])) for one in data["institutions"]}
    presets = {name: tuple(one["institutions"]) for name, one in data["presets"].items()}
    for code in {code for codes in presets.values() for code in codes}:
        institutions[code]  # a preset names only what is listed
    names = {name: str(one["name"]) for name, one in data["presets"].items() if "name" in one}
    reasons = {name: tuple(words) for name, words in data["reasons"].items()}
    return Directory(institutions, presets, names, data["asset_classes"], reasons)


@cache
def _read(path: str | None) -> Directory:
    shipped = resources.files("zhixing.asset_queries").joinpath("institutions.yaml")
    text = Path(path).read_text("utf-8") if path else shipped.read_text("utf-8")
    return parse_directory(read_yaml(text))


def shipped_directory() -> Directory:
    """The list in this package: what the contract and the tablets of a trial know."""
    return _read(None)


def directory(config: Any) -> Directory:
    """The list of this court (`ZHIXING_INSTITUTIONS`), read once: a changed file counts from the next start."""
    return _read(config.extra.get("INSTITUTIONS"))


def check_directory(system: Any) -> None:
    """A mistake in the court's file shows when the house opens, not at the first query. Raises: CourtFileInvalid."""
    try:
        directory(system.config)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as cause:
        raise CourtFileInvalid(file=system.config.extra["INSTITUTIONS"], why=repr(cause)[:300]) from cause


def directory_for_device(listed: Directory) -> dict[str, Any]:
    """The list in the form the app reads it."""
    institutions = [{"code": one.code, "name": one.name, "classes": list(one.classes), "of": list(one.of),
                     "usual_minutes": one.usual_minutes, "can": list(one.can)} for one in listed.institutions.values()]
    return {"institutions": institutions, "asset_classes": listed.asset_classes, "preset_names": listed.preset_names,
            "presets": {name: list(codes) for name, codes in listed.presets.items()},
            "reasons": {name: list(words) for name, words in listed.reasons.items()}}
