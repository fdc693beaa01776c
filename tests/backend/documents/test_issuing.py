"""From draft to sealed paper: what the judge saw is what was issued, byte for byte, and anybody can check it."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.drafting import Office
from tests.support.house import House
from tests.support.people import browser_of, enlist
from zhixing.kernel.ids import new_id


def test_the_issued_document_begins_with_exactly_the_bytes_that_were_approved(office: Office) -> None:
    document_id = office.submitted()
    seen = office.pdf(document_id, 1)
    office.approve(document_id)

    issued = office.pdf(document_id)

    assert issued.startswith(seen)
    assert len(issued) > len(seen)
    row = office.document(document_id)
    assert row["approved_sha256"] == hashlib.sha256(seen).hexdigest()
    assert row["sha256"] == hashlib.sha256(issued).hexdigest()
    assert row["seal"]["algorithm"] == "PAdES ECDSA secp256r1 SHA-256"
    assert (row["number"], row["issued_on"]) == (office.row(document_id)["number"], "2026-11-23")


def test_the_judge_sees_number_date_and_check_code_before_she_approves(office: Office) -> None:
    document_id = office.submitted("execution_notice")
    office.approve(document_id)
    office.house.work()
    text = browser_of(office.house, office.docket.judge).get(f"/api/documents/{document_id}/text").get_json()
    words = "".join(text["pages"]).replace(" ", "").replace("\n", "")

    row = office.document(document_id)

    assert row["number"].replace(" ", "") in words
    assert "二〇二六年十一月二十三日" in words
    assert row["check_url"].removeprefix("/verify?c=")[:10] in words


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="apt install poppler-utils")
def test_a_second_tool_finds_the_signature_valid_and_one_changed_byte_breaks_it(office: Office,
                                                                              tmp_path: Path) -> None:
    issued = office.pdf(office.issued("execution_notice"))

    def verdict(data: bytes) -> str:
        (tmp_path / "paper.pdf").write_bytes(data)
        return subprocess.run(["pdfsig", str(tmp_path / "paper.pdf")], capture_output=True, text=True).stdout

    genuine = verdict(issued)
    assert "Signature is Valid." in genuine
    assert "Total document signed" in genuine
    assert "ETSI.CAdES.detached" in genuine
    spot = issued.index(b"stream") + 40
    altered = issued[:spot] + bytes([issued[spot] ^ 1]) + issued[spot + 1:]
    assert "Signature is Valid." not in verdict(altered)


def test_a_form_that_nobody_approves_is_issued_without_the_courts_seal(office: Office) -> None:
    document_id = office.submitted("seizure_inventory")
    office.house.work()

    row = office.document(document_id)

    assert office.row(document_id)["state"] == "issued"
    assert row["seal"] is None
    assert row["sha256"] == row["approved_sha256"]


def test_a_strip_is_sealed_and_its_code_leads_to_the_check(office: Office) -> None:
    document_id = office.issued("seal_strip")

    row = office.document(document_id)

    assert row["seal"]["algorithm"].startswith("PAdES")
    assert row["sha256"] != row["approved_sha256"]
    shown = office.house.client().get(row["check_url"]).get_data(as_text=True)
    assert row["number"] in shown


def test_documents_of_a_series_are_numbered_in_turn_and_keep_their_number(office: Office) -> None:
    first, second = office.submitted("ruling_seizure"), office.submitted("ruling_freeze")
    notice = office.submitted("execution_notice")
    numbers = [office.row(one)["number"] for one in (first, second, notice)]

    assert numbers[1] == f"{numbers[0]}之一"
    assert numbers[2] == numbers[0]  # another series
    office.docket.tablet.must("documents.withdraw", {"document_id": second, "reason": "补充财产"})
    office.submit(second)
    assert office.row(second)["number"] == numbers[1]


def test_a_returned_draft_comes_back_with_the_reason_and_both_versions_stay(office: Office) -> None:
    document_id = office.submitted("execution_notice")
    office.chambers.judge.send_back(office.approval_id(document_id), "期限应为十日。")
    office.house.work()
    row = office.row(document_id)
    assert (row["state"], row["problem"]["reason"]) == ("returned", "期限应为十日。")

    office.docket.tablet.must("documents.revise", {"document_id": document_id, "fields": {**row["fields"], "days": 10}})
    assert office.submit(document_id).outcome == "accepted"
    office.house.work()
    office.approve(document_id)

    versions = office.row(document_id)["versions"]
    assert [one["state"] for one in versions] == ["returned", "issued"]
    assert [one["fields"]["days"] for one in versions] == [7, 10]
    assert office.pdf(document_id, 1) != office.pdf(document_id, 2)


def test_changing_what_waits_makes_the_approval_void(office: Office) -> None:
    document_id = office.submitted("execution_notice")
    approval_id = office.approval_id(document_id)
    fields = office.row(document_id)["fields"]

    office.docket.tablet.must("documents.revise", {"document_id": document_id, "fields": {**fields, "days": 15}})

    assert office.row(document_id)["state"] == "draft"
    assert office.chambers.approval(approval_id)["status"] == "voided"
    assert not office.chambers.judge.inbox()


def test_an_approver_who_withdraws_nothing_but_the_drafter_does_gets_a_draft_back(office: Office) -> None:
    document_id = office.submitted("execution_notice")

    office.docket.tablet.must("documents.withdraw", {"document_id": document_id, "reason": "金额有误"})
    office.house.work()

    row = office.row(document_id)
    assert (row["state"], row["problem"]["kind"], row["versions"][0]["state"]) == ("draft", "withdrawn", "withdrawn")


def test_sealing_twice_issues_once(office: Office, house: House) -> None:
    from zhixing.documents.sealing import seal

    document_id = office.issued("execution_notice")
    before = office.document(document_id)
    with house.read() as session:
        from zhixing.documents.models import DocumentVersion

        version_id = session.query(DocumentVersion).filter_by(document_id=document_id).one().id

    seal(house.system, {"version_id": version_id})

    assert office.document(document_id)["sha256"] == before["sha256"]


def test_without_a_seal_the_approved_document_waits_and_says_why(office: Office, house: House) -> None:
    from zhixing.documents.adapters import SEALER, NullSealer

    house.system.extras[SEALER] = NullSealer("SM2/SM3")
    document_id = office.submitted("execution_notice")
    office.approve(document_id)
    row = office.row(document_id)
    assert (row["state"], row["problem"]["kind"], row["problem"]["reason"]) == ("approved", "not_sealed", "SM2/SM3")

    del house.system.extras[SEALER]
    house.work_after_pauses()

    assert office.row(document_id)["state"] == "issued"


def test_printing_and_handing_over_are_kept_with_who_and_when(office: Office) -> None:
    document_id, tablet = office.issued("execution_notice"), office.docket.tablet
    tablet.must("documents.mark_printed", {"document_id": document_id, "print_id": new_id(), "copies": 3})
    tablet.must("documents.hand_over", {"document_id": document_id, "handover_id": new_id(), "recipient": "王三槐",
                                        "method": "in_person", "note": "本人签收"})

    row = office.document(document_id)

    assert row["printed"][0]["copies"] == 3
    assert (row["handed_over"][0]["recipient"], row["handed_over"][0]["by"]) == ("王三槐", office.docket.officer.id)


def test_a_copy_that_left_a_device_is_told_with_its_bytes_and_changes_nothing(office: Office) -> None:
    document_id = office.issued("execution_notice")
    before = office.document(document_id)

    office.docket.tablet.must("documents.mark_shared", {"document_id": document_id, "share_id": new_id(),
                                                        "means": "share"})

    told = office.chambers.events("documents.shared")[-1]
    assert (told["sha256"], told["means"], told["by"]) == (before["sha256"], "share", office.docket.officer.id)
    assert office.document(document_id) == before


def test_revoking_is_the_judges_and_leaves_everything_in_place(office: Office) -> None:
    document_id = office.issued("execution_notice")
    refused = office.docket.tablet.do("documents.revoke", {"document_id": document_id, "reason": "有误"})
    assert refused.problem is not None
    assert refused.problem.code == "policy.denied"

    office.house.must("documents.revoke", {"document_id": document_id, "reason": "金额有误"}, office.docket.judge)

    assert office.document(document_id)["revoked"]["reason"] == "金额有误"
    assert office.pdf(document_id).startswith(b"%PDF")
    late = office.docket.tablet.do("documents.hand_over", {"document_id": document_id, "handover_id": new_id(),
                                                          "recipient": "王三槐"})
    assert late.problem is not None
    assert late.problem.code == "documents.already_revoked"


def test_the_president_reads_what_he_decides_and_nothing_else(office: Office) -> None:
    document_id = office.submitted("search_warrant", evidence=[{"key": "concealment", "kind": "text", "text": "见卷"}])
    office.chambers.judge.approve(office.approval_id(document_id))
    office.house.work()
    other = office.submitted("execution_notice")
    president = office.chambers.president.person

    assert office.pdf(document_id, person=president) == office.pdf(document_id, 1)
    browser = browser_of(office.house, president)
    assert browser.get(f"/api/documents/{document_id}/draft").get_json()["versions"][0]["version"] == 1
    assert browser.get(f"/api/documents/{other}/pdf").status_code == 404
    assert browser.get(f"/api/documents/{other}/draft").status_code == 404


def test_proof_that_the_rule_wants_is_asked_for_when_submitting(office: Office) -> None:
    outcome = office.submit(office.draft("search_warrant"))

    assert outcome.problem is not None
    assert outcome.problem.code == "approvals.evidence_missing"


def test_the_verification_record_holds_decisions_digests_and_the_courts_signature(office: Office) -> None:
    from zhixing.platform.crypto import without_proof

    document_id = office.issued("execution_notice")

    record = browser_of(office.house, office.docket.judge).get(f"/api/documents/{document_id}/verification").get_json()

    assert record["approvals"][0]["sha256"] == record["approved_sha256"]
    assert record["approvals"][0]["proof"]
    assert office.house.system.key.public.verify(without_proof(record), record["proof"])
    stranger = browser_of(office.house, enlist(office.house, "钱六合", "judge"))
    assert stranger.get(f"/api/documents/{document_id}/verification").status_code == 404
