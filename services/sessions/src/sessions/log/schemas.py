"""Bodies for the transparency log: keys and proofs, in the forms that verifiers read."""

import base64
from typing import Annotated, Any, Final, Literal, NamedTuple
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, Body, Id
from contracts.transparency.checkpoints import origin_of
from contracts.transparency.keys import KeyChain
from contracts.transparency.notes import verifier_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ConfigDict, Field, JsonValue

from sessions.log.keys import KeyLeaf, key_number
from sessions.log.queries import Consistency, Proof, ProofEntry, ProvenChange
from sessions.sealed.canonical import text_salt
from sessions.sealed.domain import Opened

SIZE_MAX: Final = 2**53 - 1

_EXAMPLE_ORIGIN: Final = f"lockstep.local/sessions/{EXAMPLE_ID}"
_EXAMPLE_HASH: Final = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
_EXAMPLE_KEY: Final = "Ggzx/ebJCCmSTRO6DUi1HeDi2TxHKTjZmyRvS2iCpUE="

Origin = Annotated[
    str, Field(description="The log's name: the first line of its checkpoints.", examples=[_EXAMPLE_ORIGIN])
]
VerifierKey = Annotated[
    str,
    Field(
        description="The log's public key, as signed notes use it (C2SP vkey). Compare it with the key that you kept.",
        examples=[f"{_EXAMPLE_ORIGIN}+5e1f0a2b+ARoM8f3myQgpkk0Tug1ItR3g4tk8Ryk42Zskb0togqVB"],
    ),
]
Note = Annotated[
    str,
    Field(
        description="A checkpoint: the signed note, verbatim.",
        examples=[f"{_EXAMPLE_ORIGIN}\n3\n{_EXAMPLE_HASH}\n\n— {_EXAMPLE_ORIGIN} Xh8KK…\n"],
    ),
]
Hashes = Annotated[
    list[str], Field(description="The proof's hashes in the order of RFC 6962, in base64.", examples=[[_EXAMPLE_HASH]])
]


class LogKey(NamedTuple):
    """The keys with which an organisation's log is verified: all keys, and the changes that this log has."""

    org_id: Id
    chain: KeyChain
    leaves: list[KeyLeaf]

    @property
    def origin(self) -> str:
        """Return the log's name."""
        return origin_of(self.chain.log_name, self.org_id)

    def public_key(self, size: int) -> Ed25519PublicKey:
        """Return the key that signs a log of this size."""
        return self.chain.keys[key_number(self.leaves, size)]

    def verifier_key(self, size: int) -> str:
        """Return that key with the log's name."""
        return verifier_key(self.origin, self.public_key(size))


class KeyOut(Body):
    """A key of the log."""

    verifier_key: VerifierKey
    from_size: Annotated[
        int, Field(description="It signs the log from this number of records on, until the next key.", examples=[0])
    ]
    announcement: Annotated[
        str | None,
        Field(
            description="The note by which the key before announced this one, signed by both. null: the first key.",
            examples=["lockstep.local/sessions\nlockstep.log-key-change.v1\n…"],
        ),
    ]


class LogKeyOut(Body):
    """The public key of an organisation's log."""

    origin: Origin
    verifier_key: VerifierKey
    public_key: Annotated[str, Field(description="The 32 bytes of the key, in base64.", examples=[_EXAMPLE_KEY])]
    algorithm: Annotated[Literal["Ed25519"], Field(description="How checkpoints are signed.", examples=["Ed25519"])]
    keys: Annotated[list[KeyOut], Field(description="All keys of this log, the first one first.")]


class KeyChangeOut(Body):
    """A change of the log's key, and the proof that the log contains it. Its leaf is the hash of the note."""

    note: Annotated[
        str,
        Field(
            description="The signed note of both keys (C2SP signed-note), verbatim.",
            examples=["lockstep.local/sessions\nlockstep.log-key-change.v1\n…"],
        ),
    ]
    leaf_index: Annotated[int, Field(description="Its position in the log, from 0.", examples=[7])]
    hashes: Hashes


KeyChanges = Annotated[
    list[KeyChangeOut],
    Field(description="The changes of the log's key up to the (later) checkpoint. Empty: it was never changed."),
]


