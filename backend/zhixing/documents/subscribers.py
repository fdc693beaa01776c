"""What follows from an approval's end."""

from zhixing.documents import events
from zhixing.documents.drafting import SUBJECT, Ending, changed, come_back, current_version
from zhixing.documents.models import DocumentDraft
from zhixing.documents.sealing import SEAL
from zhixing.platform.unit_of_work import Reaction


def _draft(reaction: Reaction) -> DocumentDraft | None:
    """The draft this approval was about, if it still waits for exactly this one."""
    facts = reaction.facts
    if facts["subject_kind"] != SUBJECT:
        return None
    row = reaction.session.get(DocumentDraft, facts["subject_id"], with_for_update=True)
    waits = row is not None and row.state == "in_approval"
    return row if row and waits and current_version(reaction, row).approval_id == facts["approval_id"] else None


def issue(reaction: Reaction) -> None:
    """`approvals.finished`: exactly these bytes were approved; the worker seals them."""
    row = _draft(reaction)
    if row is None:
        return
    version = current_version(reaction, row)
    if version.sha256 != reaction.facts["sha256"]:
        return
    row.state = version.state = "approved"
    row.problem, row.updated_at, version.ended_at = None, reaction.now, reaction.now
    changed(reaction, row.id, row.case_id)
    reaction.enqueue(SEAL, {"version_id": version.id}, unique_key=f"{SEAL}:{version.id}")


def take_return(reaction: Reaction) -> None:
    """`approvals.returned`: the drafter gets it back with the reason."""
    row = _draft(reaction)
    if row is None:
        return
    reason, by = reaction.facts["reason"], reaction.facts["by"]
    version = come_back(reaction, row, Ending("returned", "returned", reason, by))
    reaction.happened("documents.returned", **events.DraftReturned(
        document_id=row.id, case_id=row.case_id, kind=row.kind, title=row.title, version=version.version,
        reason=reason, returned_by=by, drafted_by=row.by).model_dump())


def take_withdrawal(reaction: Reaction) -> None:
    """`approvals.voided` by somebody else than this slice: the approval was withdrawn where it waited."""
    row = _draft(reaction)
    if row is not None:
        come_back(reaction, row, Ending("withdrawn", "withdrawn", reaction.facts["reason"], reaction.facts["by"]))
