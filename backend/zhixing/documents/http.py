"""The exact bytes of a document over HTTP. Every look is audited."""

from flask import Response

from zhixing.documents.errors import BeingChecked, Blocked
from zhixing.documents.reads import visible_document
from zhixing.kernel.errors import NotFound
from zhixing.platform.download import Download, send_bytes
from zhixing.platform.files import NoSuchBlob
from zhixing.platform.http import Call


def get_pdf(call: Call) -> Response:
    """The PDF, whole or in ranges; ETag is its SHA-256."""
    facts = visible_document(call.session, call.actor.id, call.args["document_id"])
    actor = call.actor
    call.release()
    if facts.state == "checking":
        raise BeingChecked(retry_after_s=2)
    if not facts.is_ready:
        raise Blocked(reason=facts.reason)
    try:
        file = call.system.store.open(facts.sha256)
    except NoSuchBlob as cause:
        raise NotFound(what="blob") from cause
    call.system.audit(actor, "document.viewed", facts.document_id, case_id=facts.case_id, sha256=facts.sha256,
                      range=call.request.headers.get("Range"))
    return send_bytes(call.request, Download(file, facts.size, facts.sha256, "application/pdf", f"{facts.title}.pdf"))
