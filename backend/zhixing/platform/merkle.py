"""The Merkle tree of RFC 6962, section 2.1; proofs are checked as RFC 9162, 2.1.3.2 and 2.1.4.2 say. Pure, on bytes.

A node is named by (level, position): it covers the leaves [position << level, (position + 1) << level) and exists
once all of them do. A node never changes afterwards, so stored nodes make every proof O(log n).
"""

from collections.abc import Callable, Iterable, Sequence

from zhixing.platform.crypto import sha256

EMPTY_ROOT = sha256(b"")

Coordinate = tuple[int, int]
Span = tuple[int, int]
Nodes = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def cover(start: int, end: int) -> list[Coordinate]:
    """The perfect subtrees, left to right, that make up the leaves [start, end).

    `start` must be a multiple of the largest power of two that fits, as it is for every span of a proof.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def span(node: Coordinate) -> Span:
    """The leaves [start, end) below a node."""
    level, position = node
    return position << level, (position + 1) << level


def fold(peaks: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees of falling size."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def span_root(nodes: Nodes, start: int, end: int) -> bytes:
    """MTH(D[start:end]) from stored nodes."""
    return fold([nodes(*one) for one in cover(start, end)])


class Frontier:
    """The right edge of a growing tree: its peaks, and nothing else. Appending costs O(1) on average."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Raises: ValueError when the number of peaks does not fit the size."""
        if len(peaks) != size.bit_count():
            raise ValueError(f"{len(peaks)} peaks for size {size}")
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf. Returns every node that is now complete as (level, position, digest), the leaf first."""
        level, position, digest = 0, self.size, leaf
        complete = [(level, position, digest)]
        while position & 1:
            digest = node_hash(self.peaks.pop(), digest)
            level, position = level + 1, position >> 1
            complete.append((level, position, digest))
        self.peaks.append(digest)
        self.size += 1
        return complete

    @property
    def root(self) -> bytes:
        return fold(self.peaks)


class Tree:
    """A whole tree in memory, 64 bytes an entry: what a verifier rebuilds."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._frontier = Frontier()
        self._levels: list[bytearray] = []
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        for level, _, digest in self._frontier.append(leaf):
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += digest

    @property
    def size(self) -> int:
        return self._frontier.size

    def node(self, level: int, position: int) -> bytes:
        return bytes(self._levels[level][32 * position:32 * position + 32])

    def leaf(self, index: int) -> bytes:
        return self.node(0, index)

    def peaks(self, size: int) -> list[bytes]:
        """The peaks the log had at an earlier size."""
        return [self.node(*one) for one in cover(0, size)]


def root_of(leaves: Iterable[bytes]) -> bytes:
    """MTH over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_spans(index: int, size: int) -> list[Span]:
    """PATH(index, D[size]), lowest first, as spans of leaves. Raises: ValueError."""
    if not 0 <= index < size:
        raise ValueError(f"no entry {index} in a log of {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """PROOF(old, D[new]) as spans of leaves; nothing for an empty or an equal old log. Raises: ValueError."""
    if not 0 <= old <= new:
        raise ValueError(f"a log of {new} has no state of size {old}")
    if old in (0, new):
        return []
    start, end, path = 0, new, []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start:
        path.append((start, end))
    return path[::-1]


def needed(spans: Iterable[Span]) -> list[Coordinate]:
    """The stored nodes from which the roots of these spans are made."""
    return [node for start, end in spans for node in cover(start, end)]


def inclusion_path(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The audit path of a leaf. Raises: ValueError when it is not in a log of this size."""
    return [span_root(nodes, *one) for one in inclusion_spans(index, size)]


def consistency_path(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """Proof that the log of size `old` is a prefix of the log of size `new`. Raises: ValueError."""
    return [span_root(nodes, *one) for one in consistency_spans(old, new)]


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root this path leads to, or None when the path does not fit the position."""
    if not 0 <= index < size:
        return None
    node, last, root = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = node_hash(step, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, step)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    return root_from_inclusion(leaf, index, size, path) == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree (old, old_root) is provably a prefix of (new, new_root)."""
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        return not path and (old_root == new_root if old else old_root == EMPTY_ROOT)
    steps = list(path) if old & (old - 1) else [old_root, *path]
    if not steps:
        return False
    return _walk(old - 1, new - 1, steps) == (old_root, new_root)


def _walk(node: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    while node & 1:
        node, last = node >> 1, last >> 1
    old_root = new_root = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old_root, new_root = node_hash(step, old_root), node_hash(step, new_root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new_root = node_hash(new_root, step)
        node, last = node >> 1, last >> 1
    return (old_root, new_root) if last == 0 else None
