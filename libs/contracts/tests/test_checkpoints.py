"""Checkpoints are the signed notes of C2SP. They are read as they were written, and any change makes them invalid."""

import base64
from uuid import UUID

import pytest
from contracts.transparency.checkpoints import Checkpoint, org_of, origin_of, parse, sign, verify
from contracts.transparency.notes import BadNoteError, split_notes, verifier_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key()
ORG = UUID("0192f0c1-0000-7000-8000-000000000001")
ORIGIN = origin_of("log.example.org/sessions", ORG)
CHECKPOINT = Checkpoint(ORIGIN, 7, bytes(range(32)))
NOTE = sign(CHECKPOINT, KEY)


def test_a_checkpoint_has_the_lines_of_the_format() -> None:
    origin, size, root, empty, signature, end = NOTE.split("\n")
    assert (origin, size, empty, end) == (f"log.example.org/sessions/{ORG}", "7", "", "")
    assert base64.b64decode(root) == bytes(range(32))
    mark, name, encoded = signature.split(" ")
    assert (mark, name) == ("—", ORIGIN)
    key_name, key_id, key = verifier_key(ORIGIN, PUBLIC).split("+", 2)
    assert key_name == ORIGIN
    assert base64.b64decode(key) == b"\x01" + PUBLIC.public_bytes_raw()
    assert base64.b64decode(encoded)[:4].hex() == key_id
    PUBLIC.verify(base64.b64decode(encoded)[4:], f"{origin}\n{size}\n{root}\n".encode())


@pytest.mark.parametrize(
    "published",
    [
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_keys_are_written_as_other_implementations_write_them(published: str) -> None:
    name, _, encoded = published.split("+", 2)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:])
    assert verifier_key(name, key) == published


@bounded(30)
@given(st.integers(0, 2**53), st.binary(min_size=32, max_size=32))
def test_what_was_signed_verifies_and_says_the_same(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert verify(sign(checkpoint, KEY), public_key=PUBLIC) == checkpoint


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (NOTE.replace("\n7\n", "\n8\n"), "does not verify"),
        (NOTE.replace(str(ORG), str(UUID(int=1))), "does not verify|not signed"),
        (sign(CHECKPOINT, Ed25519PrivateKey.from_private_bytes(b"x" * 32)), "not signed by the log's key"),
        (NOTE.split("—")[0], "not signed"),
        (NOTE.replace("— ", "- "), "not signed"),
        (NOTE.replace("\n7\n", "\n07\n"), "second line"),
        (NOTE.replace("\n7\n", f"\n{'9' * 5000}\n"), "second line"),
        (NOTE.replace("\n7\n", "\n-7\n"), "second line"),
        (NOTE.replace("AAEC", "AAE", 1), "third"),
        ("nothing of the kind", "not a signed note"),
        ("", "not a signed note"),
    ],
)
def test_a_note_that_was_touched_is_refused_and_told_why(changed: str, message: str) -> None:
    with pytest.raises(BadNoteError, match=message):
        verify(changed, public_key=PUBLIC)


def test_signatures_of_witnesses_beside_the_logs_own_are_passed_by() -> None:
    witness = "— witness.example.org/w " + base64.b64encode(bytes(76)).decode() + "\n"
    body, _, signature = NOTE.rpartition("\n\n")
    for signatures in (witness + signature, signature + witness):
        assert verify(f"{body}\n\n{signatures}", public_key=PUBLIC) == CHECKPOINT


def test_notes_kept_one_after_the_other_are_taken_apart() -> None:
    kept = [sign(Checkpoint(ORIGIN, size, bytes(32)), KEY) for size in (1, 2, 30)]
    for text in ("".join(kept), "\n".join(kept), "\n\n" + "\n\n".join(kept) + "\n\n"):
        assert list(split_notes(text.splitlines(keepends=True))) == kept
    assert list(split_notes([])) == []
    assert list(split_notes(["no note\n"])) == ["no note\n"]
    assert [parse(one).size for one in split_notes("".join(kept).splitlines(keepends=True))] == [1, 2, 30]


def test_only_an_organisations_log_has_an_origin_of_ours() -> None:
    assert org_of("log.example.org/sessions", ORIGIN) == ORG
    for other in (
        "log.example.org/sessions",
        f"log.example.net/sessions/{ORG}",
        f"{ORIGIN}0",
        str(ORG),
        ORIGIN.upper(),
    ):
        assert org_of("log.example.org/sessions", other) is None
