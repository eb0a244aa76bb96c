"""Verify offline what Lockstep says about a session: its records are in the log unaltered, and the log only grew.

    python verify.py proof proof.json --key VKEY [--event event.json]
    python verify.py consistency consistency.json --key VKEY [--seen proof.json]

This is one file, so that you can read it first and copy it anywhere. It needs Python 3.11 or later and one package,
for the signature (`pip install cryptography`). It opens no connection. In a file, it trusts only what your key has
signed. It exits with 0 if everything is verified, with 1 and one line that says what is wrong, or with 2 and one line
if a file or an argument cannot be read.

Formats: signed notes (c2sp.org/signed-note), checkpoints (c2sp.org/tlog-checkpoint), Merkle trees (RFC 6962, RFC 9162).
"""

import argparse
import hashlib
import json
import re
import sys
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.stderr.write("CANNOT READ: the package cryptography is missing. Run: pip install cryptography\n")
    raise SystemExit(2) from None

SIGNATURES_MAX = 100
ED25519 = b"\x01"  # the signature type of a plain Ed25519 key
KEY_CHANGE = "lockstep.log-key-change.v1"
RECORD_KINDS = {f"lockstep.{kind}-record.v1": kind for kind in ("completion", "amendment", "void")}
RECORD_KINDS |= {f"lockstep.completion-record.v{form}": "completion" for form in (2, 3)}
SENTENCES = {
    "completion": "Session {session_id}: {logged_minutes} minutes, from {started_at} to {ended_at}\n"
    "  completed by {completed_by} at {completed_at}\n  coaches: {coaches}\n  roster: {roster}",
    "amendment": "Amended at {recorded_at}, proposed by {proposed_by}, {approval}",
    "void": "Voided at {recorded_at}, proposed by {proposed_by}, {approval}",
}
SECOND_FORM = (
    *("planned_starts_at", "planned_ends_at", "moved_plan", "start_pressed_at"),
    *("on_behalf_of", "contradictions"),
)
ADDED_BY_FORM = {
    "lockstep.completion-record.v2": SECOND_FORM,
    "lockstep.completion-record.v3": (*SECOND_FORM, "never_answered", "planned_by_coach", "recap_by", "run_id"),
}
SAID_BY_BOTH = (
    *("org_id", "session_id", "sequence", "batch_id", "category_id", "course_ids", "mode", "coaches", "zone"),
    *("raw_minutes", "logged_minutes", "completed_by", "attendance_version"),
)
NO_KEY = (
    "--key is missing. Give the log's verifier key, NAME+1a2b3c4d+BASE64. GET /v1/log/key returns it. Compare it once "
    "with the key that the organisation publishes, and keep it. The key in the file that you verify proves nothing."
)
T = TypeVar("T", str, int, list[Any], dict[str, Any])


class RefusedError(Exception):
    """The file claims something that is not true."""


class UnreadableError(Exception):
    """The file or the argument does not have the right form."""


def check(is_so: bool, otherwise: str) -> None:
    """Raise RefusedError, with the text `otherwise`, if it is not so."""
    if not is_so:
        raise RefusedError(otherwise)


class Key(NamedTuple):
    """A log's verifier key: its name, its id in signatures, and the public key."""

    name: str
    key_id: bytes
    public: Ed25519PublicKey


class Keys(NamedTuple):
    """The keys of a log in their order, each with the smallest log that it signs. One is the key that was brought."""

    brought: Key
    chain: list[tuple[int, Key]]

    def at(self, size: int) -> Key:
        """Return the key that signs a log of this size."""
        return [key for first, key in self.chain if first <= size][-1]


class Checkpoint(NamedTuple):
    """The head of a log after its signature was verified: the number of records, and the hash over all of them."""

    origin: str
    size: int
    root: bytes


