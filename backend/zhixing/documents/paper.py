"""A version as data for a page: what the layout sets, and nothing it would have to work out. Pure."""

from dataclasses import dataclass
from typing import Any

from zhixing.documents.filling import fill, fill_signers
from zhixing.documents.form import Template


@dataclass(frozen=True)
class Paper:
    """`data` for the layout; `layout` is the court's own Typst source, if the template brings one."""

    data: dict[str, Any]
    layout: str | None
    sealed: bool


def paper(content: dict[str, Any], fields: dict[str, Any], system: dict[str, str]) -> Paper:
    """`content` is a template as kept (`catalogue.Found.content` plus its layout); `system` the values of
    `filling.SYSTEM_VALUES` and `code`, `check_url`."""
    template = Template.model_validate({key: content[key] for key in Template.model_fields if key in content})
    known = {**system, "title": template.title}
    data = {
        "family": template.family, "dense": template.dense, "court": system["court"],
        "heading": template.heading or template.title,
        "number": system["number"], "case_number": system["case_number"],
        "day": [int(part) for part in system["dated"].split("-")],
        "blocks": fill(template, fields, known), "signers": fill_signers(template, fields, known),
        "code": system["code"], "check_url": system["check_url"], "values": _plain(fields)}
    return Paper(data, content.get("layout"), template.signoff.sealed)


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """For a layout of the court's own: the values as they are."""
    return {name: value for name, value in fields.items() if value is not None}
