"""The Merkle tree of a transparency log (RFC 6962, section 2.1).

A tree is known by its complete subtrees: the node at (level, position) is the root of the 2^level leaves from
position * 2^level on, and never changes once it is complete. Level 0 are the leaf hashes. Whatever the tree's root or a
proof asks for beyond complete subtrees is the ragged right edge, which is folded from them.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Node(NamedTuple):
    """The place of a complete subtree: it has 2^level leaves, the first being that at position * 2^level."""

    level: int
    position: int


class Growth(NamedTuple):
    """What appending leaves to a tree makes: the nodes of level 1 and up that it completes, and the new right edge."""

    completed: list[tuple[Node, bytes]]
    edge: list[bytes]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def cover(low: int, high: int) -> tuple[Node, ...]:
    """Return the complete subtrees that make up the leaves from `low` to before `high`, largest first.

    `low` is a multiple of the largest power of two that is not above high - low, as in every range of this module.
    """
    nodes = []
    for level in reversed(range((high - low).bit_length())):
        if (high - low) >> level & 1:
            nodes.append(Node(level, low >> level))
            low += 1 << level
    return tuple(nodes)


def right_edge(size: int) -> tuple[Node, ...]:
    """Return the complete subtrees that make up a whole tree, largest first; appending and its root need no others."""
    return cover(0, size)


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over subtrees as `cover` lists them. Of no subtrees it is the hash of nothing."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    *others, root = hashes
    for left in reversed(others):
        root = node_hash(left, root)
    return root


def append(size: int, edge: Iterable[bytes], leaves: Iterable[bytes]) -> Growth:
    """Append leaf hashes to a tree of `size` leaves whose right edge (see `right_edge`) has these hashes."""
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
    """Return of what the hashes of an inclusion proof are folded, leaf's neighbour first (RFC 6962, PATH).

    `index` is that of a leaf in a tree of `size`.
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
    """Return of what the hashes of a consistency proof are folded (RFC 6962, PROOF), for 0 < first <= second."""
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
    """Return the hashes of a proof whose nodes were read."""
    return [fold([hashes[node] for node in nodes]) for nodes in path]


def _split(low: int, high: int) -> int:
    """Return where a tree over this range divides: its left part is the largest power of two below its size."""
    return low + (1 << (high - low - 1).bit_length() - 1)
