"""Logs, checkpoints and proofs as an operator makes them, written directly from the definitions of RFC 9162."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORG = "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d11"
SESSION = "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d12"
COACH = "0192f0c1-2f4e-7c3a-9d58-6b1a4a7f2d13"
ORIGIN = f"lockstep.test/sessions/{ORG}"
SIGNING_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SALT = bytes(range(32))
Leaves = Sequence[bytes]


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def tree_root(leaves: Leaves) -> bytes:
    """Return MTH of RFC 9162, 2.1.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + tree_root(leaves[:k]) + tree_root(leaves[k:])).digest()


def inclusion(index: int, leaves: Leaves) -> list[bytes]:
    """Return PATH of RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*inclusion(index, leaves[:k]), tree_root(leaves[k:])]
    return [*inclusion(index - k, leaves[k:]), tree_root(leaves[:k])]


def consistency(size: int, leaves: Leaves, *, is_whole: bool = True) -> list[bytes]:
    """Return SUBPROOF of RFC 9162, 2.1.4.1."""
    if size == len(leaves):
        return [] if is_whole else [tree_root(leaves)]
    k = split(len(leaves))
    if size <= k:
        return [*consistency(size, leaves[:k], is_whole=is_whole), tree_root(leaves[k:])]
    return [*consistency(size - k, leaves[k:], is_whole=False), tree_root(leaves[:k])]


def split(size: int) -> int:
    """Return the largest power of two that is smaller than a size."""
    return 1 << ((size - 1).bit_length() - 1)


def vkey(key: Ed25519PrivateKey = SIGNING_KEY, name: str = ORIGIN) -> str:
    public = b"\x01" + key.public_key().public_bytes_raw()
    key_id = hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8]
    return f"{name}+{key_id}+{b64encode(public).decode()}"


def sign(text: str, key: Ed25519PrivateKey = SIGNING_KEY, name: str = ORIGIN) -> str:
    """Return the signature line of a note's text."""
    key_id = bytes.fromhex(vkey(key, name).split("+")[1])
    return f"\u2014 {name} {b64encode(key_id + key.sign(text.encode())).decode()}\n"


def checkpoint(leaves: Leaves, *, key: Ed25519PrivateKey = SIGNING_KEY, origin: str = ORIGIN, more: str = "") -> str:
    text = f"{origin}\n{len(leaves)}\n{b64encode(tree_root(leaves)).decode()}\n{more}"
    return f"{text}\n{sign(text, key, origin)}"


def key_change(old: Ed25519PrivateKey, new: Ed25519PrivateKey, *signers: Ed25519PrivateKey) -> str:
    """Return the note by which one key announces another. By default both sign it."""
    name = ORIGIN.rpartition("/")[0]
    text = "\n".join([name, "lockstep.log-key-change.v1", vkey(old, name), vkey(new, name)]) + "\n"
    return f"{text}\n{''.join(sign(text, key, name) for key in signers or (old, new))}"


def encode(hashes: Sequence[bytes]) -> list[str]:
    return [b64encode(value).decode() for value in hashes]


def canonical(document: object) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(text: object) -> str:
    return hashlib.sha256(SALT + canonical(text)).hexdigest()


RECAP = {
    "topics": "Ďábelské ódy, \u2028 and \U0001f3b9",
    "progress": "Steady\x1b[2Jer.",
    "next_steps": "Scales\nin thirds",
}
HELD = {"logged_minutes": 45, "coaches": [{"person_id": COACH, "share_basis_points": 10_000}]}
COMPLETION: dict[str, Any] = {
    "type": "lockstep.completion-record.v1",
    "org_id": ORG,
    "session_id": SESSION,
    "sequence": 3,
    **HELD,
    "roster": [{"person_id": SESSION, "acceptance": "accepted"}],
    "started_at": "2026-11-02T09:00:00.000000Z",
    "ended_at": "2026-11-02T09:45:00.000000Z",
    "completed_at": "2026-11-02T09:50:00.000000Z",
    "completed_by": COACH,
    "late_reason_sha256": None,
    "recap_sha256": digest(RECAP),
}
FIRST = HELD | {"recap_sha256": digest(RECAP)}
SECOND = FIRST | {"logged_minutes": 40}
THIRD = SECOND | {"recap_sha256": digest("Rewritten.")}


