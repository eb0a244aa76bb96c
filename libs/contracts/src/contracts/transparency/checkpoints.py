"""Checkpoints of a transparency log: signed notes, in the formats that witnesses and auditors of any log read.

Source: C2SP tlog-checkpoint (https://c2sp.org). The text of a checkpoint has the log's origin, its size and its root
hash, each on a line of its own.
"""

import base64
import binascii
import re
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contracts.transparency.notes import BadNoteError, check_signature, sign_text, text_of

_BODY_LINES: Final = 3
_HASH_BYTES: Final = 32
_SIZE: Final = re.compile("0|[1-9][0-9]{0,17}")


class Checkpoint(NamedTuple):
    """A log's head: its origin, its number of leaves, and the root over them."""

    origin: str
    size: int
    root_hash: bytes


def origin_of(log_name: str, org_id: UUID) -> str:
    """Return the name of an organisation's log. Its key has the same name."""
    return f"{log_name}/{org_id}"


def org_of(log_name: str, origin: str) -> UUID | None:
    """Return the organisation of a log's name, or None if it is not the name of one of these logs."""
    try:
        org_id = UUID(origin.removeprefix(f"{log_name}/"))
    except ValueError:
        return None
    return org_id if origin == origin_of(log_name, org_id) else None


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return the checkpoint as a note signed under the log's name."""
    root = base64.b64encode(checkpoint.root_hash).decode()
    return sign_text(f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n", checkpoint.origin, key)


def parse(note: str) -> Checkpoint:
    """Return the checkpoint in a note, without checking who signed it. Raises BadNoteError if there is none.

    The format allows more lines after the third; they are ignored.
    """
    lines = text_of(note).splitlines()
    if len(lines) < _BODY_LINES:
        raise BadNoteError("it is not a signed note of origin, size and root hash")
    origin, size, root = lines[:_BODY_LINES]
    try:
        root_hash = base64.b64decode(root, validate=True)
    except binascii.Error:
        root_hash = b""
    if not _SIZE.fullmatch(size) or len(root_hash) != _HASH_BYTES:
        raise BadNoteError("its second line is not a size, or its third is not a root hash")
    return Checkpoint(origin, int(size), root_hash)


def verify(note: str, *, public_key: Ed25519PublicKey) -> Checkpoint:
    """Return the checkpoint in a note. Raises BadNoteError unless this key signed it under the log's name."""
    checkpoint = parse(note)
    check_signature(note, checkpoint.origin, public_key)
    return checkpoint