class ConsistencyOut(Body):
    """A proof that the later of two checkpoints covers everything that the earlier one covers."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    type: Annotated[
        Literal["lockstep.consistency.v1"],
        Field(description="What this document is.", examples=["lockstep.consistency.v1"]),
    ]
    origin: Origin
    verifier_key: VerifierKey
    earlier: Annotated[Note, Field(alias="from")]
    later: Annotated[Note, Field(alias="to")]
    hashes: Hashes
    key_changes: KeyChanges


class OpenedOut(Body):
    """The texts of a record. The record has the digest of each: SHA-256 of the text's salt and its canonical JSON."""

    salts: Annotated[
        dict[str, str], Field(description="The salt of each text, in hexadecimal.", examples=[{"recap": "5a" * 32}])
    ]
    texts: Annotated[
        dict[str, JsonValue],
        Field(
            description="Each text `x` that you may read; the record has its digest as `x_sha256`.",
            examples=[{"recap": "We solved linear equations …"}],
        ),
    ]


class ProofEntryOut(Body):
    """A record of the session, and the proof that the log contains it."""

    kind: Annotated[
        Literal["completion", "amendment", "void"], Field(description="What it records.", examples=["completion"])
    ]
    record: Annotated[
        str, Field(description="The record's canonical bytes (RFC 8785), in base64.", examples=["eyJhdHRlbmRhbmNl…"])
    ]
    leaf_index: Annotated[int, Field(description="Its position in the log, from 0.", examples=[2])]
    hashes: Hashes
    opened: Annotated[
        OpenedOut | None, Field(description="Its texts; null if you may read none of them, or if they were erased.")
    ]


class ProofOut(Body):
    """A proof of a session's records. It has everything that a verifier needs except a key that the verifier trusts."""

    type: Annotated[
        Literal["lockstep.proof.v1"], Field(description="What this document is.", examples=["lockstep.proof.v1"])
    ]
    origin: Origin
    verifier_key: VerifierKey
    session_id: Annotated[UUID, Field(description="The session.", examples=[EXAMPLE_ID])]
    checkpoint: Note
    entries: Annotated[
        list[ProofEntryOut], Field(description="Its completion and each correction, in the order of the log.")
    ]
    key_changes: KeyChanges


def log_key_out(key: LogKey) -> LogKeyOut:
    """Return the body for a log's keys."""
    sizes = [0, *(leaf.position + 1 for leaf in key.leaves)]
    notes = [None, *(change.note for change in key.chain.changes)]
    return LogKeyOut(
        origin=key.origin,
        verifier_key=key.verifier_key(sizes[-1]),
        public_key=_base64(key.public_key(sizes[-1]).public_bytes_raw()),
        algorithm="Ed25519",
        keys=[
            KeyOut(verifier_key=key.verifier_key(size), from_size=size, announcement=note)
            for size, note in zip(sizes, notes, strict=False)
        ],
    )


def consistency_out(key: LogKey, proof: Consistency) -> ConsistencyOut:
    """Return the body for a consistency proof."""
    return ConsistencyOut(
        type="lockstep.consistency.v1",
        origin=key.origin,
        verifier_key=key.verifier_key(proof.later.size),
        earlier=proof.earlier.note,
        later=proof.later.note,
        hashes=[_base64(hash_) for hash_ in proof.hashes],
        key_changes=[_change_out(change) for change in proof.key_changes],
    )


def proof_out(key: LogKey, session_id: UUID, proof: Proof) -> ProofOut:
    """Return the body for the proof of a session."""
    return ProofOut(
        type="lockstep.proof.v1",
        origin=key.origin,
        verifier_key=key.verifier_key(proof.checkpoint.size),
        session_id=session_id,
        checkpoint=proof.checkpoint.note,
        entries=[_entry_out(entry) for entry in proof.entries],
        key_changes=[_change_out(change) for change in proof.key_changes],
    )


def _change_out(change: ProvenChange) -> KeyChangeOut:
    hashes = [_base64(hash_) for hash_ in change.hashes]
    return KeyChangeOut(note=change.note, leaf_index=change.leaf_index, hashes=hashes)


def _entry_out(entry: ProofEntry) -> ProofEntryOut:
    kind: Any = entry.kind
    return ProofEntryOut(
        kind=kind,
        record=_base64(entry.record),
        leaf_index=entry.leaf_index,
        hashes=[_base64(hash_) for hash_ in entry.hashes],
        opened=None if entry.opened is None else _opened_out(entry.opened),
    )


def _opened_out(opened: Opened) -> OpenedOut:
    salts = {name: text_salt(opened.salt, name).hex() for name in opened.texts}
    return OpenedOut(salts=salts, texts=dict(opened.texts))


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
