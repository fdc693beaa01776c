"""The tree against the definition in RFC 6962 and against published vectors."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.platform import merkle

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "merkle.json").read_text())
sizes = st.integers(1, 70)


def leaf(number: int) -> bytes:
    return merkle.leaf_hash(b"entry %d" % number)


# The definitions of RFC 6962, 2.1, word for word: slow and without any of our code.


def mth(leaves):
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m, leaves):
    n = len(leaves)
    if n == 1:
        return []
    k = split(n)
    return [*path(m, leaves[:k]), mth(leaves[k:])] if m < k else [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m, leaves, complete):
    n = len(leaves)
    if m == n:
        return [] if complete else [mth(leaves)]
    k = split(n)
    if m <= k:
        return [*subproof(m, leaves[:k], complete), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def test_the_published_roots_and_proofs_are_reproduced():
    leaves = [merkle.leaf_hash(bytes.fromhex(one)) for one in VECTORS["entries"]]
    tree = merkle.Tree(leaves)
    for size, root in enumerate(VECTORS["roots"], 1):
        assert merkle.fold(tree.peaks(size)).hex() == root
    for one in VECTORS["inclusion"]:
        made = merkle.inclusion_path(tree.node, one["index"], one["size"])
        assert [step.hex() for step in made] == one["path"]
    for one in VECTORS["consistency"]:
        made = merkle.consistency_path(tree.node, one["old"], one["new"])
        assert [step.hex() for step in made] == one["path"]


def test_an_empty_log_has_the_root_the_rfc_gives_it():
    assert merkle.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_shared_vectors_hold_or_do_not_as_they_say(case):
    un = bytes.fromhex
    if case["kind"] == "inclusion":
        held = merkle.verify_inclusion(un(case["leaf"]), case["index"], case["size"], [un(one) for one in case["path"]],
                                       un(case["root"]))
    else:
        held = merkle.verify_consistency(case["old"], case["new"], un(case["old_root"]), un(case["new_root"]),
                                         [un(one) for one in case["path"]])
    assert held is case["holds"]


@given(sizes)
def test_root_and_peaks_are_those_of_the_definition(size):
    leaves = [leaf(number) for number in range(size)]
    tree = merkle.Tree(leaves)
    assert merkle.root_of(leaves) == mth(leaves) == merkle.fold(tree.peaks(size))
    assert len(tree.peaks(size)) == bin(size).count("1")
    start = 0
    for (level, _), peak in zip(merkle.cover(0, size), tree.peaks(size), strict=True):
        assert peak == mth(leaves[start:start + 2**level])
        start += 2**level


@given(sizes, st.data())
def test_inclusion_proofs_are_those_of_the_definition_and_hold(size, data):
    index = data.draw(st.integers(0, size - 1))
    leaves = [leaf(number) for number in range(size)]
    made = merkle.inclusion_path(merkle.Tree(leaves).node, index, size)
    assert made == path(index, leaves)
    assert merkle.verify_inclusion(leaves[index], index, size, made, mth(leaves))


@given(sizes, st.data())
def test_consistency_proofs_are_those_of_the_definition_and_hold(size, data):
    old = data.draw(st.integers(1, size))
    leaves = [leaf(number) for number in range(size)]
    made = merkle.consistency_path(merkle.Tree(leaves).node, old, size)
    assert made == subproof(old, leaves, True)
    assert merkle.verify_consistency(old, size, mth(leaves[:old]), mth(leaves), made)


@given(sizes, st.data())
def test_a_proof_for_another_leaf_place_size_or_root_does_not_hold(size, data):
    index = data.draw(st.integers(0, size - 1))
    leaves = [leaf(number) for number in range(size)]
    made, root = path(index, leaves), mth(leaves)
    assert not merkle.verify_inclusion(leaf(999), index, size, made, root)
    assert not merkle.verify_inclusion(leaves[index], index, size, made, leaf(999))
    assert not merkle.verify_inclusion(leaves[index], index, size, [*made, leaf(1)], root)
    assert not merkle.verify_inclusion(leaves[index], -1, size, made, root)
    assert not merkle.verify_inclusion(leaves[index], size, size, made, root)
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert not merkle.verify_inclusion(leaves[index], other, size, made, root)
    if made:
        assert not merkle.verify_inclusion(leaves[index], index, size, made[:-1], root)


@given(sizes, st.data())
def test_a_log_that_was_rewritten_is_not_consistent_with_its_past(size, data):
    old = data.draw(st.integers(1, size))
    leaves = [leaf(number) for number in range(size)]
    changed = list(leaves)
    changed[data.draw(st.integers(0, old - 1))] = leaf(999)
    made = subproof(old, changed, True)
    assert not merkle.verify_consistency(old, size, mth(leaves[:old]), mth(changed), made)
    too_long = [*subproof(old, leaves, True), leaf(1)]
    assert not merkle.verify_consistency(old, size, mth(leaves[:old]), mth(leaves), too_long)


def test_everything_is_consistent_with_an_empty_log_and_nothing_with_a_longer_one():
    assert merkle.verify_consistency(0, 3, merkle.EMPTY_ROOT, leaf(1), [])
    assert not merkle.verify_consistency(0, 3, leaf(2), leaf(1), [])
    assert not merkle.verify_consistency(4, 3, leaf(2), leaf(1), [])
    assert not merkle.verify_consistency(2, 3, leaf(2), leaf(1), [])


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_a_tree_grown_in_batches_equals_one_grown_at_once(batches):
    frontier, nodes, number = merkle.Frontier(), {}, 0
    for batch in batches:
        frontier = merkle.Frontier(frontier.size, frontier.peaks)
        for _ in range(batch):
            for level, position, node in frontier.append(leaf(number)):
                assert (level, position) not in nodes
                nodes[level, position] = node
            number += 1
    leaves = [leaf(one) for one in range(number)]
    assert frontier.root == mth(leaves)
    assert all(node == mth(leaves[slice(*merkle.span(where))]) for where, node in nodes.items())


@pytest.mark.parametrize(("call", "arguments"), [
    (merkle.inclusion_spans, (3, 3)), (merkle.inclusion_spans, (-1, 3)), (merkle.consistency_spans, (4, 3)),
    (merkle.consistency_spans, (-1, 3)), (merkle.Frontier, (3, [b""]))])
def test_a_question_about_what_the_log_never_was_is_an_error(call, arguments):
    with pytest.raises(ValueError):
        call(*arguments)
