"""What the rule asks for lies beside the draft: whoever decides may look at it, and at nothing else (domain.md 1.3)."""

import pytest

from tests.support.docket import a_docket
from tests.support.drafting import Office
from tests.support.people import browser_of
from tests.support.showcase import a_document, a_photo, an_entry


@pytest.fixture
def submitted(office: Office) -> dict[str, str]:
    """A compelled appearance at the president's step, with a photo, a document and an entry as proof; and the same
    things of another case, linked by mistake."""
    other = a_docket(office.house)
    refs = {"photo": a_photo(office.docket), "paper": a_document(office.docket),
            "entry": an_entry(office.docket, "两次传唤未到"), "foreign_photo": a_photo(other),
            "foreign_paper": a_document(other), "foreign_entry": an_entry(other, "别案"),
            "unlinked_photo": a_photo(office.docket)}
    kinds = {"photo": "evidence", "paper": "document", "entry": "entry"}
    links = [{"key": "summoned_before", "kind": kinds[name.removeprefix("foreign_")], "ref": ref, "text": ""}
             for name, ref in refs.items() if not name.startswith("unlinked")]
    document_id = office.submitted("compelled_appearance", evidence=links)
    office.chambers.judge.approve(office.approval_id(document_id))
    office.house.work()
    return refs | {"document": document_id}


def test_the_president_sees_the_proof_of_what_he_decides_and_no_other(office: Office,
                                                                      submitted: dict[str, str]) -> None:
    browser = browser_of(office.house, office.chambers.president.person)

    def looks(name: str) -> int:
        door = "documents/{}/pdf" if "paper" in name else "evidence/{}/display"
        return browser.get("/api/" + door.format(submitted[name]), buffered=True).status_code

    assert {name: looks(name) for name in ("photo", "paper", "foreign_photo", "foreign_paper", "unlinked_photo")} == {
        "photo": 200, "paper": 200, "foreign_photo": 404, "foreign_paper": 404, "unlinked_photo": 404}


def test_what_an_entry_of_the_timeline_says_comes_with_the_task(office: Office, submitted: dict[str, str]) -> None:
    (task,) = office.chambers.president.inbox()
    said = {link["ref"]: link["entry"] for line in task["evidence"] for link in line["links"]}
    assert said[submitted["entry"]]["text"] == "两次传唤未到"
    assert said[submitted["foreign_entry"]] is None


def test_with_the_task_the_right_to_look_ends(office: Office, submitted: dict[str, str]) -> None:
    office.chambers.president.send_back(office.approval_id(submitted["document"]))
    office.house.clock.forward(days=91)
    office.house.work()
    browser = browser_of(office.house, office.chambers.president.person)
    assert browser.get(f"/api/evidence/{submitted['photo']}/display").status_code == 404
