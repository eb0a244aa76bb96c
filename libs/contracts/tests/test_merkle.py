"""The log's tree and its proofs are those of RFC 6962, in whatever steps the tree grew."""

import hashlib
from collections.abc import Sequence

from contracts.transparency.merkle import Node, append, consistency, fold, folded, inclusion, right_edge
from hypothesis import example, given
from hypothesis import strategies as st
from lockstep_testing import rfc6962
from lockstep_testing.properties import bounded

LEAVES = [hashlib.sha256(bytes([0, number % 256, number // 256])).digest() for number in range(3_000)]
SIZE_ALL_MAX = 70


def grown(steps: Sequence[int]) -> tuple[int, dict[Node, bytes]]:
    """Grow a tree by these numbers of leaves. Each step starts from the stored right edge alone."""
    size = 0
    stored: dict[Node, bytes] = {}
    for step in steps:
        leaves = LEAVES[size : size + step]
        growth = append(size, [stored[node] for node in right_edge(size)], leaves)
        new = [*((Node(0, at), leaf) for at, leaf in enumerate(leaves, size)), *growth.completed]
        assert not stored.keys() & dict(new).keys(), "a node is written once"
        stored |= dict(new)
        size += len(leaves)
        assert growth.edge == [stored[node] for node in right_edge(size)]
    return size, stored


def test_every_tree_up_to_70_leaves_has_the_roots_and_proofs_of_the_standard() -> None:
    _, stored = grown([1] * SIZE_ALL_MAX)
    for size in range(SIZE_ALL_MAX + 1):
        leaves = LEAVES[:size]
        assert fold([stored[node] for node in right_edge(size)]) == rfc6962.tree_hash(leaves), size
        for index in range(size):
            assert folded(inclusion(index, size), stored) == rfc6962.path(index, leaves), (index, size)
            assert folded(consistency(index + 1, size), stored) == rfc6962.proof(index + 1, leaves), (index + 1, size)


@bounded(25)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=4), st.data())
@example([1024], None)
def test_larger_trees_grown_in_pieces_do_too_and_proofs_read_few_nodes(steps: list[int], data: st.DataObject) -> None:
    size, stored = grown(steps)
    leaves = LEAVES[:size]
    assert fold([stored[node] for node in right_edge(size)]) == rfc6962.tree_hash(leaves)
    assert len(stored) - size == sum(size >> level for level in range(1, 13)), "all complete subtrees and no others"
    if size == 0 or data is None:
        return
    index = data.draw(st.integers(0, size - 1))
    for path, expected in (
        (inclusion(index, size), rfc6962.path(index, leaves)),
        (consistency(index + 1, size), rfc6962.proof(index + 1, leaves)),
    ):
        assert folded(path, stored) == expected
        assert sum(len(nodes) for nodes in path) <= 2 * size.bit_length()
