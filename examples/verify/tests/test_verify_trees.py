"""Trees of every size, and proofs that must not pass."""

from functools import partial
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded

from .logs import ORIGIN, Leaves, consistency, inclusion, leaf, logged, tree_root
from .script import verify


def head(leaves: Leaves) -> Any:
    return verify.Checkpoint(ORIGIN, len(leaves), tree_root(leaves))


def test_every_leaf_of_every_small_log_is_included_at_its_index_and_nowhere_else() -> None:
    leaves = logged([str(number) for number in range(21)])
    for size in range(1, len(leaves) + 1):
        for index in range(size):
            path = inclusion(index, leaves[:size])
            found = [
                at for at in range(-1, size + 2) if verify.is_included(leaves[index], at, path, head(leaves[:size]))
            ]
            assert found == [index]
            assert not verify.is_included(leaves[index], index, [*path, leaves[0]], head(leaves[:size]))
            assert not verify.is_included(leaf(b"forged"), index, path, head(leaves[:size]))
            assert size == 1 or not verify.is_included(leaves[index], index, path[:-1], head(leaves[:size]))


def test_every_small_log_extends_its_beginnings_and_nothing_else() -> None:
    leaves = logged([str(number) for number in range(20)])
    forked = [leaf(b"forged"), *leaves[1:]]
    for second in range(len(leaves) + 1):
        for first in range(second + 1):
            path = consistency(first, leaves[:second]) if first else []
            assert verify.is_extension(head(leaves[:first]), head(leaves[:second]), path)
            assert not verify.is_extension(head(leaves[:first]), head(leaves[:second]), [*path, leaves[0]])
            if first:
                assert not verify.is_extension(head(forked[:first]), head(leaves[:second]), path)
                assert not verify.is_extension(head(leaves[:first]), head(forked[:second]), path)
            if path:
                assert not verify.is_extension(head(leaves[:first]), head(leaves[:second]), path[:-1])
                assert not verify.is_extension(head(leaves[:second]), head(leaves[:first]), path)


@given(data=st.data(), size=st.integers(1, 300))
@bounded(60)
def test_proofs_of_any_log_pass_and_fail_with_one_bit_changed(data: st.DataObject, size: int) -> None:
    leaves = logged([str(number) for number in range(size)])
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    included, extended = inclusion(index, leaves), consistency(first, leaves)
    assert verify.is_included(leaves[index], index, included, head(leaves))
    assert verify.is_extension(head(leaves[:first]), head(leaves), extended)
    for path, passes in (
        (included, partial(verify.is_included, leaves[index], index, head=head(leaves))),
        (extended, partial(verify.is_extension, head(leaves[:first]), head(leaves))),
    ):
        if path:
            at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
            flipped = (int.from_bytes(path[at]) ^ (1 << bit)).to_bytes(32)
            assert not passes([*path[:at], flipped, *path[at + 1 :]])
            if len(set(path)) > 1:
                assert not passes([*path[1:], path[0]])
