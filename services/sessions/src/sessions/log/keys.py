"""The keys of the logs, as the sessions service knows them: the chain, and where a log has its changes. Without I/O."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from chassis.ids import derived_id
from contracts.transparency.checkpoints import parse, verify
from contracts.transparency.keys import KeyChain, chain_of
from contracts.transparency.merkle import leaf_hash
from contracts.transparency.notes import BadNoteError, verifier_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ANNOUNCE: Final = (
    "Set the key that the newest change names. Or let the older key announce another one: set the older one, and run "
    "python -m sessions log-key --change-to FILE"
)
NO_SESSION: Final = UUID(int=0)
"""The session of a leaf that belongs to none."""


class KeyUnknownError(Exception):
    """A key is none of the keys of the logs: no older key has announced it. The text says what to do."""


class Leaf(NamedTuple):
    """A leaf, as rows of the queue have it."""

    event_id: UUID
    session_id: UUID
    leaf_hash: bytes


class KeyLeaf(NamedTuple):
    """The change with this number, from 1, is the leaf at this position of a log."""

    number: int
    position: int


def known_chain(log_name: str, key: Ed25519PublicKey, notes: Sequence[str]) -> KeyChain:
    """Return the chain of all key changes that were announced, which must have this key.

    Raises KeyUnknownError, and BadNoteError if two changes follow one key.
    """
    return _chain(log_name, key.public_bytes_raw(), tuple(notes))


@lru_cache(maxsize=8)
def _chain(log_name: str, raw: bytes, notes: tuple[str, ...]) -> KeyChain:
    chain = chain_of(log_name, Ed25519PublicKey.from_public_bytes(raw), notes)
    if [one.note for one in chain.changes] != list(notes):
        raise KeyUnknownError(f"no key of the logs has announced {verifier_key(log_name, chain.keys[0])}. {ANNOUNCE}")
    return chain


def check_signer(note: str, chain: KeyChain, number: int) -> None:
    """Raise KeyUnknownError unless the key with this number has signed a checkpoint of a log."""
    try:
        verify(note, public_key=chain.keys[number])
    except BadNoteError as error:
        key = verifier_key(chain.log_name, chain.keys[number])
        raise KeyUnknownError(
            f"the newest checkpoint of the log {parse(note).origin}: {error}, {key}. {ANNOUNCE}"
        ) from None


def key_number(leaves: Sequence[KeyLeaf], size: int) -> int:
    """Return how many key changes a log of this size has. This is the number of the key that signs it."""
    return sum(one.position < size for one in leaves)


def change_leaf(org_id: UUID, note: str) -> Leaf:
    """Return the leaf of a key change in the log of an organisation."""
    hash_ = leaf_hash(note.encode())
    return Leaf(derived_id("log key change", cause=org_id, subject=hash_.hex()), NO_SESSION, hash_)
