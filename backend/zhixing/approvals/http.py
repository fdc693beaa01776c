"""The evidence of an approval, to take out of the house: it can be checked without this server."""

from typing import Any

from pydantic import BaseModel

from zhixing.approvals.reads import approval_evidence, approval_or_not_found
from zhixing.cases import may_see_case
from zhixing.kernel.errors import NotFound
from zhixing.platform.http import Call


class ApprovalEvidence(BaseModel):
    """Every decision about the document, each with challenge, assertion and public key (docs/protocol.md 9)."""

    approval_id: str
    subject_kind: str
    subject_id: str
    case_id: str
    decisions: list[dict[str, Any]]


def get_evidence(call: Call) -> ApprovalEvidence:
    """For whoever holds the case; audited."""
    row = approval_or_not_found(call.session, call.args["approval_id"])
    if not may_see_case(call.session, call.actor.id, row.case_id):
        raise NotFound(what="approval")
    found = approval_evidence(call.session, row.subject_kind, row.subject_id)
    answer = ApprovalEvidence(approval_id=row.id, subject_kind=row.subject_kind, subject_id=row.subject_id,
                              case_id=row.case_id, decisions=found)
    actor = call.actor
    call.release()
    call.system.audit(actor, "approvals.evidence_exported", answer.approval_id, case_id=answer.case_id)
    return answer
