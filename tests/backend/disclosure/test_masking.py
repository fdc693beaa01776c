"""Masking rules per field (domain.md 9.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.disclosure.masking import RawParty, mask_address, mask_id_number, mask_phone, mask_plate, scrub


@pytest.mark.parametrize(("raw", "shown"), [
    ("440605198803051235", "440605********1235"), ("44060519880305003X", "440605********003X"),
    ("91449900MADEM0012K", "914499********012K"), ("E12345678", "*******78"),
])
def test_an_identity_number_keeps_six_and_four(raw: str, shown: str) -> None:
    assert mask_id_number(raw) == shown


@pytest.mark.parametrize(("raw", "shown"), [
    ("13812341234", "138****1234"), ("+86 138-1234-1234", "138****1234"), ("0757-83330000", "****0000"),
    ("110", "****"),
])
def test_a_telephone_keeps_three_and_four(raw: str, shown: str) -> None:
    assert mask_phone(raw) == shown


@pytest.mark.parametrize(("raw", "shown"), [
    ("广东省佛山市南海区桂城街道示范路18号2栋305房", "广东省佛山市南海区桂城街道***"),
    ("示范市示范路2号", "示范市示范路***"), ("佛山市三水区某处8号", "佛山市三水区***"), ("某处", "某处***"),
])
def test_an_address_ends_at_the_road_or_the_district(raw: str, shown: str) -> None:
    assert mask_address(raw) == shown


@pytest.mark.parametrize(("raw", "shown"), [
    ("粤E12345", "粤E***45"), ("粤E·12345", "粤E***45"), ("粤ED12345", "粤E****45")])
def test_a_plate_keeps_its_office_and_the_last_two(raw: str, shown: str) -> None:
    assert mask_plate(raw) == shown


@pytest.mark.parametrize("text", [
    "（2026）粤0605执101号", "120000.00元", "2026年11月22日", "12368", "张贴封条3份", "0757-83330000",
    "2026-11-20 2026-11-22", "1286400.0000",
])
def test_what_the_parties_need_stays_readable(text: str) -> None:
    assert scrub(text, []) == text


def test_a_value_known_of_a_party_is_found_however_it_was_typed() -> None:
    party = RawParty("44060519880305003X", "0757-83330000", "示范市示范路2号")
    text = scrub("４４０６０５１９８８０３０５００３ｘ，0757-83330000，示范市示范路2号", [party])
    assert text == "440605********003X，****0000，示范市示范路***"


@pytest.mark.parametrize("number", ["6222021234567890123", "6222 0212 3456 7890 123", "441234567890123456"])
def test_a_bank_account_keeps_its_last_four(number: str) -> None:
    assert scrub(f"账号{number}，已冻结", []) in (f"账号尾号{number.replace(' ', '')[-4:]}，已冻结",
                                                  f"账号{mask_id_number(number)}，已冻结")


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from("，：（ /|。"), st.text(max_size=20))
def test_no_mobile_number_survives(number: str, before: str, around: str) -> None:
    assert number not in scrub(f"电话{before}{number}。{around}", [])


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_no_identity_number_survives(number: str) -> None:
    assert number not in scrub(f"证件{number}，已核对", [])
