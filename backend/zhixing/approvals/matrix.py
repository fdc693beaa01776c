"""Reading the matrix: the shipped default, and the court's own file over it."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from zhixing.approvals.errors import MatrixInvalid
from zhixing.approvals.rules import Matrix, StepRule
from zhixing.kernel.yaml_files import read_yaml
from zhixing.platform.config import Config

FILE = "approval-matrix.yaml"
LARGEST_FILE = 1 << 20
_LOADED = "approval_matrix"


def shipped() -> dict[str, Any]:
    """The default, as data (domain.md 1.3)."""
    return read_yaml(resources.files("zhixing.approvals").joinpath("matrix.yaml").read_text("utf-8"))


def court_file(config: Config) -> Path:
    """Where a court puts its own lines: whole kinds, and settings, in the form of the shipped file."""
    return config.data_dir / FILE


def load(config: Config) -> Matrix:
    """The matrix of this court: each kind from the court's file where it names it, else as shipped.

    Raises: MatrixInvalid with the place and the reason.
    """
    data, own = shipped(), _read(court_file(config))
    if unknown := own.keys() - {"settings", "kinds", "unknown"}:
        raise MatrixInvalid(at=str(sorted(map(str, unknown))[0]), why="unknown_key")
    for part in ("settings", "kinds"):
        if not isinstance(own.get(part) or {}, dict):
            raise MatrixInvalid(at=part, why="not_a_table")
        data[part] = {**data[part], **(own.get(part) or {})}
    data["unknown"] = own.get("unknown") or data["unknown"]
    try:
        return Matrix.model_validate(data)
    except ValidationError as cause:
        first = cause.errors()[0]
        raise MatrixInvalid(at=".".join(map(str, first["loc"])), why=first["msg"]) from cause


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    if path.stat().st_size > LARGEST_FILE:
        raise MatrixInvalid(at=path.name, why="too_large")
    try:
        data = read_yaml(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as cause:
        mark = getattr(cause, "problem_mark", None)
        raise MatrixInvalid(at=f"line {mark.line + 1}" if mark else path.name, why="not_yaml") from cause
    if data is not None and not isinstance(data, dict):
        raise MatrixInvalid(at=path.name, why="not_a_table")
    return data or {}


def keep(system: Any) -> None:
    """Read it once, when the house is put together: a mistake shows at the start, not at night."""
    system.extras[_LOADED] = load(system.config)


def matrix_of(system: Any) -> Matrix:
    """The matrix this house runs on."""
    return system.extras[_LOADED]


def describe(matrix: Matrix) -> Iterator[str]:
    """The matrix in lines for a person: kind, condition, steps, each with source and mark."""
    for kind, rules in [*matrix.kinds.items(), ("*", matrix.unknown)]:
        yield f"{rules.name} ({kind})"
        for line in rules.lines:
            condition = ", ".join(f"{key}={value}" for key, value in line.when.model_dump(exclude_none=True).items())
            steps = " → ".join(_step(one) for one in line.steps) or "无需审批 · needs no approval"
            prefix = f"[{condition}] " if condition else ""
            yield f"    {prefix}{'补办 · after the fact: ' if line.retroactive else ''}{steps}"
        for proof in rules.evidence:
            yield f"    + {proof.name} {'' if proof.required else '(可选 · optional) '}{proof.mark} {proof.source}"


def _step(step: StepRule) -> str:
    votes = f" ≥{step.quorum}" if step.quorum > 1 else ""
    return f"{step.role}{votes} {step.mark} {step.source}"
