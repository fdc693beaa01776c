"""Evidence belongs to visits without `capture` knowing of them: here the two meet."""

from zhixing.capture import AFTER_END, EvidenceFacts, evidence_facts, flag_evidence
from zhixing.cases import case_scope
from zhixing.fieldwork.models import FieldVisit
from zhixing.fieldwork.reads import end_of, evidence_of
from zhixing.fieldwork.rules import Moment, is_after
from zhixing.platform.unit_of_work import Reaction


def follow_evidence(reaction: Reaction) -> None:
    """A photo came in, was named better or struck: the visit's checklist may read differently now."""
    evidence = evidence_facts(reaction.session, reaction.facts["evidence_id"])
    visit = reaction.session.get(FieldVisit, evidence.visit_id) if evidence.visit_id else None
    if visit is None or visit.case_id != evidence.case_id:
        return
    _flag_if_late(reaction, visit, evidence)
    reaction.changed("visits", visit.id, case_scope(visit.case_id))


def flag_late_evidence(reaction: Reaction) -> None:
    """The end of a visit arrived after photos that another tablet took later than it."""
    visit = reaction.session.get_one(FieldVisit, reaction.facts["visit_id"])
    for evidence in evidence_of(reaction.session, visit):
        _flag_if_late(reaction, visit, evidence)


def _flag_if_late(reaction: Reaction, visit: FieldVisit, evidence: EvidenceFacts) -> None:
    moment = Moment(evidence.captured_at, evidence.device_id, evidence.device_seq)
    if is_after(end_of(visit), moment):
        flag_evidence(reaction, evidence.evidence_id, AFTER_END)
