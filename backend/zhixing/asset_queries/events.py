"""What has happened in this slice. No event says what was found: secret."""

from pydantic import BaseModel

from zhixing.asset_queries.commands import Executable, QueryPurpose
from zhixing.kernel.messages import Id


class FeedbackRecorded(BaseModel):
    """`asset_queries.feedback_recorded`: so many answers came for a case, so many of them hits."""

    case_id: Id
    rows: int
    hits: int
    at: str


class QueriesRequested(BaseModel):
    """`asset_queries.requested`: somebody asked so many questions about respondents of a case."""

    request_id: Id
    case_id: Id
    case_number: str
    purpose: QueryPurpose
    questions: int
    by: str
    at: str


class AssetAssessed(BaseModel):
    """`asset_queries.assessed`: what was found was looked at and judged (甄别)."""

    assessment_id: Id
    feedback_id: Id
    case_id: Id
    executable: Executable
    by: str
    at: str
