"""Batches that came as files: a folder is looked through, each file is taken by the same code as at the HTTP door.

A file that was taken goes to `done/`, one that was refused to `refused/` with its reason beside it: nothing is lost.
"""

import json
import os
from pathlib import Path
from typing import Any

from zhixing.kernel.errors import DomainError
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Problem
from zhixing.platform.gateway import receipts
from zhixing.platform.gateway.adapters import inbox_folder, read_header
from zhixing.platform.gateway.adapters.file_drop import SUFFIX
from zhixing.platform.gateway.inbound import GATEWAY, Delivery, receive
from zhixing.platform.gateway.outbound import Message, send

DONE, REFUSED = "done", "refused"
RECEIPT = "receipt"


def take_files(system: Any) -> int:
    """Take every complete file in the inbox, oldest name first; how many there were."""
    folder = inbox_folder(system.config)
    waiting = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    for path in waiting:
        try:
            _take(system, path)
        except Exception:  # a file that stumbles over a bug of ours stays where it is, and must not block the others
            system.log.exception("file not taken", file=path.name)
    return len(waiting)


def _take(system: Any, path: Path) -> None:
    try:
        with open(path, "rb") as file:
            header = read_header(file)
            delivery = Delivery(header["path"], header["peer"], header["batch"], header["signature"],
                                header["encoding"] == "gzip")
            answer = receive(system, delivery, file)
    except FileNotFoundError:  # another worker was quicker
        return
    except DomainError as error:
        _refuse(system, path, error)
        return
    if delivery.path != receipts.PATH:  # a receipt for a receipt would never end
        facts = {"peer": delivery.peer, "path": delivery.path, **answer.model_dump(mode="json")}
        system.transact(GATEWAY, lambda unit: send(unit, [Message(RECEIPT, delivery.batch, facts)]))
    _move(path, DONE)


def _refuse(system: Any, path: Path, error: DomainError) -> None:
    moved = _move(path, REFUSED)
    if moved is not None:
        moved.with_suffix(".json").write_text(json.dumps(Problem.of(error).model_dump(mode="json")), "utf-8")
        system.audit(GATEWAY, "gateway.file_refused", moved.name, code=error.code)


def _move(path: Path, where: str) -> Path | None:
    """Into a folder beside it, under a name that was not there before; None when somebody else moved it."""
    folder = path.parent / where
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / path.name
    if target.exists():
        target = folder / f"{path.stem}.{new_id()}{SUFFIX}"
    try:
        os.replace(path, target)
    except FileNotFoundError:
        return None
    return target