class Entry(NamedTuple):
    """A record that is in the log, with the texts that the file opens."""

    what: str
    kind: str
    place: int
    leaf: bytes
    record: dict[str, Any]
    texts: dict[str, Any]


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node. The hash of a leaf starts with a zero byte instead."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(leaf: bytes, index: int, path: list[bytes], head: Checkpoint) -> bool:
    """Say whether a leaf is in the log at an index, counted from 0 (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < head.size:
        return False
    fn, sn, root = index, head.size - 1, leaf
    for hash_ in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            root = node(hash_, root)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            root = node(root, hash_)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and root == head.root


def is_extension(first: Checkpoint, second: Checkpoint, path: list[bytes]) -> bool:
    """Say whether the second log starts with the whole first one (RFC 9162, 2.1.4.2)."""
    if first.size in (0, second.size):  # every log extends the empty one, and itself
        return not path and first.root == (second.root if first.size else hashlib.sha256().digest())
    if first.size > second.size or not path:
        return False
    hashes = [first.root, *path] if first.size & (first.size - 1) == 0 else path
    fn, sn = first.size - 1, second.size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first_root = second_root = hashes[0]
    for hash_ in hashes[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            first_root, second_root = node(hash_, first_root), node(hash_, second_root)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second_root = node(second_root, hash_)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and first_root == first.root and second_root == second.root


def read_key(text: str) -> Key:
    """Read a verifier key. Its id is also its checksum."""
    match = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+(\S+)", text.strip())
    raw = from_base64(match[3], "the end of the key") if match else b""
    if match is None or len(raw) != len(ED25519) + 32 or not raw.startswith(ED25519):
        raise UnreadableError("the key is no Ed25519 verifier key of the form NAME+1a2b3c4d+BASE64. Copy it again")
    key = named_key(match[1], Ed25519PublicKey.from_public_bytes(raw[1:]))
    if key.key_id.hex() != match[2]:
        raise UnreadableError(f"the key does not fit its own id, {match[2]}. Copy the whole key again")
    return key


def named_key(name: str, public: Ed25519PublicKey) -> Key:
    """Return a public key under a name. Its id in signatures follows from both."""
    key_id = hashlib.sha256(name.encode() + b"\n" + ED25519 + public.public_bytes_raw()).digest()[:4]
    return Key(name, key_id, public)


def verifier_key(key: Key) -> str:
    """Return a key in the form that --key takes."""
    return f"{key.name}+{key.key_id.hex()}+{b64encode(ED25519 + key.public.public_bytes_raw()).decode()}"


def read_keys(document: dict[str, Any], brought: Key) -> Keys:
    """Verify the changes of the log's key that a file names, and return the keys. Each change is signed by both keys.

    Whether the log has these changes, `check_changes` verifies: it needs a checkpoint that one of the keys has signed.
    """
    log_name, chain = brought.name.rpartition("/")[0], list[tuple[int, Key]]()
    for number, change in enumerate(changes_of(document), start=1):
        what = f"key change {number}"
        note, index = part(change, "note", str, what), part(change, "leaf_index", int, what)
        lines = note.split("\n\n")[0].split("\n")
        if lines[:2] != [log_name, KEY_CHANGE] or len(lines) != len(("name", "type", "old", "new")):
            raise UnreadableError(f"{what} is no change of the key of {log_name}")
        old, new = read_key(lines[2]), read_key(lines[3])
        check(old.name == new.name == log_name, f"{what} is of other logs than {log_name}")
        for key in (old, new):
            read_note(note, key, what)
        chain = chain or [(0, named_key(brought.name, old.public))]
        first, last = chain[-1]
        check(last.public == old.public and index >= first, f"{what} does not follow the key change before it")
        chain.append((index + 1, named_key(brought.name, new.public)))
    chain = chain or [(0, brought)]
    led = any(key.public == brought.public for _, key in chain)
    check(led, "no chain of key changes leads from the key that you brought to the one that signed")
    return Keys(brought, chain)


def changes_of(document: dict[str, Any]) -> list[Any]:
    """Return the changes of the log's key that a file names. An older file, or a single checkpoint, names none."""
    named = isinstance(document, dict) and document.get("key_changes") is not None
    return part(document, "key_changes", list, "the file") if named else []


