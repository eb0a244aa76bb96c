"""Read who was invited, who has signed in, and whom a request means."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.accounts.domain import AccountHistory, AccountRow, AccountState, InvitationState
from sessions.accounts.errors import ImportRowsNotKept
from sessions.catalogue.errors import PersonNotFound
from sessions.catalogue.queries import CLASSES, read_entry

HISTORY_MAX: Final = 200
"""How many accounts, and how many invitations, the history of a person shows."""

_PEOPLE: Final = """
    SELECT * FROM (
        SELECT p.id AS person_id, p.name, p.username, p.role,
               CASE WHEN a.account_id IS NOT NULL THEN 'linked'
                    WHEN i.ended_at IS NULL AND i.expires_at > :now THEN 'invited'
                    WHEN EXISTS (SELECT FROM accounts e WHERE e.org_id = p.org_id AND e.person_id = p.id)
                    THEN 'unlinked'
                    WHEN i.invited_at IS NOT NULL THEN 'lapsed'
                    ELSE 'not_invited' END AS state,
               i.invited_at, i.expires_at, a.linked_at, l.last_signed_in_at, p.folded_username
        FROM people p
        LEFT JOIN accounts a ON a.org_id = p.org_id AND a.person_id = p.id AND a.unlinked_at IS NULL
        LEFT JOIN LATERAL (
            SELECT invited_at, expires_at, ended_at FROM account_invitations
            WHERE org_id = p.org_id AND person_id = p.id ORDER BY invited_at DESC LIMIT 1
        ) AS i ON true
        LEFT JOIN LATERAL (
            SELECT max(last_signed_in_at) AS last_signed_in_at FROM accounts
            WHERE org_id = p.org_id AND person_id = p.id
        ) AS l ON true
        WHERE p.org_id = :org_id AND {whom}
    ) AS found
"""
_PAGE: Final = Statement(
    _PEOPLE.format(
        whom="p.erased_at IS NULL AND (CAST(:last AS text) IS NULL OR p.folded_username > CAST(:last AS text))"
    )
    + """
    WHERE (CAST(:state AS text) IS NULL OR state = :state)
      AND (CAST(:signed_in AS boolean) IS NULL OR (last_signed_in_at IS NOT NULL) = :signed_in)
    ORDER BY folded_username LIMIT :limit
"""
)
_ONE: Final = Statement(_PEOPLE.format(whom="p.id = :person_id"))
_STATE_OF_INVITATION: Final = """
    coalesce(i.ended_as, CASE WHEN i.expires_at <= :now THEN 'expired' ELSE 'open' END)
"""
_INVITATIONS: Final = Statement(f"""
    SELECT i.invitation_id, i.person_id, p.name, {_STATE_OF_INVITATION} AS state, i.invited_by, i.invited_at,
           i.expires_at, i.ended_at, i.ended_by
    FROM account_invitations i JOIN people p ON p.org_id = i.org_id AND p.id = i.person_id
    WHERE i.org_id = :org_id AND (CAST(:person_id AS uuid) IS NULL OR i.person_id = :person_id)
      AND (CAST(:state AS text) IS NULL OR {_STATE_OF_INVITATION} = :state)
      AND (CAST(:last_at AS timestamptz) IS NULL
           OR (i.invited_at, i.invitation_id) < (CAST(:last_at AS timestamptz), CAST(:last_id AS uuid)))
    ORDER BY i.invited_at DESC, i.invitation_id DESC LIMIT :limit
""")  # noqa: S608 - texts of this module
_ACCOUNTS: Final = Statement("""
    SELECT account_id, issuer, subject, linked_by, linked_at, last_signed_in_at, unlink_reason, unlinked_at, unlinked_by
    FROM accounts WHERE org_id = :org_id AND person_id = :person_id ORDER BY linked_at DESC LIMIT :limit
""")
_MEMBERS: Final = Statement("""
    SELECT person_id FROM class_members WHERE org_id = :org_id AND class_id = :class_id AND removed_at IS NULL
""")
_IMPORT: Final = Statement("""
    SELECT kind = 'people' AND state = 'done' AND NOT dry_run AND rows_kept AS names_people FROM imports
    WHERE org_id = :org_id AND id = :import_id
""")
_IMPORTED: Final = Statement("""
    SELECT DISTINCT p.id FROM import_rows r JOIN people p ON p.org_id = r.org_id AND p.id = r.target_id
    WHERE r.org_id = :org_id AND r.import_id = :import_id AND r.result <> 'error'
""")
_BY_USERNAME: Final = Keyset(last=str)
_NEWEST_FIRST: Final = Keyset(last_at=datetime, last_id=UUID)


async def list_accounts(
    db: AsyncConnection,
    *,
    org_id: UUID,
    state: AccountState | None,
    signed_in: bool | None,
    limit: int,
    cursor: str | None,
    now: datetime,
) -> Slice[AccountRow]:
    """Return a page of the people who were not erased, by username, and how they sign in. Raises InvalidCursor.

    `signed_in` leaves those who ever did, or those who never did.
    """
    narrowed = {"state": state, "signed_in": signed_in, "limit": limit + 1, "now": now}
    rows = await _PAGE.all(db, {"org_id": org_id, **narrowed, **_BY_USERNAME.parameters(cursor)})
    return _BY_USERNAME.page(rows, limit=limit, key=lambda row: (row.folded_username,)).map(_account)


async def list_invitations(
    db: AsyncConnection,
    *,
    org_id: UUID,
    person_id: UUID | None,
    state: InvitationState | None,
    limit: int,
    cursor: str | None,
    now: datetime,
) -> Slice[Any]:
    """Return a page of invitations, the newest first. Raises InvalidCursor."""
    narrowed = {"person_id": person_id, "state": state, "limit": limit + 1, "now": now}
    rows = await _INVITATIONS.all(db, {"org_id": org_id, **narrowed, **_NEWEST_FIRST.parameters(cursor)})
    return _NEWEST_FIRST.page(rows, limit=limit, key=lambda row: (row.invited_at, row.invitation_id))


async def read_account(db: AsyncConnection, *, org_id: UUID, person_id: UUID, now: datetime) -> AccountHistory:
    """Return how a person signs in, and all that was linked and sent before. Raises PersonNotFound."""
    scope = {"org_id": org_id, "person_id": person_id}
    row = await _ONE.one_or_none(db, {**scope, "now": now})
    if row is None:
        raise PersonNotFound(person_id)
    accounts = await _ACCOUNTS.all(db, {**scope, "limit": HISTORY_MAX})
    first = {**_NEWEST_FIRST.parameters(None), "state": None, "limit": HISTORY_MAX, "now": now}
    return AccountHistory(_account(row), accounts, await _INVITATIONS.all(db, {**scope, **first}))


async def members_of(db: AsyncConnection, *, org_id: UUID, class_id: UUID) -> list[UUID]:
    """Return the learners who are in a class now. Raises ClassNotFound."""
    await read_entry(db, CLASSES, org_id=org_id, entry_id=class_id)
    return await _MEMBERS.scalars(db, {"org_id": org_id, "class_id": class_id})


async def imported_by(db: AsyncConnection, *, org_id: UUID, import_id: UUID) -> list[UUID]:
    """Return the people whom an import created, changed or found unchanged. Raises ImportRowsNotKept."""
    scope = {"org_id": org_id, "import_id": import_id}
    if not await _IMPORT.scalar(db, scope):
        raise ImportRowsNotKept
    return await _IMPORTED.scalars(db, scope)


def _account(row: Any) -> AccountRow:
    return AccountRow(*(row[name] for name in AccountRow._fields))
