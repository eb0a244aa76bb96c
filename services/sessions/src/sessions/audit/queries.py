"""Read the whole log for the audit, page by page, as the worker's role. Each page has a transaction of its own.

The log grows meanwhile. So values that are compared with each other are read by one statement.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from contracts.transparency.merkle import Node, fold, right_edge
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.log.keys import KeyLeaf
from sessions.log.queries import read_key_changes, read_keys, read_nodes
from sessions.session.domain import Session
from sessions.session.read_many import read_sessions

PAGE_LEAVES: Final = 1_000
PAGE_RECORDS: Final = 500
PAGE_SESSIONS: Final = 5_000
BEYOND_MAX: Final = 100
"""How many nodes and checkpoints beyond the leaves are reported. If a log was truncated, there may be very many."""
_BEFORE_ALL: Final = UUID(int=0)

_NEXT_ORG = Statement("""
    SELECT org_id FROM (
        (SELECT org_id FROM log_leaves WHERE org_id > :after ORDER BY org_id LIMIT 1)
        UNION ALL (SELECT org_id FROM log_nodes WHERE org_id > :after ORDER BY org_id LIMIT 1)
        UNION ALL (SELECT org_id FROM log_checkpoints WHERE org_id > :after ORDER BY org_id LIMIT 1)
    ) AS found ORDER BY org_id LIMIT 1
""")
_HEAD = Statement("""
    SELECT coalesce((SELECT position + 1 FROM log_leaves WHERE org_id = :org_id
                     ORDER BY position DESC LIMIT 1), 0) AS size,
           coalesce((SELECT size FROM log_checkpoints WHERE org_id = :org_id
                     ORDER BY size DESC LIMIT 1), 0) AS checkpointed
""")
_LEAVES = Statement("""
    SELECT position, event_id, session_id, leaf_hash,
           coalesce((SELECT leaf_hash FROM completion_records r
                     WHERE r.event_id = l.event_id AND r.session_id = l.session_id AND r.org_id = l.org_id),
                    (SELECT leaf_hash FROM correction_records r
                     WHERE r.event_id = l.event_id AND r.session_id = l.session_id AND r.org_id = l.org_id)
           ) AS record_hash
    FROM log_leaves l WHERE org_id = :org_id AND position >= :low AND position < :high ORDER BY position
""")
_NODES = Statement("""
    SELECT n.level, n.position, n.hash
    FROM generate_series(1, 62) AS of_level (level) CROSS JOIN LATERAL (
        SELECT level, position, hash FROM log_nodes
        WHERE org_id = :org_id AND level = of_level.level
        AND position >= CAST(:low AS bigint) >> of_level.level AND position < CAST(:high AS bigint) >> of_level.level
        OFFSET 0
    ) AS n
""")
_CHECKPOINTS = Statement("""
    SELECT size, number, root_hash, note FROM log_checkpoints
    WHERE org_id = :org_id AND size > :low AND size <= :high ORDER BY size
""")
_NODES_BEYOND = Statement("""
    SELECT n.level, n.position
    FROM (SELECT coalesce(max(position) + 1, 0) AS size FROM log_leaves WHERE org_id = :org_id) AS head
    CROSS JOIN generate_series(1, 62) AS of_level (level) CROSS JOIN LATERAL (
        SELECT level, position FROM log_nodes
        WHERE org_id = :org_id AND level = of_level.level AND position >= head.size >> of_level.level
        ORDER BY position LIMIT :limit
    ) AS n ORDER BY n.level, n.position LIMIT :limit
""")
_CHECKPOINTS_BEYOND = Statement("""
    SELECT size, number FROM log_checkpoints
    WHERE org_id = :org_id AND size > (SELECT coalesce(max(position) + 1, 0) FROM log_leaves WHERE org_id = :org_id)
    ORDER BY size LIMIT :limit