def check_changes(document: dict[str, Any], head: Checkpoint) -> None:
    """Verify that the log has the key changes that a file names, each as a record at its place."""
    for number, change in enumerate(changes_of(document), start=1):
        what = f"key change {number}"
        leaf = hashlib.sha256(b"\x00" + part(change, "note", str, what).encode()).digest()
        found = is_included(leaf, part(change, "leaf_index", int, what), hashes_of(change, what), head)
        check(found, f"{what} is not in the log: its note, its position or its hashes were altered")


def read_note(note: str, key: Key, what: str, which: str = "the key that it names") -> str:
    """Verify the key's signature on a signed note and return the note's text. Other signatures are ignored."""
    body, separator, signatures = note.rpartition("\n\n")
    *lines, rest = signatures.split("\n")
    is_clean = all(character >= " " or character == "\n" for character in note)
    if not separator or rest or not 0 < len(lines) <= SIGNATURES_MAX or not is_clean:
        raise UnreadableError(f"{what} is no signed note. Such a note is a text, an empty line, and signature lines")
    text, signers = body + "\n", []
    for line in lines:
        match = re.fullmatch(r"\u2014 ([^+\s]+) (\S+)", line)
        raw = from_base64(match[2], f"a signature of {what}") if match else b""
        if match is None or len(raw) <= len(key.key_id):
            raise UnreadableError(f"{what} has a signature line that is no signature: {plain(line)}")
        signers.append((match[1], raw[:4]))
        if signers[-1] == (key.name, key.key_id):
            try:
                key.public.verify(raw[4:], text.encode())
            except InvalidSignature:
                raise RefusedError(f"{what} was altered after it was signed: the signature does not fit it") from None
    others = ", ".join(f"{plain(name)}+{key_id.hex()}" for name, key_id in signers)
    check((key.name, key.key_id) in signers, f"{what} is not signed by {which}, but by {others}")
    return text


def read_checkpoint(note: str, keys: Keys, what: str = "the checkpoint") -> Checkpoint:
    """Verify the signature and the origin of a checkpoint, and return it. The key is the one for its size."""
    said = re.match(r"[^\n]*\n(0|[1-9][0-9]{0,18})\n", note)
    key = keys.at(int(said[1]) if said else 0)
    which = "the key that you brought" if key == keys.brought else f"the log's key of that size, {verifier_key(key)}"
    lines = read_note(note, key, what, which).split("\n")[:-1]  # extension lines may follow the third; they are ignored
    if len(lines) < len(Checkpoint._fields) or not all(lines) or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
        raise UnreadableError(f"{what} does not begin with the lines origin, size and root hash")
    check(lines[0] == key.name, f"{what} is of the log {plain(lines[0])}, but your key is of {key.name}")
    return Checkpoint(lines[0], int(lines[1]), from_base64(lines[2], f"the root of {what}", is_hash=True))


