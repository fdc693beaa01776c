"""Who must approve what, and the proof that they did: bound to the bytes, made offline too (domain.md 1.3).

The face for upper slices. Open with `open_approval` in your own transaction, then listen:
`approvals.finished`, `approvals.returned`, `approvals.voided` (also when it was withdrawn: `why`).
"""

from zhixing.approvals.matrix import court_file as matrix_file
from zhixing.approvals.matrix import describe as describe_matrix
from zhixing.approvals.matrix import load as load_matrix
from zhixing.approvals.opening import LinkedProof, NewApproval, open_approval, rules_for_kind, void_approval
from zhixing.approvals.reads import (
    ApprovalFacts,
    approval_evidence,
    approval_facts,
    latest_approval,
    may_read_as_proof,
    may_read_for_approval,
)

__all__ = [
    "ApprovalFacts",
    "LinkedProof",
    "NewApproval",
    "approval_evidence",
    "approval_facts",
    "describe_matrix",
    "latest_approval",
    "load_matrix",
    "matrix_file",
    "may_read_as_proof",
    "may_read_for_approval",
    "open_approval",
    "rules_for_kind",
    "void_approval",
]
