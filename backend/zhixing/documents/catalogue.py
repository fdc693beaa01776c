"""The templates of this court: those that ship, and the folder where a clerk adds or changes some.

A folder per kind: `template.yaml`, `sample.yaml`, and, if the shipped layout will not do, a `layout.typ`. A kind in the
court's folder replaces the shipped one as a whole. `zhixing template check` says what is wrong with one.
"""

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from zhixing.documents.errors import TemplateBroken, TemplateUnknown
from zhixing.documents.filling import ITEM_VALUES, PLACEHOLDER, SYSTEM_VALUES, WAYS
from zhixing.documents.form import Block, Template
from zhixing.documents.prefill import SOURCES, Known, prefill
from zhixing.kernel.yaml_files import read_yaml
from zhixing.platform.crypto import canonical

SHIPPED = Path(str(files("zhixing.documents").joinpath("templates")))
EXTRA = "document_templates"
LARGEST_FILE = 512 * 1024


@dataclass(frozen=True)
class Found:
    """A template as it was read, with its digest, its sample and the court's own layout if it brings one."""

    template: Template
    sha256: str
    folder: Path
    sample: dict[str, Any]
    layout: str | None = None

    @property
    def content(self) -> dict[str, Any]:
        """What `document_template` keeps: enough to set the same page again in ten years."""
        return {**self.template.model_dump(mode="json"), "sha256": self.sha256, "layout": self.layout}


@dataclass
class Catalogue:
    """All templates by kind. Read anew when a file of the court's folder changes."""

    folder: Path | None
    _mark: tuple[Any, ...] | None = None
    _found: dict[str, Found] = field(default_factory=dict)
    broken: dict[str, list[str]] = field(default_factory=dict)

    def all(self) -> dict[str, Found]:
        """A broken folder of the court's leaves the shipped template, or none, and is told by `broken`."""
        mark = _mark(self.folder)
        if mark != self._mark:
            self._read()
            self._mark = mark
        return self._found

    def get(self, kind: str) -> Found:
        """Raises: TemplateUnknown."""
        found = self.all().get(kind)
        if found is None:
            raise TemplateUnknown(kind=kind)
        return found

    def _read(self) -> None:
        self._found, self.broken = dict(shipped()), {}
        for folder in _folders(self.folder):
            try:
                found = read_template(folder)
            except TemplateBroken as error:
                self.broken[folder.name] = error.params["problems"]
                continue
            self._found[found.template.kind] = found


def catalogue(system: Any) -> Catalogue:
    """The templates of this house: `ZHIXING_TEMPLATES_DIR`, or `templates` in the data folder."""
    if EXTRA not in system.extras:
        system.extras[EXTRA] = Catalogue(own_folder(system.config))
    return system.extras[EXTRA]


def first_values(system: Any, kind: str, known: Known) -> dict[str, Any]:
    """First values for a draft of this kind, from what the case says. Raises: TemplateUnknown."""
    return prefill(catalogue(system).get(kind).template, known)


def own_folder(config: Any) -> Path:
    """Where the court keeps its own templates."""
    return Path(config.extra.get("TEMPLATES_DIR") or config.data_dir / "templates")


@cache
def shipped() -> dict[str, Found]:
    """The templates that come with the project."""
    return {found.template.kind: found for found in map(read_template, _folders(SHIPPED))}


def _folders(root: Path | None) -> list[Path]:
    if root is None or not root.is_dir():
        return []
    return sorted(one for one in root.iterdir() if (one / "template.yaml").is_file())


def _mark(root: Path | None) -> tuple[Any, ...]:
    return tuple((path.as_posix(), stat.st_mtime_ns, stat.st_size) for folder in _folders(root)
                 for path in sorted(folder.iterdir()) for stat in [path.stat()])