def read_entry(document: dict[str, Any], head: Checkpoint, what: str) -> Entry:
    """Verify that an entry of a proof is in the log and that its texts are those recorded. Return the entry."""
    raw = from_base64(part(document, "record", str, what), f"the record of {what}")
    leaf, index = hashlib.sha256(b"\x00" + raw).digest(), part(document, "leaf_index", int, what)
    found = is_included(leaf, index, hashes_of(document, what), head)
    check(found, f"{what} is not in the log at {index}: its record, its position or its hashes were altered")
    record = read_json(raw, f"the record of {what}")
    check(canonical(record) == raw, f"the record of {what} is not in canonical form: it could be read in two ways")
    kind = RECORD_KINDS.get(part(record, "type", str, f"the record of {what}"))
    if kind is None:
        raise UnreadableError(f"the record of {what} has a type unknown to this script: {plain(record['type'])}")
    called = plain(document.get("kind"))
    check(called == kind, f"{what} says that its kind is {called}, but its record is of the kind {kind}")
    if document.get("opened") is None:
        return Entry(what, kind, index, leaf, record, {})
    opened = part(document, "opened", dict, what)
    salts, texts = part(opened, "salts", dict, what), part(opened, "texts", dict, what)
    for name, value in texts.items():
        salt = part(salts, name, str, f"the salts of {what}")
        if not re.fullmatch("([0-9a-f]{2})+", salt):
            raise UnreadableError(f"the salt of the {plain(name)} of {what} is not hexadecimal")
        digest = hashlib.sha256(bytes.fromhex(salt) + canonical(value)).hexdigest()
        fits = record.get(f"{name}_sha256") == (None if value is None else digest)
        check(fits, f"the {plain(name)} of {what} is not the text that was recorded: it does not fit its digest")
    return Entry(what, kind, index, leaf, record, texts)


