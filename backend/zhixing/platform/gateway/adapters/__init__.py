"""How batches leave: a port, two real ways (file drop, HTTP door of a peer) and one that sends nowhere."""

from pathlib import Path
from typing import Any

from zhixing.platform.config import Config
from zhixing.platform.gateway.adapters.file_drop import FileDrop, drop, read_header
from zhixing.platform.gateway.adapters.http_door import HttpDoor
from zhixing.platform.gateway.adapters.null import NullCarrier
from zhixing.platform.gateway.adapters.port import Carrier, NotDelivered, Parcel

__all__ = ["Carrier", "FileDrop", "HttpDoor", "NotDelivered", "NullCarrier", "Parcel", "carrier", "drop",
           "inbox_folder", "outbox_folder", "read_header"]

EXTRA = "gateway_carrier"
NOWHERE = "none"


def outbox_folder(config: Config) -> Path:
    """Where batches are dropped when `ZHIXING_GATEWAY_OUT` names nothing else."""
    return config.data_dir / "gateway" / "out"


def inbox_folder(config: Config) -> Path:
    """Where batches that came through a one-way gate are looked for (`ZHIXING_GATEWAY_IN`)."""
    named = config.extra.get("GATEWAY_IN")
    return Path(named) if named else config.data_dir / "gateway" / "in"


def carrier(system: Any) -> Carrier:
    """The way out of this deployment: `ZHIXING_GATEWAY_OUT` is a folder, the address of a peer, or `none`."""
    if EXTRA not in system.extras:
        system.extras[EXTRA] = _make(system.config)
    return system.extras[EXTRA]


def _make(config: Config) -> Carrier:
    named = config.extra.get("GATEWAY_OUT", "")
    if named == NOWHERE:
        return NullCarrier()
    if named.startswith(("http://", "https://")):
        return HttpDoor(named)
    return FileDrop(Path(named) if named else outbox_folder(config))
