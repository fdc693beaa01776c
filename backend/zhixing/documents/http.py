"""The exact bytes of a document over HTTP, its text, and what proves it. Every look is audited."""

import json
from typing import Any

from flask import Response
from sqlalchemy import select

from zhixing.approvals import approval_evidence
from zhixing.documents.drafting import SUBJECT
from zhixing.documents.errors import BeingChecked, Blocked, NotRendered, TextMissing
from zhixing.documents.inspecting import TEXT
from zhixing.documents.models import CaseDocument, DocumentVersion
from zhixing.documents.reads import (
    DocumentFacts,
    VersionFacts,
    version_record,
    visible_document,
    visible_draft,
    visible_version,
)
from zhixing.documents.sync import DraftRow, draft_rows
from zhixing.kernel.errors import Malformed, NotFound
from zhixing.kernel.messages import Actor
from zhixing.platform.download import Download, named, send_bytes
from zhixing.platform.files import NoSuchBlob
from zhixing.platform.http import Call


def get_pdf(call: Call) -> Response:
    """The PDF, whole or in ranges; ETag is its SHA-256. Before it is issued: the newest submitted version."""
    try:
        facts = visible_document(call.session, call.actor.id, call.args["document_id"])
    except NotFound:
        return _send_version(call, visible_version(call.session, call.actor.id, call.args["document_id"]))
    actor = call.actor
    call.release()
    _check_shown(facts)
    return _send(call, actor, facts, {"sha256": facts.sha256})


def _check_shown(facts: DocumentFacts) -> None:
    if facts.state == "checking":
        raise BeingChecked(retry_after_s=2)
    if not facts.is_ready:
        raise Blocked(reason=facts.reason)


def get_version_pdf(call: Call) -> Response:
    """The bytes of one submitted version, exactly as they were approved or returned."""
    number = call.args["version"]
    if not number.isdigit() or len(number) > 6:
        raise Malformed(errors=[{"at": "version", "why": "int_parsing"}])
    return _send_version(call, visible_version(call.session, call.actor.id, call.args["document_id"], int(number)))


def _send_version(call: Call, facts: VersionFacts) -> Response:
    actor = call.actor
    call.release()
    if facts.sha256 is None:
        raise NotRendered(retry_after_s=2)
    return _send(call, actor, facts, {"sha256": facts.sha256, "version": facts.version})


def _send(call: Call, actor: Actor, facts: DocumentFacts | VersionFacts, about: dict[str, Any]) -> Response:
    sha256 = about["sha256"]
    try:
        file = call.system.store.open(sha256)
    except NoSuchBlob as cause:
        raise NotFound(what="blob") from cause
    call.system.audit(actor, "document.viewed", facts.document_id, case_id=facts.case_id,
                      range=call.request.headers.get("Range"), **about)
    return send_bytes(call.request, Download(file, facts.size, sha256, "application/pdf", f"{facts.title}.pdf"))


def get_text(call: Call) -> Response:
    """`{"pages": ["…"], "cut"}`: the text per page, for searching without a line. Audited like a look at the pages."""
    facts = visible_document(call.session, call.actor.id, call.args["document_id"])
    actor = call.actor
    call.release()
    _check_shown(facts)
    try:
        with call.system.store.open_derived(facts.sha256, TEXT) as file:
            data = file.read()
    except NoSuchBlob as cause:
        raise TextMissing() from cause
    call.system.audit(actor, "document.text_read", facts.document_id, case_id=facts.case_id, sha256=facts.sha256)
    response = Response(data, content_type="application/json")
    response.set_etag(facts.sha256)
    return response


def get_draft(call: Call) -> dict[str, Any]:
    """The draft with its versions, for an approver who holds no other row of the case."""
    row = visible_draft(call.session, call.actor.id, call.args["document_id"])
    rows = draft_rows(call.session, [row.id], call.actor)
    actor = call.actor
    call.release()
    call.system.audit(actor, "document.draft_read", row.id, case_id=row.case_id)
    return DraftRow.model_validate(rows[row.id]).model_dump(mode="json")


def get_verification(call: Call) -> Response:
    """Everything that proves an issued document: versions, decisions with their assertions, digests, seal."""
    document_id, actor = call.args["document_id"], call.actor
    facts = visible_document(call.session, actor.id, document_id)
    row = call.session.get_one(CaseDocument, document_id)
    versions = call.session.scalars(select(DocumentVersion).where(
        DocumentVersion.document_id == document_id).order_by(DocumentVersion.version))
    record = {
        "v": 1, "document_id": document_id, "case_id": facts.case_id, "kind": row.kind, "title": row.title,
        "number": row.number, "code": row.code, "issued_on": row.issued_on, "approved_sha256": row.approved_sha256,
        "sha256": row.sha256, "seal": row.seal, "revoked": row.revoked,
        "versions": [version_record(one) for one in versions],
        "approvals": approval_evidence(call.session, SUBJECT, document_id)}
    call.release()
    call.system.audit(actor, "document.verification_exported", document_id, case_id=facts.case_id)
    data = call.system.key.signed(record)
    response = Response(json.dumps(data, ensure_ascii=False, indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = named("inline", f"{facts.title}-核验材料.json")
    return response

