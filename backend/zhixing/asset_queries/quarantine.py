"""Lines that were set aside, for the person who asks the sender again: where, why, whether a later one mended it.

A line is as secret as an answer (NQ 7). Shown is only what names it, and only where it has the form of such a name: not
even which other fields it has or how long it is, since an amount tells of a hit.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.asset_queries.commands import AssetClass, HandleQuarantined
from zhixing.asset_queries.errors import QuarantineHandled
from zhixing.asset_queries.institutions import Directory
from zhixing.asset_queries.models import Feedback
from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import NotFound
from zhixing.platform.gateway import Channel, GatewayQuarantine
from zhixing.platform.unit_of_work import Act

_SERIAL = r"[A-Za-z0-9._-]{4,64}"
_MOMENT = r"[0-9T:.+Z-]{20,40}"
_OPEN = {"serial": _SERIAL, "query": _SERIAL, "request": _SERIAL, "case_number": r"[（(]\d{4}[）)]\w{1,20}号",
         "institution_code": r"[a-z0-9][a-z0-9_-]{0,39}", "asset_class": "|".join(get_args(AssetClass)),
         "asked_at": _MOMENT, "answered_at": _MOMENT, "at": _MOMENT}
# In a torn line: fields with short values and nothing escaped in them.
_PAIR = re.compile(r'"(\w{1,40})"\s*:\s*"([^"\\]{1,200})"')
# The first answer of this serial stands: that it is there mends nothing.
_NEVER_MENDED = ("feedback.serial_reused", "controls.serial_reused")


def page(session: Session, channels: Iterable[Channel], listed: Directory, before: str | None,
         limit: int) -> list[dict[str, Any]]:
    """Lines set aside, newest first; `before` is the id the last page ended with."""
    query = select(GatewayQuarantine).order_by(GatewayQuarantine.id.desc()).limit(limit)
    if before:
        query = query.where(GatewayQuarantine.id < before)
    found = [_entry(one, _fields(one.raw), listed) for one in session.scalars(query)]
    serials = {entry["serial"] for entry in found if entry["serial"]}
    good = {serial for channel in channels for serial in channel.arrived(session, serials)}
    return [{**entry, "mended": entry["serial"] in good and entry["code"] not in _NEVER_MENDED} for entry in found]


def _entry(one: GatewayQuarantine, fields: dict[str, Any], listed: Directory) -> dict[str, Any]:
    parts, named = open_parts(fields), str(fields.get("institution", ""))
    known = listed.institutions.get(str(fields.get("institution_code"))) or (listed.named(named) if named else None)
    return {"id": one.id, "peer": one.peer, "batch": one.batch, "line": one.line, "code": one.code,
            "serial": one.serial or parts.get("serial"), "params": one.params, "at": to_text(one.at),
            "institution": known.name if known else None, "parts": parts, "handled": one.handled}


def _fields(raw: str) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        data = None
    return data if isinstance(data, dict) else dict(_PAIR.findall(raw))


def open_parts(fields: dict[str, Any]) -> dict[str, str]:
    """What of a line names it, each only in its own form: what a sender put into the wrong field stays hidden."""
    return {name: fields[name] for name, form in _OPEN.items()
            if isinstance(fields.get(name), str) and re.fullmatch(form, fields[name])}


def arrived(session: Session, serials: Iterable[str]) -> set[str]:
    """Which of these answers are in the court's file."""
    return set(session.scalars(select(Feedback.serial).where(Feedback.serial.in_(serials))))


def handle(act: Act[HandleQuarantined]) -> None:
    """A person dealt with a line: the note stays with it. Raises: NotFound, QuarantineHandled."""
    line = act.session.get(GatewayQuarantine, act.body.quarantine_id, with_for_update=True)
    if line is None:
        raise NotFound(what="quarantine")
    if line.handled is not None:
        raise QuarantineHandled(by=line.handled["by"], at=line.handled["at"])
    line.handled = {"by": act.actor.id, "at": to_text(act.now), "note": act.body.note}
    act.audit("gateway.quarantine_handled", line.id, peer=line.peer, batch=line.batch, line=line.line, code=line.code,
              note=act.body.note)
