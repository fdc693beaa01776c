"""From "this range is wrong" to "this entry is wrong". Pure.

Signed heads commit to subtrees. Where today's entries do not give the committed digest, simple stories are tried: this
entry was put in, that receipted one taken out, these two swapped. A story that reproduces the digest is proven, for
nobody can find another one; when none does, the smallest range stays the answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from zhixing.platform import merkle

# Trying all places costs the square of the range: a second for these.
LARGEST_RANGE = 1024
LARGEST_SWAP_RANGE = 128
LARGEST_SEARCH = 4_000_000


OWN, RECEIPT, OUTSIDE = 0, 1, 2


@dataclass(frozen=True)
class Claim:
    """A head that was signed: what the subtrees of the log were when it had `size` entries.

    `rank` says how far it is out of the reach of whoever holds the database: `OWN`, `RECEIPT` or `OUTSIDE`.
    """

    source: str
    size: int
    peaks: tuple[bytes, ...]
    sealed_at: str
    rank: int

    def nodes(self) -> Iterable[tuple[merkle.Coordinate, bytes]]:
        return zip(merkle.cover(0, self.size), self.peaks, strict=True)


@dataclass(frozen=True)
class Suspect:
    """The first subtree that is not what a claim says; its wrong entry lies in [low, high)."""

    claim: Claim
    start: int
    end: int
    digest: bytes
    low: int
    high: int


@dataclass(frozen=True)
class Story:
    """What happened to the log, proven by the digest: `kind` at `index`, with the id of a taken-out entry."""

    kind: str
    index: int
    entry: str | None = None
    other: int | None = None


def first_suspect(tree: merkle.Tree, claims: Iterable[Claim]) -> Suspect | None:
    """The wrong subtree that ends first: everything before it is right by the same head.

    A subtree that reaches beyond today's log counts as wrong: something of it is gone.
    """
    claims = list(claims)
    wrong = [(span, claim, digest) for claim in claims for span, digest, good in _judge(tree, claim) if not good]
    if not wrong:
        return None
    (start, end), claim, digest = min(wrong, key=lambda one: (one[0][1], -one[0][0], -one[1].rank, one[1].size))
    said = dict(claim.nodes())
    low, high = _narrow(tree, start, end, [one for one in claims if _may_vouch(one, claim, said)])
    return Suspect(claim, start, end, digest, low, high)


def _judge(tree: merkle.Tree, claim: Claim) -> Iterable[tuple[merkle.Span, bytes, bool]]:
    for node, digest in claim.nodes():
        span = merkle.span(node)
        yield span, digest, span[1] <= tree.size and tree.node(*node) == digest


def _may_vouch(one: Claim, against: Claim, said: Mapping[merkle.Coordinate, bytes]) -> bool:
    """Who rewrites the log signs new heads over it. So entries that one head accuses are cleared only by an older head
    that is no easier to forge and does not contradict it."""
    older = one.size <= against.size and one.sealed_at <= against.sealed_at
    return older and one.rank >= against.rank and all(said.get(node, value) == value for node, value in one.nodes())


def _narrow(tree: merkle.Tree, start: int, end: int, claims: list[Claim]) -> tuple[int, int]:
    right = sorted(span for claim in claims for span, _, good in _judge(tree, claim)
                   if good and start <= span[0] and span[1] <= end)
    for span in right:
        if span[0] <= start:
            start = max(start, span[1])
    for span in sorted(right, key=lambda one: -one[1]):
        if span[1] >= end and span[0] > start:
            end = span[0]
    return start, end


def explain(tree: merkle.Tree, suspect: Suspect, missing: Mapping[str, bytes],
            altered: Mapping[int, bytes]) -> Story | None:
    """The story that reproduces the claimed digest, if a simple one does.

    `missing`: entry id → leaf of receipted entries that are gone. `altered`: index → leaf a receipt holds for it.
    """
    if suspect.end - suspect.start > LARGEST_RANGE:
        return None
    today = [altered.get(index, tree.leaf(index)) for index in range(suspect.start, min(suspect.end + 1, tree.size))]
    for tell in (_nothing_else, _taken_out, _put_in, _swapped):
        story = tell(today, suspect, missing)
        if story is not None:
            return story
    return None


Leaves = list[bytes]


def _gives(leaves: Leaves, suspect: Suspect) -> bool:
    wanted = suspect.end - suspect.start
    return len(leaves) >= wanted and merkle.root_of(leaves[:wanted]) == suspect.digest


def _nothing_else(today: Leaves, suspect: Suspect, missing: Mapping[str, bytes]) -> Story | None:
    return Story("explained", suspect.low) if _gives(today, suspect) else None


def _places(today: Leaves, suspect: Suspect) -> range:
    return range(suspect.low - suspect.start, min(suspect.high - suspect.start, len(today) + 1))


def _taken_out(today: Leaves, suspect: Suspect, missing: Mapping[str, bytes]) -> Story | None:
    if len(missing) * len(_places(today, suspect)) * len(today) > LARGEST_SEARCH:
        return None
    for entry, leaf in missing.items():
        for at in _places(today, suspect):
            if _gives([*today[:at], leaf, *today[at:]], suspect):
                return Story("missing", suspect.start + at, entry)
    for at in _places(today, suspect):  # several in a row, a whole batch for one
        if _gives([*today[:at], *(missing[one] for one in sorted(missing)), *today[at:]], suspect):
            return Story("missing", suspect.start + at, min(missing))
    return None


def _put_in(today: Leaves, suspect: Suspect, missing: Mapping[str, bytes]) -> Story | None:
    for at in _places(today, suspect):
        if _gives(today[:at] + today[at + 1:], suspect):
            return Story("inserted", suspect.start + at)
    return None


def _swapped(today: Leaves, suspect: Suspect, missing: Mapping[str, bytes]) -> Story | None:
    if suspect.end - suspect.start > LARGEST_SWAP_RANGE:
        return None
    for one, other in combinations(range(suspect.end - suspect.start), 2):
        if other < len(today) and suspect.start + one >= suspect.low:
            tried = list(today)
            tried[one], tried[other] = tried[other], tried[one]
            if _gives(tried, suspect):
                return Story("swapped", suspect.start + one, other=suspect.start + other)
    return None



def contradiction(claims: Iterable[Claim]) -> tuple[merkle.Span, str, str] | None:
    """The smallest span for which two signed heads give different digests, and who holds them."""
    seen: dict[merkle.Coordinate, tuple[bytes, str]] = {}
    found = []
    for claim in claims:
        for node, digest in claim.nodes():
            first, source = seen.setdefault(node, (digest, claim.source))
            if first != digest:
                found.append((merkle.span(node), source, claim.source))
    return min(found, key=lambda one: (one[0][1] - one[0][0], one[0]), default=None)
