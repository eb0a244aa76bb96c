"""A reader of the published logs finds every leaf that is signed for, and none that is not."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from contracts.sessions import LogCheckpointed
from contracts.transparency.checkpoints import Checkpoint, origin_of, sign
from contracts.transparency.keys import chain_of, sign_change
from contracts.transparency.merkle import leaf_hash
from contracts.transparency.published import Hashes, PublishedLogs
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing import rfc6962
from lockstep_testing.properties import bounded

NAME = "log.example.org/sessions"
ORG = UUID("0192f0c1-0000-7000-8000-000000000001")
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(1, 5)]
CHANGES = [sign_change(NAME, old=old, new=new) for old, new in pairwise(KEYS)]
CHANGE_LEAVES = [leaf_hash(note.encode()) for note in CHANGES]
CHAIN = chain_of(NAME, KEYS[0].public_key(), CHANGES[:2])
LEAVES = [bytes([number % 256, number // 256]) * 16 for number in range(1, 400)]


def published(
    number: int,
    before: Sequence[bytes],
    added: Sequence[bytes],
    *,
    key: int = 0,
    changes: Sequence[str] = (),
    **more: Any,
) -> LogCheckpointed:
    """Return the event of a checkpoint that adds leaves to those before."""
    root = rfc6962.tree_hash([*before, *added])
    size = len(before) + len(added)
    values: dict[str, Any] = {
        "event_id": UUID(int=number),
        "org_id": ORG,
        "occurred_at": datetime(2026, 11, 2, tzinfo=UTC),
        "key": f"log:{ORG}",
        "sequence": number,
        "correlation_id": UUID(int=number),
        "origin": origin_of(NAME, ORG),
        "tree_size": size,
        "root_hash": root.hex(),
        "leaf_hashes": [leaf.hex() for leaf in added],
        "key_changes": changes,
        "checkpoint": sign(Checkpoint(origin_of(NAME, ORG), size, root), KEYS[key]),
        "checkpointed_at": datetime(2026, 11, 2, tzinfo=UTC),
    }
    return LogCheckpointed.model_validate(values | more)


@bounded(25)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.data())
def test_a_log_is_followed_in_any_steps_and_through_key_changes(steps: list[int], data: st.DataObject) -> None:
    logs, leaves, at, changed = PublishedLogs(CHAIN), list[bytes](), 0, 0
    for number, step in enumerate(steps, 1):
        now = data.draw(st.integers(changed, 2))
        new = LEAVES[at : at + step]
        event = published(number, leaves, [*CHANGE_LEAVES[changed:now], *new], key=now, changes=CHANGES[changed:now])
        assert logs.follow(event) is None
        if data.draw(st.booleans()):
            assert logs.follow(event) is None, "a relay may publish it twice"
        leaves += [*CHANGE_LEAVES[changed:now], *new]
        at, changed = at + step, now
    assert logs.counts() == (1, len(leaves), len(steps))
    assert all(logs.has(ORG, leaf) for leaf in leaves)
    assert not any(logs.has(ORG, leaf) for leaf in LEAVES[at:])
    assert not logs.has(UUID(int=1), leaves[0])


FIRST = published(1, [], LEAVES[:3])
NEXT: dict[str, Any] = {"before": LEAVES[:3], "added": LEAVES[3:5]}
FORGED: dict[str, tuple[LogCheckpointed, str]] = {
    "another key": (published(2, **NEXT, key=3), "not signed by the log's key"),
    "a later key that is not announced yet": (published(2, **NEXT, key=1), "not signed by the log's key"),
    "a changed note": (
        published(2, **NEXT, checkpoint=published(2, **NEXT).checkpoint.replace("\n5\n", "\n6\n")),
        "does not verify",
    ),
    "another root": (published(2, **NEXT, root_hash="0" * 64), "says something else"),
    "another leaf": (published(2, **NEXT, leaf_hashes=[LEAVES[9].hex(), LEAVES[4].hex()]), "not that of the"),
    "a gap": (published(3, LEAVES[:5], LEAVES[5:6]), "do not continue the 1 checkpoints and 3 leaves"),
    "another log": (published(2, **NEXT, org_id=UUID(int=5)), "another log"),
    "a fork": (published(1, [], LEAVES[4:7]), "the log was forked"),
    "a forged repetition": (published(1, [], LEAVES[:3], key=3), "not signed by the log's key"),
    "an unknown change": (
        published(2, LEAVES[:3], [CHANGE_LEAVES[2], LEAVES[3]], key=3, changes=[CHANGES[2]]),
        "not the next ones of the chain",
    ),
    "a change that is no leaf": (published(2, **NEXT, key=1, changes=[CHANGES[0]]), "not its first leaves"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_checkpoint_is_named_and_the_true_log_goes_on_without_it(name: str) -> None:
    logs = PublishedLogs(CHAIN)
    assert logs.follow(FIRST) is None
    forged, message = FORGED[name]
    assert message in (logs.follow(forged) or "")
    assert logs.counts() == (1, 3, 1)
    assert logs.follow(published(2, **NEXT)) is None
    assert logs.counts() == (1, 5, 2)


def test_the_old_key_signs_nothing_any_more_after_a_change() -> None:
    logs = PublishedLogs(CHAIN)
    leaves = [*LEAVES[:2], CHANGE_LEAVES[0]]
    assert logs.follow(published(1, [], LEAVES[:2])) is None
    assert "not signed" in (logs.follow(published(2, LEAVES[:2], [CHANGE_LEAVES[0]], changes=CHANGES[:1])) or "")
    assert logs.follow(published(2, LEAVES[:2], [CHANGE_LEAVES[0]], changes=CHANGES[:1], key=1)) is None
    assert "not signed" in (logs.follow(published(3, leaves, LEAVES[2:3])) or "")
    assert logs.follow(published(3, leaves, LEAVES[2:3], key=1)) is None


@bounded(50)
@given(st.sets(st.binary(min_size=4, max_size=4)), st.binary(min_size=4, max_size=4))
def test_a_set_of_hashes_has_what_was_added_and_nothing_else(values: set[bytes], other: bytes) -> None:
    hashes = Hashes(4)
    for value in sorted(values, key=lambda one: one[::-1]):
        hashes.add(value)
    assert all(value in hashes for value in values)
    assert (other in hashes) == (other in values)
    assert len(hashes) == len(values)
