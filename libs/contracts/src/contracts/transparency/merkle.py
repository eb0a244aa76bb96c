"""The Merkle tree of a transparency log (RFC 6962, section 2.1).

A tree is stored as its complete subtrees. The node at (level, position) is the root of the 2^level leaves from
position * 2^level on; once it is complete, it never changes. Level 0 has the leaf hashes. The rest of the tree is its
ragged right edge. Roots and proofs that need the edge fold it from complete subtrees.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Node(NamedTuple):
    """The place of a complete subtree. It has 2^level leaves; the first is the leaf at position * 2^level."""

    level: int
    position: int


class Growth(NamedTuple):
    """The result of appending leaves: the completed nodes of level 1 and up, and the new right edge of the tree."""

    completed: list[tuple[Node, bytes]]
    edge: list[bytes]


def leaf_hash(record: bytes) -> bytes:
    """Return the hash of a record's leaf."""
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def cover(low: int, high: int) -> tuple[Node, ...]:
    """Return the complete subtrees over the leaves low <= index < high, largest first.

    `low` must be a multiple of the largest power of two that is at most high - low. Every range in this module is.
    """
    nodes = []
    for level in reversed(range((high - low).bit_length())):
        if (high - low) >> level & 1:
            nodes.append(Node(level, low >> level))
            low += 1 << level
    return tuple(nodes)


def right_edge(size: int) -> tuple[Node, ...]:
    """Return the complete subtrees of a whole tree, largest first. The root and appending need no others."""
    return cover(0, size)


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over subtrees in the order of `cover`. Without subtrees it is the SHA-256 of no bytes."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    *others, root = hashes
    for left in reversed(others):
        root = node_hash(left, root)
    return root


def append(size: int, edge: Iterable[bytes], leaves: Iterable[bytes]) -> Growth:
    """Append leaf hashes to a tree of `size` leaves. `edge` has the hashes of its right edge (see `right_edge`)."""
    grown, completed = list(edge), []
    for position, leaf in enumerate(leaves, size):
        grown.append(leaf)
        level = 0
        while position >> level & 1:
            right, left = grown.pop(), grown.pop()
            grown.append(node_hash(left, right))
            level += 1
            completed.append((Node(level, position >> level), grown[-1]))
    return Growth(completed, grown)


def inclusion(index: int, size: int) -> list[tuple[Node, ...]]:
    """Return the nodes from which each hash of an inclusion proof is folded, the leaf's neighbour first.

    `index` is the leaf's position in a tree of `size` leaves. Source: RFC 6962, PATH.
    """
    low, high = 0, size
    path = []
    while high - low > 1:
        middle = _split(low, high)
        if index < middle:
            path.append(cover(middle, high))
            high = middle
        else:
            path.append(cover(low, middle))
            low = middle
    return path[::-1]


def consistency(first: int, second: int) -> list[tuple[Node, ...]]:
    """Return the nodes from which each hash of a consistency proof is folded (RFC 6962, PROOF); 0 < first <= second."""
    low, high = 0, second
    path = []
    while high != first:
        middle = _split(low, high)
        if first <= middle:
            path.append(cover(middle, high))
            high = middle
        else:
            path.append(cover(low, middle))
            low = middle
    if low:
        path.append(cover(low, high))
    return path[::-1]


def folded(path: Iterable[tuple[Node, ...]], hashes: Mapping[Node, bytes]) -> list[bytes]:
    """Return the hashes of a proof, folded from the hashes of its nodes."""
    return [fold([hashes[node] for node in nodes]) for nodes in path]


def _split(low: int, high: int) -> int:
    """Return where a tree over this range divides. Its left part has the largest power of two below its size."""
    return low + (1 << (high - low - 1).bit_length() - 1)
