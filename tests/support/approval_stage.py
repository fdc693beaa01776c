"""What the walks over every door and every command need of approvals: a draft of the officer at its first step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tests.support.people import enlist
from tests.support.policy_stage import Stage
from zhixing.approvals import NewApproval, open_approval
from zhixing.approvals.models import ApprovalStep
from zhixing.kernel.ids import new_id

Body = dict[str, Any]
SHA256 = "ab" * 32


@dataclass(frozen=True)
class Submitted:
    """An approval whose first step is the handler's."""

    approval_id: str
    step_id: str

    @property
    def step(self) -> Body:
        return {"approval_id": self.approval_id, "step_id": self.step_id}


def submitted(stage: Stage) -> Submitted:
    new = NewApproval(approval_id=new_id(), subject_kind="document", subject_id=new_id(), case_id=stage.case_id,
                      doc_kind="ruling_freeze", title="执行裁定书", sha256=SHA256, version=1,
                      drafted_by=stage.docket.officer.id)
    stage.house.system.transact(stage.docket.officer, lambda unit: open_approval(unit, new))
    with stage.house.read() as session:
        step_id = session.scalar(select(ApprovalStep.id).where(ApprovalStep.approval_id == new.approval_id,
                                                               ApprovalStep.position == 0))
    assert step_id is not None
    return Submitted(new.approval_id, step_id)


def _asked(stage: Stage) -> Body:
    """A question of the judge that waits for its answer."""
    found, question_id = submitted(stage), new_id()
    stage.house.must("approvals.ask", {**found.step, "question_id": question_id, "text": "依据？"}, stage.docket.judge)
    return {"approval_id": found.approval_id, "question_id": question_id, "text": "见卷宗。"}


def _panel(stage: Stage) -> Body:
    judges = [enlist(stage.house, f"审判员{n}", "judge").id for n in "甲乙丙"]
    return {"panel_id": new_id(), "case_id": stage.case_id, "members": judges, "presiding": judges[0]}


def _delegation(stage: Stage, from_person: str) -> Body:
    return {"delegation_id": new_id(), "from_person": from_person, "to_person": stage.person(),
            "since": "2026-11-23", "until": "2026-12-31", "kinds": [], "reason": "外出学习"}


def _running_delegation(stage: Stage) -> Body:
    body = _delegation(stage, stage.docket.judge.id)
    stage.house.must("approvals.delegate", body, stage.docket.judge)
    return {"delegation_id": body["delegation_id"], "reason": "已返回"}


def _recusal(stage: Stage, person_id: str, case_id: str) -> Body:
    return {"recusal_id": new_id(), "case_id": case_id, "person_id": person_id, "ground": "interest",
            "reason": "与本案有利害关系", "replaced_by": None}


MAKE: dict[str, Callable[[Stage, str], Body]] = {
    "approvals.opened": lambda s, w: {**submitted(s).step, "sha256": SHA256},
    "approvals.decide": lambda s, w: {**submitted(s).step, "sha256": SHA256, "decision": "approve", "reason": None,
                                      "method": "passkey", "assertion": None, "confirmation": None},
    "approvals.ask": lambda s, w: {**submitted(s).step, "question_id": new_id(), "text": "依据？"},
    "approvals.answer": lambda s, w: _asked(s),
    "approvals.withdraw": lambda s, w: {"approval_id": submitted(s).approval_id, "reason": "重写"},
    "approvals.assign_step": lambda s, w: {**submitted(s).step, "reason": "承办人外出",
                                           "person_id": enlist(s.house, "某审判员", "judge").id},
    "approvals.form_panel": lambda s, w: _panel(s),
    "approvals.delegate": lambda s, w: _delegation(s, s.id_of(w)),
    "approvals.delegate for another": lambda s, w: _delegation(s, s.docket.second_officer.id),
    "approvals.end_delegation": lambda s, w: _running_delegation(s),
    "approvals.recuse": lambda s, w: _recusal(s, s.docket.second_officer.id, s.party_of_another_case()[0]),
    "approvals.recuse oneself": lambda s, w: _recusal(s, s.id_of(w), s.party_of_another_case()[0]),
}
