"""`zhixing template check [FOLDER]`: whether a template holds together, fits its sample, and can be set as a page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from zhixing.documents.catalogue import SHIPPED, Found, own_folder, read_template
from zhixing.documents.checking import check_fields
from zhixing.documents.errors import TemplateBroken
from zhixing.documents.layout import job
from zhixing.documents.samples import sample_paper
from zhixing.platform.typesetting import NotSet, can_set, font_folders, press

Say = Callable[[str], None]


def check_templates(config: Any, folder: Path | None, say: Say) -> int:
    """One template's folder, or a folder of them; by default the court's own and those that ship. How many fail."""
    roots = [folder] if folder is not None else [SHIPPED, own_folder(config)]
    folders = [one for root in roots for one in _templates_in(root)]
    if not folders:
        say(f"没有找到模板 · no template.yaml in {', '.join(map(str, roots))}")
        return 1
    return sum(_check(config, one, say) for one in folders)


def _templates_in(root: Path) -> list[Path]:
    if (root / "template.yaml").is_file():
        return [root]
    return sorted(one.parent for one in root.glob("*/template.yaml"))


def _check(config: Any, folder: Path, say: Say) -> bool:
    try:
        found = read_template(folder)
        problems = _sample_problems(config, found)
        name = f"{found.template.kind} {found.template.title} v{found.template.version}"
    except TemplateBroken as error:
        problems, name = error.params["problems"], folder.name
    say(f"{'✗' if problems else '✓'} {name}")
    for one in problems:
        say(f"    {one}")
    return bool(problems)


def _sample_problems(config: Any, found: Found) -> list[str]:
    folders = font_folders(config)
    errors = check_fields(found.template, found.sample, lambda text: can_set(text, folders))
    if errors:
        return [f"sample.yaml: {one['label']} ({one['at']}): {one['why']}" for one in errors]
    try:
        press().set(job(config, sample_paper(found)))
    except NotSet as error:
        return [f"layout: {error.reason}: {error.detail}"]
    return []
