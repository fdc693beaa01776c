"""The systems whose batches are believed. Called from the command line by whoever runs the machine."""

from typing import Any

from sqlalchemy.orm import Session

from zhixing.kernel.messages import Actor
from zhixing.platform.crypto import PublicKey
from zhixing.platform.gateway.models import GatewayBatch, GatewayPeer
from zhixing.platform.gateway.refusals import BatchIdReused
from zhixing.platform.unit_of_work import UnitOfWork


def register_peer(system: Any, name: str, public_key: str, actor: Actor | str = "gateway") -> str:
    """Believe batches signed by this key (SPKI, base64url); a known name gets the new key. Returns the key id.

    Raises: ValueError when it is not the SPKI of a P-256 key.
    """
    key = PublicKey.from_spki(public_key)

    def work(unit: UnitOfWork) -> None:
        unit.session.merge(GatewayPeer(name=name, public_key=public_key, active=True, registered_at=unit.now))
        unit.audit("gateway.peer_registered", name, key=key.id)

    system.transact(actor, work)
    return key.id


def retire_peer(system: Any, name: str, actor: Actor | str = "gateway") -> None:
    """Believe this peer no longer. Raises: KeyError when there is none of this name."""

    def work(unit: UnitOfWork) -> None:
        peer = unit.session.get(GatewayPeer, name)
        if peer is None:
            raise KeyError(name)
        peer.active = False
        unit.audit("gateway.peer_retired", name)

    system.transact(actor, work)


def active_peer_key(session: Session, name: str) -> PublicKey | None:
    """The key of a peer that is believed."""
    peer = session.get(GatewayPeer, name)
    return PublicKey.from_spki(peer.public_key) if peer and peer.active else None


def admit_batch(unit: UnitOfWork, peer: str, batch: str, body_sha256: str) -> GatewayBatch:
    """The batch as first received.

    Raises: BatchIdReused when the id came before with other content.
    """
    known = unit.session.get(GatewayBatch, (peer, batch))
    if known is None:
        known = GatewayBatch(peer=peer, id=batch, body_sha256=body_sha256, received_at=unit.now)
        unit.session.add(known)
        unit.audit("gateway.batch_received", f"{peer}/{batch}", body_sha256=body_sha256)
    if known.body_sha256 != body_sha256:
        raise BatchIdReused()
    return known
