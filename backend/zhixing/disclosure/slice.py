"""The manifest of disclosure."""

from zhixing.disclosure import commands, events, http, pages, policy, service, subjects, subscribers, sync
from zhixing.disclosure.masks import RENDER, mask_photo, render_mask
from zhixing.disclosure.publish import publish, withdraw
from zhixing.platform.manifest import CollectionSpec, JobSpec, RouteSpec, Slice, on, route, when
from zhixing.platform.policy import anybody, logged_in, system_only


def _public(method: str, path: str, view: pages.View, summary: str) -> RouteSpec:
    """A litigant's door: open to the public, guarded by the page's address and question."""
    return route(method, path, view, anybody, access="public", csrf=False, media_type="text/html", summary=summary)


SLICE = Slice(
    name="disclosure",
    commands=(
        on("disclosure.open_page", commands.OpenPage, service.open_page, policy.may_open_pages,
           subject=subjects.case_of_body),
        on("disclosure.close_page", commands.ClosePage, service.close_page, policy.may_open_pages,
           subject=subjects.page_of_body),
        on("disclosure.mask", commands.MaskPhoto, mask_photo, policy.may_mask, subject=subjects.evidence_of_body),
        on("disclosure.publish", commands.Publish, publish, policy.may_publish, subject=subjects.case_of_body),
        on("disclosure.withdraw", commands.Withdraw, withdraw, policy.may_withdraw,
           subject=subjects.publication_of_body),
        on("disclosure.answer_message", commands.AnswerMessage, service.answer_message, policy.may_answer,
           subject=subjects.message_of_body),
        on("disclosure.leave_message", commands.LeaveMessage, service.leave_message, system_only,
           subject=subjects.page_of_body, system_only=True),
    ),
    routes=(
        _public("GET", "/d", pages.get_nothing, "An address that broke off"),
        _public("GET", "/d/page.css", pages.get_css, "Style of the litigants' pages"),
        _public("GET", "/d/<token>", pages.get_page, "A litigant's page, or its question"),
        _public("POST", "/d/<token>", pages.post_check, "The answer to the question"),
        _public("POST", "/d/<token>/leave", pages.post_leave, "End the visit"),
        _public("POST", "/d/<token>/messages", pages.post_message, "Leave a message or a lead"),
        _public("GET", "/d/<token>/photos/<publication_id>", pages.get_photo, "A covered copy of a photo"),
        _public("GET", "/d/<token>/photos/<publication_id>/small", pages.get_small_photo, "Its thumbnail"),
        _public("GET", "/d/<token>/documents/<publication_id>", pages.get_document, "A published document"),
        route("GET", "/api/disclosure/pages/<page_id>/notice.pdf", http.get_notice, logged_in,
              media_type="application/pdf", summary="The notice with the page's code, to print"),
        route("GET", "/api/disclosure/pages/<page_id>/qr.svg", http.get_qr, logged_in, media_type="image/svg+xml",
              summary="The page's code"),
    ),
    subscribers=(
        when("cases.stage_set", subscribers.follow_case),
        when("cases.assigned", subscribers.follow_case),
        when("cases.unassigned", subscribers.follow_case),
        when("capture.struck", subscribers.take_back_struck_photo),
    ),
    collections=(
        CollectionSpec("publications", sync.PublicationRow, sync.publication_rows),
        CollectionSpec("pages", sync.PageRow, sync.page_rows),
        CollectionSpec("messages", sync.MessageRow, sync.message_rows),
    ),
    jobs=(JobSpec(RENDER, render_mask),),
    events=(events.PageOpened, events.PageClosedForGood, events.PageWasLocked, events.Published,
            events.PublicationWithdrawn, events.PhotoMasked, events.MessageLeft, events.MessageAnswered),
)
