"""Checkpoints of a transparency log: signed notes, in the formats that witnesses and auditors of any log read.

Source: C2SP signed-note and tlog-checkpoint (https://c2sp.org). A note has the log's origin, its size and its root
hash, each on a line of its own; then an empty line; then the signatures.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NOTE_CHARACTERS_MAX: Final = 10_000
"""Far more than any checkpoint has. A longer note is refused."""
_ED25519: Final = b"\x01"
_KEY_ID_BYTES: Final = 4
_SIGNATURE_MARK: Final = "— "
_BODY_LINES: Final = 3
_HASH_BYTES: Final = 32
_SIZE: Final = re.compile("0|[1-9][0-9]{0,17}")


class BadCheckpointError(ValueError):
    """A text is not a checkpoint of the log, signed by its key. The message says why."""


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


def verifier_key(name: str, public_key: Ed25519PublicKey) -> str:
    """Return the key in the form that verifiers of signed notes take: name, key id and key (C2SP vkey)."""
    encoded = base64.b64encode(_ED25519 + public_key.public_bytes_raw()).decode()
    return f"{name}+{_key_id(name, public_key).hex()}+{encoded}"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return the checkpoint as a note signed under the log's name."""
    text = _text(checkpoint)
    signature = base64.b64encode(_key_id(checkpoint.origin, key.public_key()) + key.sign(text.encode()))
    return f"{text}\n{_SIGNATURE_MARK}{checkpoint.origin} {signature.decode()}\n"


def parse(note: str) -> Checkpoint:
    """Return the checkpoint in a note, without checking who signed it. Raises BadCheckpointError if there is none.

    The format allows more lines after the third; they are ignored.
    """
    text, separator, _ = note.rpartition("\n\n")
    lines = text.split("\n")
    if not separator or len(note) > NOTE_CHARACTERS_MAX or len(lines) < _BODY_LINES:
        raise BadCheckpointError("it is not a signed note of origin, size and root hash")
    origin, size, root = lines[:_BODY_LINES]
    try:
        root_hash = base64.b64decode(root, validate=True)
    except binascii.Error:
        root_hash = b""
    if not _SIZE.fullmatch(size) or len(root_hash) != _HASH_BYTES:
        raise BadCheckpointError("its second line is not a size, or its third is not a root hash")
    return Checkpoint(origin, int(size), root_hash)


def verify(note: str, *, public_key: Ed25519PublicKey) -> Checkpoint:
    """Return the checkpoint in a note. Raises BadCheckpointError unless this key signed it under the log's name."""
    checkpoint = parse(note)
    text, _, signatures = note.rpartition("\n\n")
    key_id = _key_id(checkpoint.origin, public_key)
    for line in signatures.splitlines():
        name, _, encoded = line.removeprefix(_SIGNATURE_MARK).rpartition(" ")
        try:
            signature = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            continue
        if not line.startswith(_SIGNATURE_MARK) or name != checkpoint.origin or signature[:_KEY_ID_BYTES] != key_id:
            continue
        try:
            public_key.verify(signature[_KEY_ID_BYTES:], f"{text}\n".encode())
        except InvalidSignature:
            raise BadCheckpointError("its signature does not verify") from None
        return checkpoint
    raise BadCheckpointError("it is not signed by the log's key")


def split_notes(lines: Iterable[str]) -> Iterator[str]:
    """Yield the notes of a text, one after the other. Any number of empty lines may separate them.

    The lines include their line ends. Text that is not a note is yielded too, and `verify` refuses it.
    """
    note, is_signed = "", False
    for line in lines:
        is_signature = line.startswith(_SIGNATURE_MARK)
        if is_signed and not is_signature:
            yield note
            note = ""
        is_signed = is_signature
        if (note or line.strip()) and len(note) <= NOTE_CHARACTERS_MAX:
            note += line
    if note.strip():
        yield note


def _text(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root_hash).decode()}\n"


def _key_id(name: str, public_key: Ed25519PublicKey) -> bytes:
    """Return the id that distinguishes the keys of a note's signatures."""
    return hashlib.sha256(f"{name}\n".encode() + _ED25519 + public_key.public_bytes_raw()).digest()[:_KEY_ID_BYTES]