""")
_PLACED = """
    ARRAY(SELECT position FROM log_leaves l WHERE l.event_id = r.event_id) AS positions,
    r.event_id IN (SELECT event_id FROM log_queue) AS is_waiting
"""
_OF_ORG = "(CAST(:org_id AS uuid) IS NULL OR org_id = :org_id)"
_COMPLETIONS = Statement(f"""
    SELECT event_id, org_id, session_id, record, leaf_hash, {_PLACED} FROM completion_records r
    WHERE event_id > :after AND {_OF_ORG} ORDER BY event_id LIMIT :limit
""")  # noqa: S608 - texts of this module
_CORRECTIONS = Statement(f"""
    SELECT event_id, org_id, session_id, amendment_id, kind, record, leaf_hash, {_PLACED} FROM correction_records r
    WHERE event_id > :after AND {_OF_ORG} ORDER BY event_id LIMIT :limit
""")  # noqa: S608
_SESSIONS = Statement(f"""
    SELECT org_id, id, state = 'completed'
           AND (SELECT true FROM completion_records r WHERE r.session_id = s.id) IS NULL AS is_bare
    FROM sessions s WHERE (org_id, id) > (CAST(:after_org AS uuid), CAST(:after_id AS uuid)) AND {_OF_ORG}
    ORDER BY org_id, id LIMIT :limit
""")  # noqa: S608
_SIZES = Statement("""
    SELECT org_id, coalesce((SELECT position + 1 FROM log_leaves l WHERE l.org_id = asked.org_id
                             ORDER BY position DESC LIMIT 1), 0) AS size
    FROM unnest(CAST(:org_ids AS uuid[])) AS asked (org_id)
""")
_ROOTS = Statement("""
    SELECT org_id, size, (SELECT root_hash FROM log_checkpoints c
                          WHERE c.org_id = asked.org_id AND c.size = asked.size) AS root_hash
    FROM unnest(CAST(:org_ids AS uuid[]), CAST(:sizes AS bigint[])) AS asked (org_id, size)
""")


class LogPage(NamedTuple):
    """The positions of a log from `low` to `high` - 1, with the nodes and checkpoints that end there.

    Leaves may be missing.
    """

    low: int
    high: int
    leaves: dict[int, Any]
    nodes: dict[Node, bytes]
    checkpoints: dict[int, Any]


async def organisations(engine: AsyncEngine, org_id: UUID | None) -> AsyncIterator[UUID]:
    """Yield the organisations that have a log, or only the given one."""
    if org_id is not None:
        yield org_id
        return
    found: UUID | None = _BEFORE_ALL
    while found is not None:
        async with engine.connect() as db:
            found = await _NEXT_ORG.scalar(db, {"after": found})
        if found is not None:
            yield found


async def head(engine: AsyncEngine, org_id: UUID) -> Any:
    """Return how many leaves a log has, and how many of them its newest checkpoint covers, at the same moment."""
    async with engine.connect() as db:
        return await _HEAD.one(db, {"org_id": org_id})


async def log_pages(engine: AsyncEngine, org_id: UUID, size: int) -> AsyncIterator[LogPage]:
    """Yield the first `size` positions of a log, page by page."""
    for low in range(0, size, PAGE_LEAVES):
        places = {"org_id": org_id, "low": low, "high": min(low + PAGE_LEAVES, size)}
        async with engine.connect() as db:
            leaves = {row.position: row for row in await _LEAVES.all(db, places)}
            nodes = {Node(row.level, row.position): row.hash for row in await _NODES.all(db, places)}
            checkpoints = {row.size: row for row in await _CHECKPOINTS.all(db, places)}
        yield LogPage(low, places["high"], leaves, nodes, checkpoints)  # type: ignore[arg-type]


async def key_changes(engine: AsyncEngine) -> list[str]:
    """Return the notes of all changes of the logs' key, in their order."""
    async with engine.connect() as db:
        return await read_key_changes(db)


