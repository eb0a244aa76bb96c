"""Signed notes: a text, an empty line, and the signatures of one or more Ed25519 keys. Source: C2SP signed-note."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NOTE_CHARACTERS_MAX: Final = 10_000
"""Far more than any note of ours has. A longer note is refused."""

SIGNATURE_MARK: Final = "— "
_ED25519: Final = b"\x01"
_KEY_ID_BYTES: Final = 4


class BadNoteError(ValueError):
    """A text is not a note that the key has signed. The message says why."""


def verifier_key(name: str, public_key: Ed25519PublicKey) -> str:
    """Return the key in the form that verifiers of signed notes take: name, key id and key (C2SP vkey)."""
    encoded = base64.b64encode(_ED25519 + public_key.public_bytes_raw()).decode()
    return f"{name}+{_key_id(name, public_key).hex()}+{encoded}"


def read_verifier_key(text: str, *, name: str) -> Ed25519PublicKey:
    """Return the public key in a verifier key of this name. Raises BadNoteError for any other text."""
    try:
        raw = base64.b64decode(text.removeprefix(f"{name}+").partition("+")[2], validate=True)
        public_key = Ed25519PublicKey.from_public_bytes(raw[1:])
    except ValueError:
        raise BadNoteError("it names a key that is none") from None
    if verifier_key(name, public_key) != text:
        raise BadNoteError(f"it names a key that is no Ed25519 key of {name}")
    return public_key


def sign_text(text: str, name: str, *keys: Ed25519PrivateKey) -> str:
    """Return a text, which ends with a line end, as a note that these keys signed under one name."""
    lines = []
    for key in keys:
        signature = base64.b64encode(_key_id(name, key.public_key()) + key.sign(text.encode())).decode()
        lines.append(f"{SIGNATURE_MARK}{name} {signature}\n")
    return f"{text}\n{''.join(lines)}"


def text_of(note: str) -> str:
    """Return the text of a note, with its line end. It checks no signature. Raises BadNoteError if it is no note."""
    text, separator, _ = note.rpartition("\n\n")
    if not separator or len(note) > NOTE_CHARACTERS_MAX:
        raise BadNoteError("it is not a signed note")
    return f"{text}\n"


def check_signature(note: str, name: str, public_key: Ed25519PublicKey) -> None:
    """Raise BadNoteError unless this key signed the note under this name. Other signatures are ignored."""
    text = text_of(note)
    key_id = _key_id(name, public_key)
    for line in note.rpartition("\n\n")[2].splitlines():
        signer, _, encoded = line.removeprefix(SIGNATURE_MARK).rpartition(" ")
        try:
            signature = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            continue
        if not line.startswith(SIGNATURE_MARK) or signer != name or signature[:_KEY_ID_BYTES] != key_id:
            continue
        try:
            public_key.verify(signature[_KEY_ID_BYTES:], text.encode())
        except InvalidSignature:
            raise BadNoteError("its signature does not verify") from None
        return
    raise BadNoteError("it is not signed by the log's key")


def split_notes(lines: Iterable[str]) -> Iterator[str]:
    """Yield the notes of a text, one after the other. Any number of empty lines may separate them.

    The lines include their line ends. Text that is not a note is yielded too, and `check_signature` refuses it.
    """
    note, is_signed = "", False
    for line in lines:
        is_signature = line.startswith(SIGNATURE_MARK)
        if is_signed and not is_signature:
            yield note
            note = ""
        is_signed = is_signature
        if (note or line.strip()) and len(note) <= NOTE_CHARACTERS_MAX:
            note += line
    if note.strip():
        yield note


def _key_id(name: str, public_key: Ed25519PublicKey) -> bytes:
    """Return the id that distinguishes the keys of a note's signatures."""
    return hashlib.sha256(f"{name}\n".encode() + _ED25519 + public_key.public_bytes_raw()).digest()[:_KEY_ID_BYTES]
