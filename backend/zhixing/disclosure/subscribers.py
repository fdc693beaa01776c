"""What pages follow by themselves: the stage, the judge's name, and that a struck photo is shown to nobody."""

from sqlalchemy import select

from zhixing.disclosure.models import LitigantCase, Publication
from zhixing.disclosure.publish import take_back
from zhixing.disclosure.service import copy_case
from zhixing.platform.unit_of_work import Reaction


def follow_case(reaction: Reaction) -> None:
    """A case with pages moved on, or has another judge: its pages say so."""
    case_id = reaction.facts["case_id"]
    if reaction.session.get(LitigantCase, case_id) is not None:
        copy_case(reaction, case_id)


def take_back_struck_photo(reaction: Reaction) -> None:
    """An officer struck the photo: it is taken back without waiting for the judge."""
    standing = select(Publication).where(
        Publication.kind == "photo", Publication.subject_id == reaction.facts["evidence_id"],
        Publication.withdrawn_at.is_(None))
    for shown in reaction.session.scalars(standing):
        take_back(reaction, shown, "evidence_struck")
