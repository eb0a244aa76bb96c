"""Change the key that signs the logs: the old key announces the new one, whose seed is in a file of its own."""

import base64
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

from chassis.clock import now
from chassis.database.engine import create_engine
from chassis.database.statement import Statement
from chassis.operations.log_settings import KEY_BYTES, key_bytes
from chassis.operations.secret_files import read_secret
from contracts.transparency.keys import sign_change
from contracts.transparency.notes import BadNoteError, verifier_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.log.keys import KeyUnknownError, check_signer, known_chain
from sessions.log.queries import read_key_changes
from sessions.log.sequence import LOCK_SPACE

ANNOUNCED: Final = """\
{log_name}: the key now announces {key}.
Its seed is in {file}. Next:
1. Keep a copy of {file} where nobody else reads it.
2. Set SESSIONS_LOG_SIGNING_KEY_FILE={file} for the workers of sessions, and start them again. Until then the old key
   signs. Leave every *_LOG_PUBLIC_KEY as it is.
3. Run `python -m sessions audit`. When it finds no difference, destroy the old seed.\
"""

_LOCK = Statement(f"SELECT pg_advisory_xact_lock({LOCK_SPACE}, 0)")
_NEWEST = Statement("SELECT org_id, note FROM log_checkpoints ORDER BY checkpointed_at DESC LIMIT 1")
_KEY_LEAVES = Statement("SELECT count(*) FROM log_key_leaves WHERE org_id = :org_id")
_INSERT = Statement("INSERT INTO log_key_changes (number, note, announced_at) VALUES (:number, :note, :at)")


class KeyNotChangedError(Exception):
    """The key cannot be changed. The text says why and what to do."""


async def change_key(worker_database_url: str, *, log_name: str, old: Ed25519PrivateKey, file: Path) -> int:
    """Make the new seed in a file, announce its key, print what to do next, and return the exit status.

    A seed that is in the file already is used, so an interrupted run can be repeated. Nothing secret is printed.
    """
    engine = create_engine(worker_database_url, application_name="sessions-log-key", pool_size=1)
    try:
        new = _seed_in(file)
        async with engine.begin() as db:
            await announce_key(db, old=old, new=new, log_name=log_name, now=now())
    except (KeyNotChangedError, KeyUnknownError, BadNoteError, OSError, ValueError) as error:
        print(f"The key was not changed: {error}")
        return 1
    finally:
        await engine.dispose()
    print(ANNOUNCED.format(log_name=log_name, key=verifier_key(log_name, new.public_key()), file=file))
    return 0


async def announce_key(
    db: AsyncConnection, *, old: Ed25519PrivateKey, new: Ed25519PrivateKey, log_name: str, now: datetime
) -> None:
    """Store the note by which the old key announces the new one. If it is stored already, do nothing. Never commits.

    Raises KeyNotChangedError, KeyUnknownError, and BadNoteError.
    """
    await _LOCK.execute(db)
    notes = await read_key_changes(db)
    note = sign_change(log_name, old=old, new=new)
    if note in notes[-1:]:
        return
    chain = known_chain(log_name, old.public_key(), notes)
    if chain.number_of(old.public_key()) != len(notes):
        raise KeyNotChangedError(
            f"the key of the setting has announced another one already, and only the newest key can announce one. Set "
            f"{verifier_key(log_name, chain.keys[-1])}, or name the file that has its seed"
        )
    if chain.number_of(new.public_key()) is not None:
        raise KeyNotChangedError("the file has a key that was used before. Name a file that does not exist")
    newest = await _NEWEST.one_or_none(db)
    if newest is not None:
        check_signer(newest.note, chain, await _KEY_LEAVES.scalar(db, {"org_id": newest.org_id}))
    await _INSERT.execute(db, {"number": len(notes) + 1, "note": note, "at": now})


def _seed_in(file: Path) -> Ed25519PrivateKey:
    """Return the key whose seed is in a file. A file that does not exist is made, and only its owner may read it.

    Raises OSError and ValueError.
    """
    if not file.exists():
        _make(file, base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
    if file.stat().st_mode & 0o077:
        raise ValueError(f"others may read {file}. Remove it, or forbid that: chmod 600 {file}")
    seed = key_bytes(read_secret(file, name="the file of the new key"))
    if seed is None:
        raise ValueError(f"{file} has no seed of 32 bytes in base64. Remove it, or name another file")
    return Ed25519PrivateKey.from_private_bytes(seed)


def _make(file: Path, content: bytes) -> None:
    """Write a file that is whole or not there, and on disk before this returns."""
    whole = file.with_name(f"{file.name}.new")
    whole.unlink(missing_ok=True)
    with open(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:  # noqa: PTH123 - by its descriptor
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    whole.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
