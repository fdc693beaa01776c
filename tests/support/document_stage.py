"""Drafts and issued documents for the walks over every door and every command."""

from typing import Any

from tests.support.policy_stage import Stage
from zhixing.documents.catalogue import shipped
from zhixing.kernel.ids import new_id

KIND = "seizure_inventory"  # needs no approval: issued as soon as the worker has set it


def draft_body(stage: Stage) -> dict[str, Any]:
    return {"document_id": new_id(), "case_id": stage.case_id, "kind": KIND, "fields": shipped()[KIND].sample}


def draft(stage: Stage) -> str:
    """A draft that can be submitted."""
    body = draft_body(stage)
    stage.house.must("documents.draft", body, stage.docket.officer)
    return str(body["document_id"])


def waiting(stage: Stage) -> str:
    """Submitted; the worker has not got to it."""
    document_id = draft(stage)
    stage.house.must("documents.submit", {"document_id": document_id}, stage.docket.officer,
                     based_on=stage.looking_at("drafts", document_id))
    return document_id


def issued(stage: Stage) -> str:
    """One issued document, the same each time."""
    if "issued_document" not in stage.__dict__:
        stage.__dict__["issued_document"] = waiting(stage)
        stage.house.work()
    return str(stage.__dict__["issued_document"])
