"""The manifest of `documents`."""

from typing import Any

from sqlalchemy.orm import Session

from zhixing.cases import CaseFacts, case_facts
from zhixing.documents import commands, events, http, policy, service, sync
from zhixing.platform.manifest import CollectionSpec, JobSpec, Slice, on, route
from zhixing.platform.policy import logged_in


def _the_case(session: Session, body: Any) -> CaseFacts:
    return case_facts(session, body.case_id)


SLICE = Slice(
    name="documents",
    commands=(
        on("documents.import", commands.ImportDocument, service.import_document, policy.may_import, subject=_the_case,
           makes="document_id"),
    ),
    routes=(
        route("GET", "/api/documents/<document_id>/pdf", http.get_pdf, logged_in, media_type="application/pdf",
              summary="The exact bytes; ETag is their SHA-256"),
    ),
    collections=(CollectionSpec("documents", sync.DocumentRow, sync.document_rows),),
    jobs=(JobSpec(service.INSPECT, service.inspect),),
    events=(events.DocumentImported, events.DocumentChecked),
)
