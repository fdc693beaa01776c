"""The events of other slices that become notices. Their names are also the kinds of the notices."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is about; the app has the words for each."""

    FEEDBACK = "asset_queries.feedback_recorded"
    MESSAGE = "disclosure.message_left"
    PAGE_LOCKED = "disclosure.page_locked"
    ASSIGNED = "cases.assigned"
    DEVICE_REVOKED = "devices.revoked"
    APPROVAL_WAITS = "approvals.step_waits"
    APPROVAL_RETURNED = "approvals.returned"
    APPROVAL_FINISHED = "approvals.finished"
    APPROVAL_VOIDED = "approvals.voided"
    APPROVAL_ESCALATED = "approvals.escalated"
    APPROVAL_STUCK = "approvals.step_stuck"
    QUESTION_ASKED = "approvals.question_asked"
    QUESTION_ANSWERED = "approvals.question_answered"
    CONTROL_EFFECTIVE = "controls.effective"
    CONTROL_QUEUED = "controls.queued"
    CONTROL_MOVED_UP = "controls.moved_up"
    STEP_FAILED = "controls.step_failed"
    TERM = "controls.term_nearing"
    LAPSED = "controls.lapsed"
