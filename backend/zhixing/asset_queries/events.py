"""What has happened in this slice."""

from pydantic import BaseModel

from zhixing.kernel.messages import Id


class FeedbackRecorded(BaseModel):
    """`asset_queries.feedback_recorded`: so many answers came for a case, so many of them hits. No details: secret."""

    case_id: Id
    rows: int
    hits: int
    at: str
