"""Doors of asset_queries: the gateway's, and two for people."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from zhixing.asset_queries import quarantine, reads
from zhixing.asset_queries.commands import LookPurpose
from zhixing.asset_queries.institutions import directory
from zhixing.asset_queries.policy import holds_queries
from zhixing.asset_queries.sync import FeedbackRow
from zhixing.cases import queries_scope
from zhixing.kernel.messages import Id, Strict, TimeText
from zhixing.platform import feed
from zhixing.platform.gateway import Channel, channels
from zhixing.platform.http import Call

PATH = "/gateway/asset-query-feedback"
CHANNEL = Channel(PATH, "asset_queries.record_feedback", arrived=quarantine.arrived)


class FeedbackQuery(Strict):
    """Why one looks is part of looking: 甄别, 采取控制措施, 现场执行, 审查, 监督."""

    purpose: LookPurpose
    cursor: Id | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class FeedbackPage(BaseModel):
    feedback: list[FeedbackRow]
    cursor: Id | None = None


def get_feedback(call: Call) -> Any:
    """Answers in a case. Audited with the purpose before they are shown."""
    asked: FeedbackQuery = call.query
    case_id, actor = call.args["case_id"], call.actor
    call.allow(holds_queries, feed.holds(call.session, actor.id, queries_scope(case_id)))
    found = reads.feedback_of_case(call.session, case_id, asked.cursor, asked.limit)
    call.release()
    call.system.audit(actor, "asset_queries.read", case_id, purpose=asked.purpose, rows=[one["id"] for one in found])
    cursor = found[-1]["id"] if len(found) == asked.limit else None
    return FeedbackPage(feedback=[FeedbackRow(**one) for one in found], cursor=cursor)


class GatewayQuarantineQuery(Strict):
    cursor: Id | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class HandledLine(BaseModel):
    """What became of it: by whom (person), when, how."""

    by: Id
    at: TimeText
    note: str


class GatewayQuarantineEntry(BaseModel):
    """A line that was set aside: where and why, and what names it (`parts`); the rest is secret. `mended`: the
    same serial has arrived well."""

    id: Id
    peer: str
    batch: str
    line: int
    serial: str | None = None
    code: str
    params: dict[str, Any]
    at: TimeText
    institution: str | None = None
    parts: dict[str, str]
    mended: bool
    handled: HandledLine | None = None


class GatewayQuarantinePage(BaseModel):
    quarantine: list[GatewayQuarantineEntry]
    cursor: Id | None = None


def get_quarantine(call: Call) -> Any:
    """What the gateway sent and could not be taken, for the person who asks the sender again."""
    asked: GatewayQuarantineQuery = call.query
    listed = channels(call.system).values()
    found = quarantine.page(call.session, listed, directory(call.system.config), asked.cursor, asked.limit)
    actor = call.actor
    call.release()
    call.system.audit(actor, "gateway.quarantine_read", "gateway", purpose="supervision", rows=len(found))
    cursor = found[-1]["id"] if len(found) == asked.limit else None
    return GatewayQuarantinePage(quarantine=[GatewayQuarantineEntry(**one) for one in found], cursor=cursor)
