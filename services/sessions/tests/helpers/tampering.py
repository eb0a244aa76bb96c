"""Ways in which a person with all rights on the database can falsify a log, and what the audit must say."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from chassis.ids import new_id
from contracts.transparency.checkpoints import Checkpoint, origin_of, sign
from contracts.transparency.merkle import append, fold, leaf_hash
from sessions.audit import walk
from sessions.sealed.canonical import canonical
from sessions.settings import SessionsSettings
from sqlalchemy import text

from ..conftest import School
from .transparency import LOG_NAME, SIGNER

TAMPERED_WITH = (
    *("log_nodes", "log_checkpoints", "log_leaves", "correction_records", "completion_records", "session_coaches"),
    "sessions",
)


@dataclass
class Book:
    """A school whose sessions are in the log. Nothing stops a malicious superuser."""

    school: School
    settings: SessionsSettings
    session_ids: list[str]
    kept: Path
    """The checkpoints that an auditor kept."""

    async def do(self, *statements: str, **values: object) -> None:
        """Run statements as superuser."""
        async with self.school.superuser.begin() as db:
            for statement in statements:
                names = {name: value for name, value in values.items() if f":{name}" in statement}
                await db.execute(text(statement), names)

    async def restore(self) -> None:
        """Undo everything."""
        columns = "org_id, id, version, state, name, description, mode, zone, created_at"  # some are generated
        await self.do(
            *(f"DELETE FROM {table}" for table in TAMPERED_WITH if table != "sessions"),
            *(
                f"INSERT INTO {table} SELECT * FROM saved_{table}"
                for table in TAMPERED_WITH[::-1]
                if table != "sessions"
            ),
            f"UPDATE sessions s SET ({columns}, starts_at, completed_at) = "
            f"(SELECT {columns}, starts_at, completed_at FROM saved_sessions o WHERE o.id = s.id)",
        )

    async def audit(self, *, kept: Path | None = None, org: UUID | None = None) -> int:
        """Run the audit and return the exit status."""
        return await self.compare(kept or self.kept, org=org)

    async def compare(self, checkpoints: Path | None, *, org: UUID | None = None) -> int:
        """Run the audit with the checkpoints in a file or in Kafka, and return the exit status."""
        return await walk.audit_logs(
            self.settings.needed("worker_database_url"),
            log_name=self.settings.log_name,
            public_key=self.settings.log_signer().public_key(),
            access=self.settings.kafka(),
            org_id=org,
            checkpoints=checkpoints,
        )


async def correct(school: School, session_id: str) -> None:
    """Write the record of an amendment. It is a leaf of the log, like a completion record."""
    amendment_id, event_id = uuid4(), new_id()
    record = canonical(
        {
            "type": "lockstep.amendment-record.v1",
            "org_id": str(school.org_id),
            "session_id": session_id,
            "amendment_id": str(amendment_id),
        }
    )
    values = {
        "org_id": school.org_id,
        "session_id": UUID(session_id),
        "amendment_id": amendment_id,
        "event_id": event_id,
        "record": record,
        "leaf_hash": leaf_hash(record),
    }
    async with school.superuser.begin() as db:
        for statement in (
            "INSERT INTO amendments VALUES (:amendment_id, :org_id, :session_id, 'minutes', '45', '50', :leaf_hash, "
            ":org_id, now())",
            "INSERT INTO correction_records VALUES (:event_id, :org_id, :session_id, :amendment_id, 'amendment', "
            ":record, :leaf_hash, now())",
            "INSERT INTO log_queue VALUES (:org_id, :session_id, :event_id, :leaf_hash)",
        ):
            names = {name: value for name, value in values.items() if f":{name}" in statement}
            await db.execute(text(statement), names)


async def fork(book: Book) -> None:
    """Rewrite a record and everything that depends on it, and sign the result with the log's own key."""
    [row] = await book.school.rows(
        "SELECT r.* FROM completion_records r JOIN log_leaves l USING (event_id) WHERE l.position = 2"
    )
    forged = bytes(row.record).replace(b'"logged_minutes":45', b'"logged_minutes":50')
    assert forged != row.record
    await book.do(
        "UPDATE completion_records SET record = :record, leaf_hash = :hash WHERE event_id = :id",
        "UPDATE log_leaves SET leaf_hash = :hash WHERE event_id = :id",
        "DELETE FROM log_nodes",
        record=forged,
        hash=leaf_hash(forged),
        id=row.event_id,
    )
    leaves = [leaf.leaf_hash for leaf in await book.school.rows("SELECT leaf_hash FROM log_leaves ORDER BY position")]
    for node, hash_ in append(0, [], leaves).completed:
        await book.do(
            "INSERT INTO log_nodes VALUES (:org_id, :level, :position, :hash)",
            **{"org_id": book.school.org_id, "level": node.level, "position": node.position, "hash": hash_},
        )
    for checkpoint in await book.school.rows("SELECT size FROM log_checkpoints"):
        root = fold(append(0, [], leaves[: checkpoint.size]).edge)
        note = sign(Checkpoint(origin_of(LOG_NAME, book.school.org_id), checkpoint.size, root), SIGNER)
        await book.do(
            "UPDATE log_checkpoints SET root_hash = :root, note = :note WHERE size = :size",
            **{"root": root, "note": note, "size": checkpoint.size},
        )


