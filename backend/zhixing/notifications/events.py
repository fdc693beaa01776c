"""The events of other slices that become notices. Their names are also the kinds of the notices."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is about; the app has the words for each."""

    FEEDBACK = "asset_queries.feedback_recorded"
    MESSAGE = "disclosure.message_left"
    PAGE_LOCKED = "disclosure.page_locked"
    ASSIGNED = "cases.assigned"
    DEVICE_REVOKED = "devices.revoked"
