"""Functions short enough to read, with few parameters and no boolean ones by position (design.md 9)."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BACKEND = ROOT / "backend" / "zhixing"
LONGEST_FUNCTION, MOST_PARAMETERS = 40, 6


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in sorted(BACKEND.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(BACKEND)}:{node.lineno} {node.name}", node


def own_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.body[0].lineno + 1


def test_no_function_is_longer_than_forty_lines() -> None:
    # The standalone verifier is one file by design; the limit holds inside it too.
    assert not [f"{name} ({own_length(node)})" for name, node in functions() if own_length(node) > LONGEST_FUNCTION]


def test_no_function_has_more_than_six_parameters() -> None:
    def count(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
        names = [one.arg for one in [*node.args.posonlyargs, *node.args.args]]
        return len([name for name in names if name not in {"self", "cls"}])

    assert not [name for name, node in functions() if count(node) > MOST_PARAMETERS]


def test_no_boolean_is_passed_by_position() -> None:
    def is_bool(one: ast.arg) -> bool:
        return isinstance(one.annotation, ast.Name) and one.annotation.id == "bool"

    allowed = {"allow_if"}  # reads as a sentence: allow if …
    assert not [name for name, node in functions()
                if node.name not in allowed and any(is_bool(one) for one in node.args.args)]


def test_every_function_in_a_test_file_is_a_test_a_fixture_or_a_helper_that_is_used() -> None:
    forgotten = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text("utf-8")
        for node in ast.parse(text).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("test_") or node.decorator_list:
                continue
            if text.count(node.name) < 2:
                forgotten.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert not forgotten
