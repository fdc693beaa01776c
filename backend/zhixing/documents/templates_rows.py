"""A template as a device holds it: fields as data for the form, the body as data for the preview."""

from typing import Any

from pydantic import BaseModel

from zhixing.documents.form import Block, Family, FieldSpec, Numbering, Pack, SignOff
from zhixing.kernel.ids import derived_id
from zhixing.kernel.messages import Digest, Id


class TemplateRow(BaseModel):
    """The template new drafts of this kind use. `own_layout`: the PDF is set by a layout of the court's own, so the
    preview shows the words and not the look."""

    id: Id
    kind: str
    title: str
    heading: str
    family: Family
    dense: bool
    version: int
    sha256: Digest
    summary: str
    numbering: Numbering
    law: list[str]
    mark: str
    packs: list[Pack]
    fields: list[FieldSpec]
    body: list[Block]
    signoff: SignOff
    own_layout: bool


def template_row_id(kind: str) -> str:
    return derived_id("document_template", kind)


def template_to_row(content: dict[str, Any]) -> dict[str, Any]:
    """`content` is what `document_template` keeps; a layout's source stays here."""
    shown = {name: content[name] for name in TemplateRow.model_fields if name in content}
    return {"id": template_row_id(content["kind"]), **shown, "own_layout": content["layout"] is not None}
