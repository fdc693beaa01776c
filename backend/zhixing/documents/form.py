"""What a template is: its fields, its body, who signs (`template.yaml`). Rows for devices carry the same shapes.

The body is one list of blocks from which both the PDF and the tablet's preview are made (`filling.py`). Text in blocks
may name fields: `{cause}`, `{claim|capitals}`; see `docs/templates.md`.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

FieldType = Literal["text", "long_text", "lines", "date", "time", "money", "integer", "choice", "id_number", "phone",
                    "case_number", "url", "table"]
Family = Literal["ruling", "decision", "order", "notice", "announcement", "form", "record", "strip"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class Part(BaseModel):
    """Base of everything in a template file: an unknown word in it is an error, named by `zhixing template check`."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Part):
    """A column of a table field. `width` is its share of the page's width."""

    name: Name
    label: Label
    type: Literal["text", "money", "integer", "date"] = "text"
    required: bool = False
    most: Annotated[int, Field(ge=1, le=2000)] = 200
    width: Annotated[int, Field(ge=1, le=100)] = 10


class FieldSpec(Part):
    """One thing to be filled in. `most` counts characters (of each line), `rows` lines and rows.

    `prefill` names where a first value comes from (`prefill.py`); `pattern` is a regular expression for all of it.
    """

    name: Name
    label: Label
    type: FieldType = "text"
    required: bool = False
    help: str = ""
    pattern: str | None = None
    pattern_help: str = ""
    most: Annotated[int, Field(ge=1, le=20000)] = 200
    rows: Annotated[int, Field(ge=1, le=1000)] = 200
    least: int | None = None
    above: int | None = None
    options: list[Label] = []
    columns: list[Column] = []
    prefill: str | None = None
    default: Any = None


class Block(Part):
    """One piece of the body. Exactly one of the kinds below is given; `when` and `unless` name a field."""

    text: Words | None = None
    flat: Words | None = None
    bold: Words | None = None
    center: Words | None = None
    right: Words | None = None
    note: Words | None = None
    each: Name | None = None
    item: Words = "{item}"
    lines: Name | None = None
    table: Name | None = None
    blank_rows: Annotated[int, Field(ge=0, le=60)] = 0
    grid: list[list[str]] | None = None
    sign: list[Label] | None = None
    blank: Annotated[int, Field(ge=1, le=30)] | None = None
    qr: Words | None = None
    caption: str = ""
    cut: Words | None = None
    page: Words | None = None
    signoff: bool | None = None
    when: Name | None = None
    unless: Name | None = None


def _paragraph(given: Any) -> Any:
    """A bare line of text in the file is a paragraph."""
    return {"text": given} if isinstance(given, str) else given


Paragraph = Annotated[Block, BeforeValidator(_paragraph)]


class Signer(Part):
    """A line below the body: office and name."""

    label: Label
    name: Words


class SignOff(Part):
    """落款: who signs above the date, and below it. `court` prints the court's name; `sealed` says a seal goes over the
    date; `date` prints it in Chinese numerals."""

    above: list[Signer] = []
    below: list[Signer] = []
    court: bool = True
    date: bool = True
    sealed: bool = True


class Pack(Part):
    """That an act needs this document: `act`, the place in its set, and whether an empty form is enough."""

    act: Name
    place: int
    required: bool = True
    blank: bool = False


class Numbering(Part):
    """`suffix`: the first of a series in a case has the bare number, then 之一, 之二 … (domain.md 2.1); `case`: the
    case number alone."""

    rule: Literal["suffix", "case"] = "suffix"
    series: Name = "notice"


class Template(Part):
    """A whole `template.yaml`. Who must approve is not here: that is the matrix (`approvals`). `dense` sets the text in
    四号 instead of 三号, for a sheet that should stay one page."""

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    title: Label
    heading: str = ""
    family: Family
    dense: bool = False
    version: Annotated[int, Field(ge=1)]
    summary: str = ""
    numbering: Numbering = Numbering()
    law: list[str] = []
    mark: str = "[GK]"
    packs: list[Pack] = []
    fields: list[FieldSpec] = []
    body: list[Paragraph]
    signoff: SignOff = SignOff()
