"""The keys of the logs: the first one, and each later one, which the key before it announced.

A key change is a signed note under the name of all logs. Its text has the name, a type, and both keys in the form of
verifiers. Both keys sign it: the old one announces the new one, and the new one shows that somebody has it. The note is
a leaf of every log. From the checkpoint that covers this leaf on, only the new key signs that log.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contracts.transparency.notes import (
    BadNoteError,
    check_signature,
    read_verifier_key,
    sign_text,
    text_of,
    verifier_key,
)

KEY_CHANGE: Final = "lockstep.log-key-change.v1"
_LINES: Final = 4


class KeyChange(NamedTuple):
    """A key change that both keys signed: the keys, and the note, which is the leaf's record."""

    old: Ed25519PublicKey
    new: Ed25519PublicKey
    note: str


class KeyChain(NamedTuple):
    """The keys of all logs in their order, and the changes that lead from each to the next."""

    log_name: str
    keys: tuple[Ed25519PublicKey, ...]
    changes: tuple[KeyChange, ...]

    def number_of(self, key: Ed25519PublicKey) -> int | None:
        """Return how many changes lead to a key, or None if it is none of these keys."""
        return next((number for number, one in enumerate(self.keys) if _same(one, key)), None)


def sign_change(log_name: str, *, old: Ed25519PrivateKey, new: Ed25519PrivateKey) -> str:
    """Return the note by which the old key announces the new one. It is the same each time."""
    named = [verifier_key(log_name, key.public_key()) for key in (old, new)]
    return sign_text("\n".join([log_name, KEY_CHANGE, *named]) + "\n", log_name, old, new)


def read_change(note: str, *, log_name: str) -> KeyChange:
    """Return the key change in a note. Raises BadNoteError unless it is one of these logs that both keys signed."""
    lines = text_of(note).splitlines()
    if len(lines) != _LINES or lines[:2] != [log_name, KEY_CHANGE]:
        raise BadNoteError(f"it is not a key change of {log_name}")
    old, new = (read_verifier_key(line, name=log_name) for line in lines[2:])
    for key in (old, new):
        check_signature(note, log_name, key)
    return KeyChange(old, new, note)


def chain_of(log_name: str, pinned: Ed25519PublicKey, notes: Iterable[str]) -> KeyChain:
    """Return the chain of keys that has the pinned key. `notes` are key changes, in any order and repeated.

    A note that is no key change of these logs, or that no chain leads to, counts for nothing: nobody accepts its keys.
    Raises BadNoteError if two changes follow one key.
    """
    changes = _changes(log_name, notes)
    chain = KeyChain(log_name, (pinned,), ())
    while (one := next((one for one in changes if _continues(chain, one)), None)) is not None:
        changes.remove(one)
        if _same(one.old, chain.keys[-1]):
            chain = chain._replace(keys=(*chain.keys, one.new), changes=(*chain.changes, one))
        else:
            chain = chain._replace(keys=(one.old, *chain.keys), changes=(one, *chain.changes))
    for one in changes:
        if chain.number_of(one.old) is not None or chain.number_of(one.new) is not None:
            named = verifier_key(log_name, one.old)
            raise BadNoteError(f"the changes of the log's key contradict each other at {named}. Keep them as evidence")
    return chain


def _continues(chain: KeyChain, change: KeyChange) -> bool:
    """Return whether a change leads from the last key to an unknown one, or from an unknown one to the first key."""
    if _same(change.old, chain.keys[-1]):
        return chain.number_of(change.new) is None
    return _same(change.new, chain.keys[0]) and chain.number_of(change.old) is None


def _changes(log_name: str, notes: Iterable[str]) -> list[KeyChange]:
    changes = []
    for note in dict.fromkeys(notes):
        with suppress(BadNoteError):
            changes.append(read_change(note, log_name=log_name))
    return changes


def _same(one: Ed25519PublicKey, other: Ed25519PublicKey) -> bool:
    return one.public_bytes_raw() == other.public_bytes_raw()
