"""File names in Chinese reach the browser whole, in a header that carries ASCII only."""

from urllib.parse import unquote

from zhixing.platform.download import named


def test_a_chinese_name_is_encoded_and_a_plain_one_is_there_for_old_browsers() -> None:
    header = named("inline", '执行通知书 "1601".pdf')
    header.encode("ascii")
    assert 'filename=" 1601.pdf"' in header
    assert unquote(header.split("UTF-8''")[1]) == '执行通知书 "1601".pdf'
