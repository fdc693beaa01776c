"""Anybody can check a paper: genuine, altered, revoked or unknown, without a login and without learning its content."""

import io
from typing import Any

import pytest

from tests.support.drafting import Office
from tests.support.house import House
from zhixing.documents.verify_pages import PER_MINUTE
from zhixing.documents.verifying import LARGEST_CHECK
from zhixing.platform.turnstile import Turnstile


@pytest.fixture
def issued(office: Office) -> dict[str, Any]:
    document_id = office.issued("execution_notice")
    row = office.document(document_id)
    return {"id": document_id, "pdf": office.pdf(document_id), "code": row["check_url"].removeprefix("/verify?c="),
            "sha256": row["sha256"], "approved": office.pdf(document_id, 1)}


def a_form(code: str, data: bytes | None) -> bytes:
    """As a browser sends it, in one piece."""
    head = f'--edge\r\nContent-Disposition: form-data; name="code"\r\n\r\n{code}\r\n'.encode()
    if data is None:
        return head + b"--edge--\r\n"
    file = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf'
    return head + file + b"\r\n\r\n" + data + b"\r\n--edge--\r\n"


def check(house: House, data: bytes | None = None, code: str = "") -> dict[str, Any]:
    answer = house.client().post("/verify", data=a_form(code, data), headers={"Accept": "application/json"},
                                 content_type="multipart/form-data; boundary=edge")
    return {**answer.get_json(), "status": answer.status_code}


def test_the_exact_bytes_are_genuine_with_or_without_the_code(house: House, issued: dict[str, Any]) -> None:
    for code in ("", issued["code"], issued["code"].lower()[:10] + " " + issued["code"].lower()[10:]):
        found = check(house, issued["pdf"], code)
        assert (found["verdict"], found["sha256"]) == ("genuine", issued["sha256"])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_one_changed_byte_is_altered(house: House, issued: dict[str, Any], share: float) -> None:
    spot = int(len(issued["pdf"]) * share)
    data = bytearray(issued["pdf"])
    data[spot] ^= 1

    found = check(house, bytes(data))

    assert found["verdict"] == "altered"
    assert found["sha256"] == issued["sha256"] != found["checked_sha256"]


def test_the_paper_without_its_seal_is_not_the_paper(house: House, issued: dict[str, Any]) -> None:
    assert check(house, issued["approved"])["verdict"] == "altered"
    assert check(house, issued["pdf"] + b"\n%%EOF more")["verdict"] == "altered"


def test_a_foreign_file_with_our_code_is_altered_and_without_it_unknown(house: House, issued: dict[str, Any]) -> None:
    assert check(house, b"%PDF-1.7 of somebody else", issued["code"])["verdict"] == "altered"
    foreign = check(house, b"%PDF-1.7 of somebody else")
    assert (foreign["verdict"], foreign.get("sha256")) == ("unknown", None)


def test_a_code_alone_says_what_it_stands_for_but_not_that_the_bytes_are_right(house: House,
                                                                            issued: dict[str, Any]) -> None:
    found = check(house, code=issued["code"])
    assert (found["verdict"], found["title"]) == ("registered", "执行通知书")
    assert check(house, code="23456789ABCDEFGHJKMN")["verdict"] == "unknown"
    assert check(house, code="'; DROP TABLE")["verdict"] == "unknown"


def test_a_revoked_document_says_so_whatever_is_shown(office: Office, house: House, issued: dict[str, Any]) -> None:
    house.must("documents.revoke", {"document_id": issued["id"], "reason": "金额有误"}, office.docket.judge)

    assert check(house, issued["pdf"])["verdict"] == "revoked"
    assert check(house, code=issued["code"])["verdict"] == "revoked"
    assert "金额有误" not in house.client().get(f"/verify?c={issued['code']}").text


def test_a_document_that_is_not_issued_yet_is_unknown(office: Office, house: House) -> None:
    waiting = office.pdf(office.submitted("execution_notice"), 1)

    assert check(house, waiting)["verdict"] == "unknown"


def test_the_page_tells_nothing_of_the_content_and_runs_no_script(house: House, issued: dict[str, Any]) -> None:
    answer = house.client().post("/verify", data={"file": (io.BytesIO(issued["pdf"]), "a.pdf")})

    assert answer.status_code == 200
    assert "核验一致" in answer.text
    assert "<script" not in answer.text
    for secret in ("虚构五金制造有限公司", "示例钢材贸易有限公司", "1,200,000.00"):
        assert secret not in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert house.client().get("/verify").status_code == 200
    assert house.client().get("/verify/style.css").content_type.startswith("text/css")


def test_nothing_is_asked_for_in_words(house: House) -> None:
    answer = house.client().post("/verify", data={"code": ""})

    assert answer.status_code == 422
    assert "请填写校验码" in answer.text


def test_a_flood_is_slowed_down_and_a_giant_file_is_refused(house: House) -> None:
    giant = check(house, b"%PDF-" + b"0" * LARGEST_CHECK)
    assert (giant["status"], giant["code"]) == (413, "documents.check_too_large")
    house.system.extras["verify_turnstile"] = Turnstile(PER_MINUTE, tick=lambda: 5.0)
    answers = [house.client().get("/verify?c=x").status_code for _ in range(PER_MINUTE + 1)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {200}


def test_what_is_typed_comes_back_as_text(house: House) -> None:
    answer = house.client().post("/verify", data={"code": '"><script>alert(1)</script>'})

    assert "<script>" not in answer.text
