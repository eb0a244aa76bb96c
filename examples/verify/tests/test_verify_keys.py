"""The verifier and a log whose key was changed: each key must have announced the next one, in the log."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .logs import (
    CHANGES,
    NEW_KEY,
    NEWEST_KEY,
    SIGNING_KEY,
    changes_in,
    checkpoint,
    growth,
    key_change,
    leaf,
    proof,
    rotated,
    rotated_proof,
    vkey,
)
from .script import Runs

KEYS = (SIGNING_KEY, NEW_KEY, NEWEST_KEY)
FORGER = Ed25519PrivateKey.from_private_bytes(bytes(32))


@pytest.mark.parametrize("known", KEYS)
def test_with_any_key_of_the_chain_a_proof_verifies_and_the_later_keys_are_said(
    run: Runs, known: Ed25519PrivateKey
) -> None:
    outcome = run("proof", rotated_proof(), key=vkey(known))
    assert outcome.code == 0, outcome.err
    assert f"The key of the log changed after 5 records. The later key is {vkey(NEW_KEY)}" in outcome.out
    assert f"The key of the log changed after 8 records. The later key is {vkey(NEWEST_KEY)}" in outcome.out


def test_a_proof_from_before_the_change_stays_valid_under_the_old_key(run: Runs) -> None:
    assert run("proof", proof()).code == 0
    run("proof", proof(), key=vkey(NEW_KEY)).is_refused("is not signed by the key that you brought", vkey()[:40])


@pytest.mark.parametrize("key", [SIGNING_KEY, NEW_KEY, FORGER])
def test_a_checkpoint_after_the_change_by_any_other_key_is_refused(run: Runs, key: Ed25519PrivateKey) -> None:
    run("proof", rotated_proof(key=key)).is_refused("is not signed by the log's key of that size", vkey(NEWEST_KEY))


def test_a_key_that_no_older_key_announced_is_refused(run: Runs) -> None:
    forged = key_change(NEW_KEY, FORGER, FORGER, FORGER)
    run("proof", rotated_proof([CHANGES[0], forged], FORGER)).is_refused(
        "key change 2 is not signed by the key that it"
    )
    unpossessed = key_change(NEW_KEY, FORGER, NEW_KEY)
    run("proof", rotated_proof([CHANGES[0], unpossessed], FORGER)).is_refused("key change 2 is not signed by the key")
    others = [key_change(FORGER, NEW_KEY), key_change(NEW_KEY, FORGER)]
    run("proof", rotated_proof(others, FORGER)).is_refused(
        "no chain of key changes leads from the key that you brought"
    )
    apart = [CHANGES[0], key_change(FORGER, NEWEST_KEY)]
    run("proof", rotated_proof(apart)).is_refused("key change 2 does not follow the key change before it")


@pytest.mark.parametrize(
    "changed",
    [
        {"key_changes": changes_in([*rotated()[:-1], leaf(b"other")])},
        {"key_changes": [changes_in(rotated())[0] | {"leaf_index": 6}, changes_in(rotated())[1]]},
        {"key_changes": changes_in(rotated(), [CHANGES[0], CHANGES[1].replace("\n\n", "\n\n— w AAAAAAAA\n")])},
    ],
)
def test_a_change_that_the_log_does_not_have_is_refused(run: Runs, changed: dict[str, Any]) -> None:
    run("proof", rotated_proof() | changed).is_refused("key change ", " is not in the log")


def test_a_file_that_leaves_out_the_changes_is_refused_under_the_old_key_and_needs_none_under_the_new(
    run: Runs,
) -> None:
    document = rotated_proof() | {"key_changes": []}
    run("proof", document).is_refused("is not signed by the key that you brought", vkey(NEWEST_KEY)[:40])
    assert run("proof", document, key=vkey(NEWEST_KEY)).code == 0


@pytest.mark.parametrize("known", KEYS)
@pytest.mark.parametrize(
    ("size", "key"), [(4, SIGNING_KEY), (5, SIGNING_KEY), (6, NEW_KEY), (8, NEW_KEY), (9, NEWEST_KEY)]
)
def test_a_log_grows_over_the_changes_of_its_key(
    run: Runs, known: Ed25519PrivateKey, size: int, key: Ed25519PrivateKey
) -> None:
    leaves = rotated()
    document = growth(leaves[:size], leaves) | {
        "from": checkpoint(leaves[:size], key=key),
        "to": checkpoint(leaves, key=NEWEST_KEY),
        "key_changes": changes_in(leaves),
    }
    outcome = run("consistency", document, key=vkey(known), seen=checkpoint(leaves[:size], key=key))
    assert outcome.code == 0, outcome.err
    for other in {*KEYS} - {key}:
        forged = document | {"from": checkpoint(leaves[:size], key=other)}
        run("consistency", forged, key=vkey(known)).is_refused("the earlier checkpoint is not signed by the ")
        forged_kept = checkpoint(leaves[:size], key=other)
        run("consistency", document, key=vkey(known), seen=forged_kept).is_refused(" is not signed by the ")


def test_what_is_no_key_change_is_unreadable(run: Runs) -> None:
    for note in ("", "a", CHANGES[0].replace("log-key-change", "other"), CHANGES[0].replace("+", "-", 1)):
        changes = [{"note": note, "leaf_index": 5, "hashes": []}]
        run("proof", rotated_proof() | {"key_changes": changes}).is_unreadable()
    broken: list[object] = ["x", [1], [{"note": CHANGES[0]}]]
    for other in broken:
        run("proof", rotated_proof() | {"key_changes": other}).is_unreadable()