def correction(kind: str, **more: object) -> dict[str, Any]:
    return {
        "type": f"lockstep.{kind}-record.v1",
        "org_id": ORG,
        "session_id": SESSION,
        "completion_hash": leaf(canonical(COMPLETION)).hex(),
        "reason_sha256": digest("A slip."),
        "proposed_by": COACH,
        "approved_by": None,
        "recorded_at": "2026-11-03T08:00:00.000000Z",
        **more,
    }


MINUTES = correction("amendment", sequence=4, field="minutes", old=FIRST, new=SECOND)
REWRITING = correction("amendment", sequence=6, field="recap", old=SECOND, new=THIRD, recap_sha256=digest("Rewritten."))
VOID = correction("void", sequence=7, withdrawn=THIRD)
RECORDS: list[Any] = ["a", "b", COMPLETION, "c", MINUTES, "d", REWRITING, "e", "f", VOID, "g"]
TEXTS: dict[int, dict[str, Any]] = {
    2: {"recap": RECAP, "late_reason": None},
    4: {"reason": "A slip."},
    6: {"recap": "Rewritten."},
}


def logged(records: Sequence[object] = RECORDS) -> list[bytes]:
    return [leaf(canonical(record)) for record in records]


def opened(texts: dict[str, Any], salt: bytes = SALT) -> dict[str, Any]:
    return {"salts": dict.fromkeys(texts, salt.hex()), "texts": texts}


def proof(records: Sequence[Any] = RECORDS, indices: Sequence[int] = (2, 4, 6, 9)) -> dict[str, Any]:
    leaves = logged(records)
    return {
        "type": "lockstep.proof.v1",
        "origin": ORIGIN,
        "verifier_key": vkey(),
        "session_id": SESSION,
        "checkpoint": checkpoint(leaves),
        "entries": [
            {
                "kind": records[index]["type"].removeprefix("lockstep.").partition("-record.")[0],
                "record": b64encode(canonical(records[index])).decode(),
                "leaf_index": index,
                "hashes": encode(inclusion(index, leaves)),
                "opened": opened(TEXTS[index]) if index in TEXTS else None,
            }
            for index in indices
        ],
    }


def growth(first: Leaves, second: Leaves, **changes: object) -> dict[str, Any]:
    grown = consistency(len(first), second) if 0 < len(first) <= len(second) else []
    document = {"type": "lockstep.consistency.v1", "origin": ORIGIN, "verifier_key": vkey(), "hashes": encode(grown)}
    return document | {"from": checkpoint(first), "to": checkpoint(second)} | changes


def altered(index: int, **changes: object) -> list[Any]:
    """Return the records of the log, with one of them changed before it was logged."""
    return [record | changes if at == index else record for at, record in enumerate(RECORDS)]


NEW_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NEWEST_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
CHANGES = [key_change(SIGNING_KEY, NEW_KEY), key_change(NEW_KEY, NEWEST_KEY)]
PLACES = (5, 8)
"""Where the log has these changes. Record 5 of RECORDS is not one of the session, and neither is record 8."""


def rotated(notes: Sequence[str] = CHANGES) -> list[bytes]:
    """Return the leaves of the log of RECORDS, in which two changes of its key stand at PLACES."""
    leaves = logged()
    for place, note in zip(PLACES, notes, strict=True):
        leaves[place] = leaf(note.encode())
    return leaves


def changes_in(leaves: Leaves, notes: Sequence[str] = CHANGES) -> list[dict[str, Any]]:
    """Return the key changes of a log, as a file names them."""
    return [
        {"note": note, "leaf_index": place, "hashes": encode(inclusion(place, leaves))}
        for place, note in zip(PLACES, notes, strict=False)
        if place < len(leaves)
    ]


def rotated_proof(notes: Sequence[str] = CHANGES, key: Ed25519PrivateKey = NEWEST_KEY) -> dict[str, Any]:
    """Return the proof of the session in the log whose key was changed twice."""
    leaves = rotated(notes)
    entries = [one | {"hashes": encode(inclusion(one["leaf_index"], leaves))} for one in proof()["entries"]]
    return proof() | {
        "checkpoint": checkpoint(leaves, key=key),
        "entries": entries,
        "key_changes": changes_in(leaves, notes),
    }
