"""The demo court: what a newcomer sees must be what the rules of the house ask for."""

from sqlalchemy import select

from tests.support.house import House
from zhixing.capture.models import Evidence
from zhixing.documents.models import CaseDocument, DocumentDraft
from zhixing.fieldwork.models import InventoryItem, VisitNote
from zhixing.fieldwork.rules import ListedItem, Records, Shown, missing
from zhixing.kernel.clock import legal_date
from zhixing.world.build import build_world


def test_the_demo_visit_left_every_record_the_law_asks_for_and_its_times_are_proven(house: House) -> None:
    build_world(house.system, lambda _line: None)

    with house.read() as session:
        evidence = session.scalars(select(Evidence)).all()
        items = session.scalars(select(InventoryItem)).all()
        notes = session.scalars(select(VisitNote)).all()
    records = Records([ListedItem(one.id, one.fields["custodian"]) for one in items], [one.text for one in notes],
                      [Shown(one.kind, one.shot, one.item_id) for one in evidence])
    assert missing("seizure", records, legal_date(house.clock.now)) == []
    assert {tuple(one.flags) for one in evidence} == {()}
    assert {one.state for one in evidence} == {"verified"}
    assert all(one.not_before is not None for one in evidence)
    with house.read() as session:
        papers = {row.kind: row.state for row in session.scalars(select(DocumentDraft))}
        sealed = session.scalars(select(CaseDocument.title).where(CaseDocument.seal.is_not(None))).all()
    assert set(papers.values()) == {"draft", "in_approval", "returned", "issued"}
    assert set(sealed) == {"执行通知书", "执行裁定书（查封）"}