async def key_leaves(engine: AsyncEngine, org_id: UUID) -> list[KeyLeaf]:
    """Return where an organisation's log has the changes of its key, in their order."""
    async with engine.connect() as db:
        return (await read_keys(db, org_id=org_id)).leaves


async def beyond(engine: AsyncEngine, org_id: UUID) -> tuple[list[Node], list[Any]]:
    """Return nodes and checkpoints over leaves that the log does not have, at most BEYOND_MAX of each."""
    scope = {"org_id": org_id, "limit": BEYOND_MAX}
    async with engine.connect() as db:
        nodes = [Node(*row) for row in await _NODES_BEYOND.all(db, scope)]
        return nodes, await _CHECKPOINTS_BEYOND.all(db, scope)


async def completions(engine: AsyncEngine, org_id: UUID | None) -> AsyncIterator[list[tuple[Any, Session | None]]]:
    """Yield the completion records in order of event id, page by page, each with its session."""
    after = _BEFORE_ALL
    while True:
        async with engine.connect() as db:
            rows = await _COMPLETIONS.all(db, {"org_id": org_id, "after": after, "limit": PAGE_RECORDS})
            found: dict[UUID, Session] = {}
            for of_org in {row.org_id for row in rows}:
                ids = [row.session_id for row in rows if row.org_id == of_org]
                sessions = await read_sessions(db, org_id=of_org, session_ids=ids)
                found |= {session.session_id: session for session in sessions}
        if not rows:
            return
        yield [(row, found.get(row.session_id)) for row in rows]
        after = rows[-1].event_id


async def corrections(engine: AsyncEngine, org_id: UUID | None) -> AsyncIterator[Sequence[Any]]:
    """Yield the correction records in order of event id, page by page."""
    after = _BEFORE_ALL
    while True:
        async with engine.connect() as db:
            rows = await _CORRECTIONS.all(db, {"org_id": org_id, "after": after, "limit": PAGE_RECORDS})
        if not rows:
            return
        yield rows
        after = rows[-1].event_id


async def sessions_without_record(engine: AsyncEngine, org_id: UUID | None) -> AsyncIterator[Any]:
    """Yield (org_id, id) of the completed sessions that have no record."""
    after_org = after_id = _BEFORE_ALL
    while True:
        parameters = {"org_id": org_id, "after_org": after_org, "after_id": after_id, "limit": PAGE_SESSIONS}
        async with engine.connect() as db:
            rows = await _SESSIONS.all(db, parameters)
        for row in rows:
            if row.is_bare:
                yield row
        if not rows:
            return
        after_org, after_id = rows[-1].org_id, rows[-1].id


async def roots_at(
    engine: AsyncEngine, places: Collection[tuple[UUID, int]]
) -> tuple[dict[UUID, int], dict[tuple[UUID, int], bytes]]:
    """Return the sizes of logs, and their roots at the given places (org_id, size). Unknown roots are missing.

    A root is that of the checkpoint of this size, or else it is computed from the nodes. Another walk of the audit
    compares both with the leaves.
    """
    org_ids = [org_id for org_id, _ in places]
    async with engine.connect() as db:
        sizes = {row.org_id: row.size for row in await _SIZES.all(db, {"org_ids": list(set(org_ids))})}
        rows = await _ROOTS.all(db, {"org_ids": org_ids, "sizes": [size for _, size in places]})
        roots = {(row.org_id, row.size): row.root_hash for row in rows if row.root_hash is not None}
        edges = {
            (org_id, size): [(org_id, node) for node in right_edge(size)]
            for org_id, size in places
            if (org_id, size) not in roots and size <= sizes[org_id]
        }
        nodes = await read_nodes(db, {node for edge in edges.values() for node in edge})
    made = {place: fold([nodes[node] for node in edge]) for place, edge in edges.items() if nodes.keys() >= set(edge)}
    return sizes, roots | made