RECORD_AT = "(SELECT event_id FROM log_leaves WHERE position = {})"
FORGE = (
    "UPDATE completion_records SET record = convert_to(replace(convert_from(record, 'UTF8'), "
    f"'\"logged_minutes\"\\:45', '\"logged_minutes\"\\:50'), 'UTF8') WHERE event_id = {RECORD_AT.format(6)}"
)
TAMPERINGS: dict[str, tuple[list[str] | Callable[[Book], Awaitable[None]], list[str]]] = {
    "one byte of a record": (
        [
            "UPDATE completion_records SET record = set_byte(record, 20, get_byte(record, 20) # 1) "
            f"WHERE event_id = {RECORD_AT.format(5)}"
        ],
        ["  leaf 5, session ", "does not have the hash that is stored with it"],
    ),
    "a record and its hash": (
        [
            FORGE,
            "UPDATE completion_records SET leaf_hash = sha256('\\x00'\\:\\:bytea || record)",
        ],
        ["  leaf 6  its record ", "has another hash"],
    ),
    "a record, its hash and its leaf": (
        [
            FORGE,
            "UPDATE completion_records SET leaf_hash = sha256('\\x00'\\:\\:bytea || record)",
            "UPDATE log_leaves l SET leaf_hash = r.leaf_hash FROM completion_records r WHERE r.event_id = l.event_id",
        ],
        ["  node 1/3 (leaves 6 to 7)  the node is not the hash"],
    ),
    "no record": (
        [f"DELETE FROM completion_records WHERE event_id = {RECORD_AT.format(1)}"],
        ["  leaf 1  its record is missing: ", "it is completed, but its record is missing"],
    ),
    "no leaf": (
        ["DELETE FROM log_leaves WHERE position = 3"],
        ["  leaf 3  the leaf is missing", "is in the log 0 times"],
    ),
    "two leaves swapped": (
        [
            "UPDATE log_leaves SET position = 100 + position WHERE position IN (2, 5)",
            "UPDATE log_leaves SET position = 107 - position WHERE position > 100",
        ],
        ["  node 1/1 (leaves 2 to 3)", "  node 1/2 (leaves 4 to 5)"],
    ),
    "a node": (
        ["UPDATE log_nodes SET hash = sha256(hash) WHERE level = 2 AND position = 0"],
        ["  node 2/0 (leaves 0 to 3)  the node is not the hash", ": 1 difference\n"],
    ),
    "no node": (["DELETE FROM log_nodes WHERE level = 2"], ["  node 2/0 (leaves 0 to 3)  the node is missing"]),
    "the log is truncated": (
        [
            "DELETE FROM log_leaves WHERE position >= 5",
            "DELETE FROM log_nodes WHERE (position + 1) << level > 5",
            "DELETE FROM log_checkpoints WHERE size > 5",
        ],
        ["is in the log 0 times", "note 4 of ", "it covers 8 leaves, but the log has 5: the log was truncated"],
    ),
    "only leaves are cut": (
        ["DELETE FROM log_leaves WHERE position >= 5"],
        [
            "  node 3/0 (leaves 0 to 7)  the log has only 5 leaves",
            "  checkpoint 4 of size 8  the log has only 5 leaves",
        ],
    ),
    "no checkpoint": (
        ["DELETE FROM log_checkpoints WHERE size = 4"],
        ["  checkpoint 3 of size 5  its number is 3, not 2"],
    ),
    "not the newest checkpoint": (
        ["DELETE FROM log_checkpoints WHERE size = 8"],
        ["  leaf 5  no checkpoint covers the leaves from this one to leaf 7"],
    ),
    "a checkpoint": (
        ["UPDATE log_checkpoints SET root_hash = sha256(root_hash) WHERE size = 5"],
        ["  checkpoint 3 of size 5  its note differs from its row", " is not the root of the leaves"],
    ),
    "a note": (
        ["UPDATE log_checkpoints SET note = replace(note, E'\\n5\\n', E'\\n6\\n') WHERE size = 5"],
        ["  checkpoint 3 of size 5  its note is not a checkpoint of this log: its signature does not verify"],
    ),
    "a coach's share": (
        ["UPDATE session_coaches SET share_basis_points = 1 WHERE session_id = CAST(:third AS uuid)"],
        ["  leaf 2, session ", '"share_basis_points":10000}], the tables say [', '"share_basis_points":1}]'],
    ),
    "a session's state": (
        ["UPDATE sessions SET state = 'in_progress', completed_at = NULL WHERE id = CAST(:third AS uuid)"],
        ["  leaf 2, session ", "its session is in_progress, not completed", "completed_at: the record says"],
    ),
    "a correction's session": (
        ["UPDATE correction_records SET session_id = CAST(:third AS uuid)"],
        ["  leaf 7  its record is missing: ", "  leaf 7, session ", "session_id: the record says"],
    ),
    "a fork": (fork, ["note 2 of ", "its root over 4 leaves is ", ": the log was rewritten or forked"]),
}
