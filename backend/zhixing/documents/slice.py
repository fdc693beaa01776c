"""The manifest of `documents`."""

from zhixing.documents import (
    commands,
    drafting,
    events,
    http,
    inspecting,
    issued,
    policy,
    publishing,
    rendering,
    sealing,
    service,
    subjects,
    subscribers,
    sync,
    verify_pages,
)
from zhixing.kernel.messages import ConflictMode
from zhixing.platform.manifest import CollectionSpec, JobSpec, RouteSpec, ScheduleSpec, Slice, on, route, when
from zhixing.platform.policy import anybody, logged_in


def _public(method: str, path: str, view: verify_pages.View, summary: str) -> RouteSpec:
    return route(method, path, view, anybody, access="public", csrf=False, media_type="text/html", summary=summary)


SLICE = Slice(
    name="documents",
    commands=(
        on("documents.import", commands.ImportDocument, service.import_document, policy.may_import,
           subject=subjects.case_of_body, makes="document_id"),
        on("documents.draft", commands.DraftDocument, drafting.draft, policy.may_draft, subject=subjects.case_of_body),
        on("documents.revise", commands.ReviseDraft, drafting.revise, policy.may_draft,
           subject=subjects.draft_of_body, conflict=ConflictMode.LATEST),
        on("documents.submit", commands.SubmitDraft, drafting.submit, policy.may_draft,
           subject=subjects.draft_of_body, conflict=ConflictMode.GUARDED,
           guards=lambda body: [f"drafts/{body.document_id}"]),
        on("documents.withdraw", commands.WithdrawDraft, drafting.withdraw, policy.may_draft,
           subject=subjects.draft_of_body),
        on("documents.discard", commands.DiscardDraft, drafting.discard, policy.may_draft,
           subject=subjects.draft_of_body),
        on("documents.mark_printed", commands.MarkPrinted, issued.mark_printed, policy.may_hand_over,
           subject=subjects.document_of_body),
        on("documents.mark_shared", commands.MarkShared, issued.mark_shared, policy.may_hand_over,
           subject=subjects.document_of_body),
        on("documents.hand_over", commands.HandOver, issued.hand_over, policy.may_hand_over,
           subject=subjects.document_of_body),
        on("documents.revoke", commands.RevokeDocument, issued.revoke, policy.may_revoke,
           subject=subjects.document_of_body),
    ),
    routes=(
        route("GET", "/api/documents/<document_id>/pdf", http.get_pdf, logged_in, media_type="application/pdf",
              summary="The exact bytes; ETag is their SHA-256"),
        route("GET", "/api/documents/<document_id>/versions/<version>/pdf", http.get_version_pdf, logged_in,
              media_type="application/pdf", summary="The bytes of one submitted version"),
        route("GET", "/api/documents/<document_id>/text", http.get_text, logged_in,
              summary="The text per page, for searching"),
        route("GET", "/api/documents/<document_id>/draft", http.get_draft, logged_in, answer=sync.DraftRow,
              summary="The draft and its versions, also for an approver from outside the case"),
        route("GET", "/api/documents/<document_id>/verification", http.get_verification, logged_in,
              summary="Everything that proves an issued document"),
        _public("GET", "/verify", verify_pages.get_verify, "Check a document: the form, or what a code stands for"),
        _public("POST", "/verify", verify_pages.post_verify, "Check a file or a code; JSON where it is asked for"),
        _public("GET", "/verify/style.css", verify_pages.get_css, "Style of the check page"),
    ),
    subscribers=(
        when("approvals.finished", subscribers.issue),
        when("approvals.returned", subscribers.take_return),
        when("approvals.voided", subscribers.take_withdrawal),
    ),
    collections=(
        CollectionSpec("documents", sync.DocumentRow, sync.document_rows),
        CollectionSpec("drafts", sync.DraftRow, sync.draft_rows),
        CollectionSpec("templates", sync.TemplateRow, sync.template_rows),
    ),
    jobs=(
        JobSpec(inspecting.INSPECT, inspecting.inspect),
        JobSpec(drafting.RENDER, rendering.render),
        JobSpec(sealing.SEAL, sealing.seal),
    ),
    schedules=(ScheduleSpec("documents.templates", publishing.EVERY_S, publishing.publish_templates),
               ScheduleSpec("documents.seal_again", sealing.AGAIN_EVERY_S, sealing.seal_again)),
    events=(events.DocumentImported, events.DocumentChecked, events.DocumentDrafted, events.DraftSubmitted,
            events.DraftNotRendered, events.DraftReturned, events.DraftWithdrawn, events.DraftDiscarded,
            events.DocumentIssued, events.DocumentPrinted, events.DocumentShared, events.DocumentHandedOver,
            events.DocumentRevoked),
)
