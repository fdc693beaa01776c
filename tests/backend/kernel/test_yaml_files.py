"""What a court writes into its own files may be anything; it must not take the house down."""

from importlib import resources

import pytest
import yaml

from zhixing.kernel.yaml_files import read_yaml


@pytest.mark.parametrize(("package", "name"), [
    ("zhixing.approvals", "matrix.yaml"), ("zhixing.asset_queries", "institutions.yaml"),
    ("zhixing.kernel", "workdays.yaml"),
])
def test_the_fast_reader_says_what_the_slow_one_says(package: str, name: str) -> None:
    text = resources.files(package).joinpath(name).read_text("utf-8")
    assert read_yaml(text) == yaml.safe_load(text)


@pytest.mark.parametrize("text", ["[" * 500_000, "{a: " * 100_000, "- " * 100_000,
                                  "\n".join(f"{' ' * depth}a:" for depth in range(500))])
def test_a_text_nested_beyond_measure_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(yaml.MarkedYAMLError, match="nested deeper than 64 levels") as refused:
        read_yaml(text)
    assert refused.value.problem_mark is not None


def test_no_object_is_made_by_what_a_file_says() -> None:
    with pytest.raises(yaml.YAMLError):
        read_yaml("!!python/object/apply:os.system ['true']")
