"""The manifest of asset_queries."""

from zhixing.asset_queries import http
from zhixing.asset_queries.commands import RecordFeedback
from zhixing.asset_queries.events import FeedbackRecorded
from zhixing.asset_queries.policy import looks_after_the_gateway, signed_by_a_registered_peer
from zhixing.asset_queries.service import record_feedback
from zhixing.asset_queries.sync import FeedbackRow, feedback_rows
from zhixing.platform.manifest import CollectionSpec, Slice, on, route
from zhixing.platform.policy import logged_in, system_only

SLICE = Slice(
    name="asset_queries",
    commands=(on("asset_queries.record_feedback", RecordFeedback, record_feedback, system_only, system_only=True),),
    routes=(
        route("POST", http.PATH, http.post_feedback, signed_by_a_registered_peer, access="public", csrf=False,
              answer=http.BatchAnswer, summary="A signed batch of answers from the query network"),
        route("GET", "/api/cases/<case_id>/feedback", http.get_feedback, logged_in, query=http.FeedbackQuery,
              answer=http.FeedbackPage, summary="Answers in a case, audited with the purpose"),
        route("GET", "/api/gateway/quarantine", http.get_quarantine, looks_after_the_gateway,
              query=http.GatewayQuarantineQuery, answer=http.GatewayQuarantinePage,
              summary="Lines that were set aside"),
    ),
    collections=(CollectionSpec("feedback", FeedbackRow, feedback_rows),),
    events=(FeedbackRecorded,),
)
