"""The key of the logs can change: the old key announces the new one, and nobody accepts a key that none announced."""

import pytest
from contracts.transparency.keys import chain_of, read_change, sign_change
from contracts.transparency.notes import BadNoteError, sign_text, verifier_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded

NAME = "log.example.org/sessions"
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(1, 8)]
PUBLIC = [key.public_key().public_bytes_raw() for key in KEYS]


def change(old: int, new: int, name: str = NAME) -> str:
    return sign_change(name, old=KEYS[old], new=KEYS[new])


@bounded(50)
@given(st.data())
def test_whichever_key_is_known_the_same_chain_follows_from_the_changes_in_any_order(data: st.DataObject) -> None:
    length = data.draw(st.integers(1, len(KEYS)))
    notes = [change(number, number + 1) for number in range(length - 1)]
    pinned = data.draw(st.integers(0, length - 1))
    repeated = notes + data.draw(st.lists(st.sampled_from(notes), max_size=3)) if notes else []
    chain = chain_of(NAME, KEYS[pinned].public_key(), data.draw(st.permutations(repeated)))
    assert [key.public_bytes_raw() for key in chain.keys] == PUBLIC[:length]
    assert [one.note for one in chain.changes] == notes
    assert [chain.number_of(key.public_key()) for key in KEYS] == [*range(length), *[None] * (len(KEYS) - length)]


TOUCHED = change(0, 1).replace(verifier_key(NAME, KEYS[1].public_key()), verifier_key(NAME, KEYS[2].public_key()))


@pytest.mark.parametrize(
    "note",
    [change(1, 2), change(0, 1, "log.example.net"), change(0, 1).replace("key-change", "key-chance"), TOUCHED, "none"],
)
def test_a_key_that_no_known_key_announced_is_not_known(note: str) -> None:
    assert chain_of(NAME, KEYS[0].public_key(), [note]).changes == ()


@pytest.mark.parametrize("notes", [[change(0, 1), change(0, 2)], [change(0, 1), change(1, 0)], [change(1, 1)]])
def test_changes_that_contradict_each_other_are_refused(notes: list[str]) -> None:
    with pytest.raises(BadNoteError, match="contradict each other"):
        chain_of(NAME, KEYS[1].public_key(), notes)


@pytest.mark.parametrize("signers", [(0,), (1,), (2,), (0, 2), ()])
def test_a_change_needs_the_signatures_of_both_keys(signers: tuple[int, ...]) -> None:
    text = change(0, 1).rpartition("\n\n")[0] + "\n"
    with pytest.raises(BadNoteError):
        read_change(sign_text(text, NAME, *(KEYS[number] for number in signers)), log_name=NAME)
    assert read_change(sign_text(text, NAME, KEYS[1], KEYS[0]), log_name=NAME).new.public_bytes_raw() == PUBLIC[1]