def read_template(folder: Path) -> Found:
    """One template from its folder.

    Raises: TemplateBroken with everything that is wrong, in words for whoever wrote it.
    """
    content, problems = _yaml(folder / "template.yaml")
    sample, more = _yaml(folder / "sample.yaml")
    if problems + more:
        raise TemplateBroken(folder=folder.name, problems=problems + more)
    try:
        template = Template.model_validate(content)
    except ValidationError as cause:
        raise TemplateBroken(folder=folder.name, problems=[
            f"template.yaml: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in cause.errors()[:40]]) from cause
    problems = inconsistencies(template)
    if problems:
        raise TemplateBroken(folder=folder.name, problems=problems)
    layout = folder / "layout.typ"
    own = layout.read_text("utf-8") if layout.is_file() else None
    made_of = canonical(template.model_dump(mode="json")) + (own or "").encode()
    return Found(template, hashlib.sha256(made_of).hexdigest(), folder, sample, own)


def _yaml(path: Path) -> tuple[dict[str, Any], list[str]]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            return {}, [f"{path.name}: larger than {LARGEST_FILE} bytes"]
        content = read_yaml(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return {}, [f"{path.name}: {error}"]
    if not isinstance(content, dict):
        return {}, [f"{path.name}: not a list of names and values"]
    return content, []


def inconsistencies(template: Template) -> list[str]:
    """What the shapes allow and the sense does not: unknown placeholders, doubled names, broken patterns."""
    names = [spec.name for spec in template.fields]
    found = [f"fields.{name}: given twice" for name in {one for one in names if names.count(one) > 1}]
    ours = SYSTEM_VALUES + ITEM_VALUES
    found += [f"fields.{name}: the house fills this name itself" for name in names if name in ours]
    for spec in template.fields:
        found += _field_problems(spec)
    for place, block in enumerate(template.body):
        found += [f"body.{place}: {what}" for what in _block_problems(block, template)]
    for signer in (*template.signoff.above, *template.signoff.below):
        found += [f"signoff: {what}" for what in _unknown(signer.name, template, inside_each=False)]
    return found


def _field_problems(spec: Any) -> list[str]:
    found = []
    if spec.pattern is not None:
        try:
            re.compile(spec.pattern)
        except re.error as error:
            found.append(f"fields.{spec.name}: pattern: {error}")
    if (spec.type == "table") != bool(spec.columns):
        found.append(f"fields.{spec.name}: a table has columns, and only a table")
    if (spec.type == "choice") != bool(spec.options):
        found.append(f"fields.{spec.name}: a choice has options, and only a choice")
    if spec.prefill is not None and spec.prefill not in SOURCES:
        found.append(f"fields.{spec.name}: prefill {spec.prefill!r} is none of {', '.join(SOURCES)}")
    return found


_KINDS = ("text", "flat", "bold", "center", "right", "note", "each", "lines", "table", "grid", "sign", "blank", "qr",
          "cut", "page", "signoff")


def _block_problems(block: Block, template: Template) -> list[str]:
    given = [kind for kind in _KINDS if getattr(block, kind) is not None]
    if len(given) != 1:
        return [f"exactly one of {', '.join(_KINDS)} (given: {', '.join(given) or 'none'})"]
    texts = [text for text in (block.text, block.flat, block.bold, block.center, block.right, block.note, block.qr,
                               block.caption, block.cut, block.page) if text]
    texts += [cell for row in block.grid or [] for cell in row]
    found = [problem for text in texts for problem in _unknown(text, template, inside_each=False)]
    found += _unknown(block.item, template, inside_each=True) if block.each else []
    fields = {spec.name for spec in template.fields}
    found += [f"{name}: no such field" for name in (block.each, block.table, block.lines, block.when, block.unless)
              if name is not None and name not in fields]
    return found


def _unknown(text: str, template: Template, *, inside_each: bool) -> list[str]:
    known = {spec.name for spec in template.fields} | set(SYSTEM_VALUES) | (set(ITEM_VALUES) if inside_each else set())
    places = list(PLACEHOLDER.finditer(text))
    found = [f"{{{one[1]}}}: no such field" for one in places if one[1] not in known]
    found += [f"|{one[2]}: no such way of writing" for one in places if one[2] and one[2] not in WAYS]
    rest = PLACEHOLDER.sub("", text)
    return found + ([f"a brace that belongs to no placeholder: {rest[:40]!r}"] if "{" in rest or "}" in rest else [])
