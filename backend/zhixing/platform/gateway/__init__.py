"""The gate between networks (docs/protocol.md 8): signed batches in and out, by HTTP or as files. No domain word.

In: a slice provides a `Channel` (path and command for `BatchPart`), opens a route with `post_batch`, reads the lines
itself and gives bad ones to `set_aside`. Out: a slice calls `send` with `Message`s in its own transaction, and hears
`DELIVERED` and `REFUSED`.
"""

from zhixing.platform.gateway.inbound import (
    GATEWAY,
    NDJSON,
    BatchAnswer,
    BatchPart,
    BrokenLine,
    Channel,
    Delivery,
    SetAside,
    broken,
    channels,
    claim_of,
    post_batch,
    read_lines,
    receive,
    set_aside,
    signed_by_a_registered_peer,
)
from zhixing.platform.gateway.models import GatewayBatch, GatewayLine, GatewayParcel, GatewayPeer, GatewayQuarantine
from zhixing.platform.gateway.outbound import DELIVERED, Message, deliver_waiting, send, serials_in
from zhixing.platform.gateway.peers import register_peer, retire_peer
from zhixing.platform.gateway.receipts import REFUSED
from zhixing.platform.gateway.refusals import RowMalformed, RowNotJson

__all__ = [
    "DELIVERED",
    "GATEWAY",
    "NDJSON",
    "REFUSED",
    "BatchAnswer",
    "BatchPart",
    "BrokenLine",
    "Channel",
    "Delivery",
    "GatewayBatch",
    "GatewayLine",
    "GatewayParcel",
    "GatewayPeer",
    "GatewayQuarantine",
    "Message",
    "RowMalformed",
    "RowNotJson",
    "SetAside",
    "broken",
    "channels",
    "claim_of",
    "deliver_waiting",
    "post_batch",
    "read_lines",
    "receive",
    "register_peer",
    "retire_peer",
    "send",
    "serials_in",
    "set_aside",
    "signed_by_a_registered_peer",
]
