"""The manifest of notifications."""

from zhixing.kernel.messages import ConflictMode
from zhixing.notifications.approval_notices import (
    tell_about_answer,
    tell_about_escalation,
    tell_about_outcome,
    tell_about_question,
    tell_about_stuck_step,
    tell_about_waiting_step,
)
from zhixing.notifications.commands import MarkRead, SubscribePush, UnsubscribePush
from zhixing.notifications.control_notices import (
    tell_about_control,
    tell_about_lapse,
    tell_about_nearing_term,
)
from zhixing.notifications.events import NoticeKind
from zhixing.notifications.http import PushPublicKey, get_public_key
from zhixing.notifications.jobs import push_notice
from zhixing.notifications.policy import a_person, own
from zhixing.notifications.service import (
    PUSH_JOB,
    mark_read,
    notices_of,
    subscribe_push,
    subscription_of,
    unsubscribe_push,
)
from zhixing.notifications.subscribers import (
    forget_browsers_of_revoked_device,
    tell_about_assignment,
    tell_about_feedback,
    tell_about_locked_page,
    tell_about_message,
    tell_about_revoked_device,
)
from zhixing.notifications.sync import NoticeRow, notice_rows
from zhixing.platform.manifest import CollectionSpec, JobSpec, Slice, on, route, when
from zhixing.platform.policy import logged_in

LATEST = ConflictMode.LATEST

SLICE = Slice(
    name="notifications",
    commands=(
        on("notifications.subscribe_push", SubscribePush, subscribe_push, a_person, conflict=LATEST),
        on("notifications.unsubscribe_push", UnsubscribePush, unsubscribe_push, own, subject=subscription_of,
           conflict=LATEST),
        on("notifications.mark_read", MarkRead, mark_read, own, subject=notices_of, conflict=LATEST),
    ),
    routes=(route("GET", "/api/push/public-key", get_public_key, logged_in, answer=PushPublicKey,
                  summary="The key to subscribe to push messages with"),),
    subscribers=(
        when(NoticeKind.FEEDBACK, tell_about_feedback),
        when(NoticeKind.MESSAGE, tell_about_message),
        when(NoticeKind.PAGE_LOCKED, tell_about_locked_page),
        when(NoticeKind.ASSIGNED, tell_about_assignment),
        *(when(one, tell_about_control) for one in (
            NoticeKind.CONTROL_EFFECTIVE, NoticeKind.CONTROL_QUEUED, NoticeKind.CONTROL_MOVED_UP,
            NoticeKind.STEP_FAILED)),
        when(NoticeKind.TERM, tell_about_nearing_term),
        when(NoticeKind.LAPSED, tell_about_lapse),
        when(NoticeKind.DEVICE_REVOKED, tell_about_revoked_device),
        when(NoticeKind.DEVICE_REVOKED, forget_browsers_of_revoked_device),
        when(NoticeKind.APPROVAL_WAITS, tell_about_waiting_step),
        when(NoticeKind.APPROVAL_RETURNED, tell_about_outcome),
        when(NoticeKind.APPROVAL_FINISHED, tell_about_outcome),
        when(NoticeKind.APPROVAL_VOIDED, tell_about_outcome),
        when(NoticeKind.APPROVAL_ESCALATED, tell_about_escalation),
        when(NoticeKind.APPROVAL_STUCK, tell_about_stuck_step),
        when(NoticeKind.QUESTION_ASKED, tell_about_question),
        when(NoticeKind.QUESTION_ANSWERED, tell_about_answer),
    ),
    collections=(CollectionSpec("notices", NoticeRow, notice_rows),),
    jobs=(JobSpec(PUSH_JOB, push_notice),),
)
