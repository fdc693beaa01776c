"""The manifest of `approvals`."""

from zhixing.approvals import (
    commands,
    deciding,
    events,
    http,
    matrix,
    policy,
    reads,
    standing,
    sync,
    talking,
    watching,
)
from zhixing.platform.manifest import CollectionSpec, ScheduleSpec, Slice, on, route, when
from zhixing.platform.policy import logged_in

SLICE = Slice(
    name="approvals",
    commands=(
        on("approvals.opened", commands.OpenedForApproval, deciding.opened, policy.has_task,
           subject=reads.step_subject),
        on("approvals.decide", commands.DecideStep, deciding.decide, policy.has_task, subject=reads.step_subject),
        on("approvals.ask", commands.AskDrafter, talking.ask, policy.has_task, subject=reads.step_subject),
        on("approvals.answer", commands.AnswerApprover, talking.answer, policy.may_answer,
           subject=reads.approval_subject),
        on("approvals.withdraw", commands.WithdrawApproval, talking.withdraw, policy.may_answer,
           subject=reads.approval_subject),
        on("approvals.assign_step", commands.AssignStep, standing.assign_step, policy.may_name,
           subject=reads.step_subject),
        on("approvals.form_panel", commands.FormPanel, standing.form_panel, policy.may_form_panel,
           subject=standing.load_case),
        on("approvals.delegate", commands.Delegate, standing.delegate, policy.may_delegate,
           subject=standing.the_body),
        on("approvals.end_delegation", commands.EndDelegation, standing.end_delegation, policy.may_end_delegation,
           subject=standing.load_delegation),
        on("approvals.recuse", commands.Recuse, standing.recuse, policy.may_recuse, subject=standing.load_recusal),
    ),
    routes=(
        route("GET", "/api/approvals/<approval_id>/evidence", http.get_evidence, logged_in,
              answer=http.ApprovalEvidence, summary="Who decided, with all that proves it without this server"),
    ),
    subscribers=(
        when("identity.roles_changed", watching.follow_offices),
        when("identity.person_created", watching.follow_offices),
        when("identity.person_disabled", watching.follow_offices),
        when("cases.assigned", watching.follow_duties),
        when("cases.unassigned", watching.follow_duties),
    ),
    collections=(
        CollectionSpec("approvals", sync.ApprovalRow, sync.approval_rows),
        CollectionSpec("approval_tasks", sync.ApprovalTaskRow, sync.task_rows),
        CollectionSpec("approval_panels", sync.PanelRow, sync.panel_rows),
        CollectionSpec("approval_rules", sync.ApprovalRuleRow, sync.rule_rows),
        CollectionSpec("delegations", sync.DelegationRow, sync.delegation_rows),
        CollectionSpec("recusals", sync.RecusalRow, sync.recusal_rows),
    ),
    schedules=(
        ScheduleSpec("approvals.escalate", watching.ESCALATE_EVERY_S, watching.escalate),
        ScheduleSpec("approvals.tidy", watching.TIDY_EVERY_S, watching.tidy),
    ),
    events=(events.ApprovalOpened, events.StepWaits, events.StepStuck, events.ApprovalFinished,
            events.ApprovalReturned, events.ApprovalVoided, events.StepEscalated, events.QuestionAsked,
            events.QuestionAnsweredFact, events.PersonRecused, events.Delegated),
    at_start=(matrix.keep,),
    provides={"reads_as_proof": reads.may_read_as_proof},
)
