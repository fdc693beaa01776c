"""The manifest of the gateway: the way out, the inbox, receipts. What comes in belongs to the slices above."""

from zhixing.platform.gateway import inbound, receipts
from zhixing.platform.gateway.inbox import take_files
from zhixing.platform.gateway.outbound import deliver_waiting
from zhixing.platform.manifest import ScheduleSpec, Slice, on, route
from zhixing.platform.policy import system_only

SLICE = Slice(
    name="gateway",
    commands=(on(receipts.CHANNEL.command, inbound.BatchPart, receipts.record_receipts, system_only,
                 system_only=True),),
    routes=(route("POST", receipts.PATH, inbound.post_batch, inbound.signed_by_a_registered_peer, access="public",
                  csrf=False, body=receipts.Receipt, body_type=inbound.NDJSON, answer=inbound.BatchAnswer,
                  summary="What a peer says about batches of ours; the schema is that of a line"),),
    schedules=(
        ScheduleSpec("gateway.deliver", 2.0, deliver_waiting),
        ScheduleSpec("gateway.inbox", 2.0, lambda system: (take_files(system), None)[1]),
    ),
    provides={"gateway receipts": receipts.CHANNEL},
)