def correctable(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that a correction can change. `values` is a completion record or one side of a correction."""
    return {name: values.get(name) for name in ("logged_minutes", "coaches", "recap_sha256")}


def read_proof(document: dict[str, Any], keys: Keys) -> tuple[Checkpoint, list[Entry]]:
    """Verify everything in a proof, and return its checkpoint and its entries."""
    if document.get("type") != "lockstep.proof.v1":
        raise UnreadableError("the file is no proof: its type is not lockstep.proof.v1")
    head = read_checkpoint(part(document, "checkpoint", str, "the file"), keys)
    check_changes(document, head)
    origin, session_id = part(document, "origin", str, "the file"), part(document, "session_id", str, "the file")
    check(origin == head.origin, f"the file names the log {plain(origin)}, but its checkpoint {head.origin}")
    documents = part(document, "entries", list, "the file")
    entries = [read_entry(entry, head, f"entry {number}") for number, entry in enumerate(documents, start=1)]
    entries.sort(key=lambda entry: part(entry.record, "sequence", int, f"the record of {entry.what}"))
    check(bool(entries) and entries[0].kind == "completion", "the file does not start with a completion")
    held, last = correctable(entries[0].record), entries[0]
    for entry in entries:
        what, about, of = entry.what, entry.record.get("session_id"), entry.record.get("org_id")
        check(about == session_id, f"{what} is about another session than the file: {plain(about)}")
        check(of == head.origin.rpartition("/")[2], f"{what} is about another organisation than the log: {plain(of)}")
        if entry is entries[0]:
            continue
        follows = entry.kind != "completion" and last.kind != "void"
        check(follows, f"{what}, a record of the kind {entry.kind}, cannot follow {last.what}, a {last.kind}")
        is_of_it = entry.record.get("completion_hash") == entries[0].leaf.hex()
        check(is_of_it, f"{what} corrects another completion: its completion_hash is not that of {entries[0].what}")
        replaced = correctable(part(entry.record, "old" if entry.kind == "amendment" else "withdrawn", dict, what))
        check(replaced == held, f"a correction is missing before {what}: it replaces other values than those that held")
        held = correctable(part(entry.record, "new", dict, what)) if entry.kind == "amendment" else held
        last = entry
    return head, entries


def check_event(event: dict[str, Any], completion: Entry) -> None:
    """Verify that a SessionCompleted event has the record of a completion that is in the log, and says the same."""
    record = part(event, "record", str, "the event").encode()
    leaf = hashlib.sha256(b"\x00" + record).hexdigest()
    check(leaf == part(event, "record_hash", str, "the event"), "the record of the event does not fit its record_hash")
    check(leaf == completion.leaf.hex(), f"the event has another record than {completion.what} of the file")
    for name in SAID_BY_BOTH:
        said = plain(event.get(name))
        check(event.get(name) == completion.record.get(name), f"the event says {name} {said}, its record does not")
    for name in ("on_behalf_of", "contradictions") if "contradictions" in completion.record else ():
        said = plain(event.get(name))
        check(event.get(name) == completion.record[name], f"the event says {name} {said}, its record does not")


def read_growth(document: dict[str, Any], keys: Keys, seen: Checkpoint | None) -> tuple[Checkpoint, Checkpoint]:
    """Verify that a log only grew, and return its earlier and its later head."""
    first = read_checkpoint(part(document, "from", str, "the file"), keys, "the earlier checkpoint")
    second = read_checkpoint(part(document, "to", str, "the file"), keys, "the later checkpoint")
    check_changes(document, second)
    start = seen or first
    grown = f"it had {start.size} records when you kept a checkpoint, and has {second.size} now"
    check(second.size >= start.size, f"the log was truncated: {grown}. If this file is the older one, swap the files")
    begins = f"the file starts at {first.size} records, but your checkpoint has {start.size}"
    check(first.size == start.size, f"{begins}. Download the file again with from_size={start.size}")
    forked = f"the log was forked: its key signed two different logs of {start.size} records. Keep both files"
    check(first.root == start.root, forked)
    forked = "the log was forked: the later checkpoint does not extend the earlier one. Or the hashes were altered"
    check(is_extension(first, second, hashes_of(document, "the file")), forked)
    return first, second


def read_file(path: Path) -> dict[str, Any]:
    """Read an answer of the API. A single checkpoint, in a proof or by itself, counts as a log that has not grown."""
    raw = path.read_bytes()
    read = read_json(raw, str(path)) if raw.startswith(b"{") else {"checkpoint": raw.decode(errors="replace")}
    note = read.get("checkpoint")
    document: dict[str, Any] = read if note is None else read | {"from": note, "to": note, "hashes": []}
    return document


def read_json(raw: bytes, what: str) -> Any:
    """Parse JSON. Lone surrogates and numbers out of range are errors."""
    try:
        document = json.loads(raw)
        canonical(document)
    except (ValueError, RecursionError):
        raise UnreadableError(f"{what} is not JSON") from None
    return document


def part(document: Any, name: str, kind: type[T], what: str) -> T:
    """Return a member of a JSON object, which must have exactly this type."""
    value = document.get(name) if isinstance(document, dict) else None
    if type(value) is not kind:  # isinstance would accept true as 1
        raise UnreadableError(f"{what} has no {name} of the type {kind.__name__}")
    return value


def from_base64(text: Any, what: str, *, is_hash: bool = False) -> bytes:
    """Decode standard base64. Only one spelling of the bytes is valid. A hash has 32 bytes."""
    try:
        raw = b64decode(text, validate=True)
    except (ValueError, TypeError):
        raw = b""
    if b64encode(raw).decode() != text or (is_hash and len(raw) != hashlib.sha256().digest_size):
        raise UnreadableError(f"{what} is not {'a hash in ' * is_hash}base64")
    return raw


def hashes_of(document: dict[str, Any], what: str) -> list[bytes]:
    """Return the hashes of an inclusion or a consistency proof."""
    return [from_base64(text, f"a hash of {what}", is_hash=True) for text in part(document, "hashes", list, what)]


def canonical(document: Any) -> bytes:
    """Return canonical bytes (RFC 8785) of a JSON document with ASCII keys and without fractions, like a record."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def plain(value: Any) -> str:
    """Return a value in words on one line, without characters that control a terminal or the direction of text."""
    if isinstance(value, list):
        return "; ".join(plain(item) for item in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{plain(name)} {plain(item)}" for name, item in value.items())
    text = "none" if value is None else str(value)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def describe(entry: Entry) -> list[str]:
    """Return an entry in words, in lines. KeyError, TypeError or AttributeError: Lockstep never wrote such a record."""
    record = {name: plain(value) for name, value in entry.record.items()}
    if entry.kind != "completion":
        alone = entry.record["approved_by"] is None  # decided_alone says the same, and older records lack it
        record["approval"] = "decided alone" if alone else f"approved by {record['approved_by']}"
    lines = [SENTENCES[entry.kind].format_map(record)]
    for name in ADDED_BY_FORM.get(entry.record["type"], ()):
        lines.append(f"  {name.replace('_', ' ')}: {record[name]}")
    if entry.kind == "amendment":
        old, new = correctable(entry.record["old"]), correctable(entry.record["new"])
        lines += [f"  {name}: was {plain(old[name])}, is {plain(new[name])}" for name in old if old[name] != new[name]]
    for name in (name.removesuffix("_sha256") for name, value in entry.record.items() if name.endswith("_sha256")):
        text = entry.texts.get(name, "(not in this file: it was erased, or the caller may not read it)")
        if entry.record[f"{name}_sha256"]:
            for title, words in text.items() if isinstance(text, dict) else [(name, text)]:
                lines += [f"  {plain(title)}:", *(f"  | {plain(line)}" for line in words.splitlines())]
    return [
        *lines,
        f"  {entry.what} of the file: record {entry.place} of the log, counted from 0; hash {entry.leaf.hex()}",
    ]


def read_seen(path: Path, keys: Keys) -> Checkpoint:
    """Verify a checkpoint that was kept, by its own key changes or else by those of the file, and return it."""
    document = read_file(path)
    own = read_keys(document, keys.brought) if changes_of(document) else keys
    kept = read_checkpoint(part(document, "to", str, str(path)), own, str(path))
    check_changes(document, kept)
    return kept


def run(command: str, file: Path, seen: Path | None, event: Path | None, key: Key) -> list[str]:
    """Verify a file, and return the lines to print. Raises RefusedError or UnreadableError."""
    document = read_file(file)
    keys = read_keys(document, key)
    signer = "+".join(verifier_key(keys.chain[-1][1]).split("+")[:2])
    changed = [
        f"The key of the log changed after {first - 1} records. The later key is {verifier_key(new)}"
        for first, new in keys.chain[1:]
    ]
    if command == "proof":
        head, entries = read_proof(document, keys)
        if event:
            check_event(read_file(event), entries[0])
        lines = [line for entry in entries for line in describe(entry)]
        return [
            *lines,
            *changed,
            f"VERIFIED: this is in the log of {head.size} records that {signer} signed.",
            "This does not prove that it is true, that no correction followed, or that everybody sees the same log.",
        ]
    first, second = read_growth(document, keys, read_seen(seen, keys) if seen else None)
    signers = f"{signer} signed both" if keys.at(first.size) == keys.at(second.size) else f"{signer} signed it"
    return [*changed, f"VERIFIED: the log of {second.size} records starts with the earlier {first.size}. {signers}."]


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["proof", "consistency"])
    parser.add_argument("file", type=Path, help="the answer of GET /v1/sessions/{id}/proof or GET /v1/log/consistency")
    parser.add_argument("--key", help="the log's verifier key, NAME+1a2b3c4d+BASE64")
    parser.add_argument(
        "--seen", type=Path, help="a proof or checkpoint that you kept; the log of FILE must start with it"
    )
    parser.add_argument("--event", type=Path, help="the value of a SessionCompleted event; its record must be in FILE")
    arguments = parser.parse_args(argv)
    try:
        if not arguments.key:
            raise UnreadableError(NO_KEY)
        lines = run(arguments.command, arguments.file, arguments.seen, arguments.event, read_key(arguments.key))
    except RefusedError as problem:
        sys.stderr.write(f"NOT VERIFIED: {problem}\n")
        return 1
    except (UnreadableError, OSError, RecursionError) as problem:
        sys.stderr.write(f"CANNOT READ: {problem}\n")
        return 2
    except (KeyError, TypeError, AttributeError) as problem:
        sys.stderr.write(f"CANNOT READ: a record is not as Lockstep writes it: {problem}\n")
        return 2
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
