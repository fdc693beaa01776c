"""The ledger of a case as a workbook. Cells are text or numbers, never formulas, whatever a company is called."""

from io import BytesIO
from typing import Any

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.cases import parties
from zhixing.controls import words
from zhixing.controls.models import Control, LedgerAsset
from zhixing.controls.reads import left
from zhixing.kernel import money
from zhixing.kernel.clock import legal_date

# A spreadsheet reads a cell that begins so as a formula when the file is saved as CSV and opened again (OWASP).
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "|")
_MARKS = ("account_number", "plate", "vin", "engine_number", "title_number", "registration_number")
_WIDTHS = (6, 16, 12, 28, 26, 8, 10, 16, 10, 10, 6, 16, 16, 16, 16, 24, 14, 12, 12, 8, 30)


def ledger_rows(session: Session, case_id: str) -> list[list[Any]]:
    """One row per asset and control; an asset without one has its own row."""
    names = {one.party_id: one.name for one in parties(session, case_id)}
    controls: dict[str, list[Control]] = {}
    for control in session.scalars(select(Control).where(Control.case_id == case_id).order_by(Control.at, Control.id)):
        controls.setdefault(control.asset_id, []).append(control)
    assets = session.scalars(select(LedgerAsset).where(
        LedgerAsset.case_id == case_id, LedgerAsset.merged_into.is_(None)).order_by(LedgerAsset.at, LedgerAsset.id))
    rows: list[list[Any]] = []
    for number, asset in enumerate(assets, start=1):
        for control in controls.get(asset.id) or [None]:
            rows.append([number, names.get(asset.party_id, ""), *_asset(asset), *_control(control),
                         len(asset.evidence_ids), asset.note])
    return rows


def _asset(row: LedgerAsset) -> list[Any]:
    marks = " ".join(row.asset[mark] for mark in _MARKS if row.asset.get(mark))
    return [words.ASSETS[row.asset["asset_class"]], row.asset["label"], marks, words.STAGES[row.stage],
            words.SOURCES[row.source["kind"]], _number(row.value_yuan)]


def _control(row: Control | None) -> list[Any]:
    if row is None:
        return [""] * 11
    held = money.to_text(left(row)) if row.state == "live" and row.actual_amount_yuan else None
    effective_on = legal_date(row.effective_at).isoformat() if row.effective_at else ""
    return [words.KINDS[row.kind], words.STATES[row.state], row.rank, _number(row.actual_amount_yuan),
            _number(row.transferred_amount_yuan), _number(row.released_amount_yuan), _number(held),
            row.asset["institution"] or row.place or "", row.custodian or "", effective_on, row.ends_on or ""]


def _number(amount: str | None) -> float | str:
    """For adding up in a sheet. Beyond what a sheet can hold exactly, the amount stays text."""
    if amount is None:
        return ""
    return float(amount) if len(amount.replace(".", "")) <= 15 else amount


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula, also after a journey through CSV."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def workbook(rows: list[list[Any]], title: str) -> BytesIO:
    """The sheet with its head, ready to be read from the start."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                      "strings_to_numbers": False})
    sheet = book.add_worksheet(words.LEDGER_TITLE)
    head, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    sheet.write_string(0, 0, defused(title), head)
    for column, (word, width) in enumerate(zip(words.LEDGER, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, word, head)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row):
            _write(sheet, (number, column), value, money)
    sheet.freeze_panes(2, 0)
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, cell: tuple[int, int], value: Any, money: Any) -> None:
    if isinstance(value, float):
        sheet.write_number(*cell, value, money)
    elif isinstance(value, int):
        sheet.write_number(*cell, value)
    elif value:
        sheet.write_string(*cell, defused(value))
