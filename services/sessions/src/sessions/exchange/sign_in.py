"""Find the person of an account, and note that they signed in."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.accounts.domain import Subject
from sessions.accounts.link import link_by_email
from sessions.exchange.errors import NotLinked, OrganisationNeeded, WrongTarget

ORGANISATIONS_MAX: Final = 100
"""How many organisations of one account an answer names."""

# The row-level security of `accounts` shows a transaction the rows of the subject that it names (migration 0041).
_NAME_SUBJECT: Final = Statement("""
    SELECT set_config('app.issuer', :issuer, true), set_config('app.subject', :subject, true)
""")
_ACCOUNTS: Final = Statement("""
    SELECT account_id, org_id FROM accounts
    WHERE issuer = :issuer AND subject = :subject AND unlinked_at IS NULL ORDER BY org_id LIMIT :limit
""")
_ENTER: Final = Statement("SELECT set_config('app.org_id', :org_id, true)")
# It waits for somebody who is unlinking the account, and then finds nothing.
_SIGN_IN: Final = Statement("""
    UPDATE accounts a SET last_signed_in_at = greatest(a.last_signed_in_at, :now)
    FROM people p
    WHERE a.org_id = :org_id AND a.issuer = :issuer AND a.subject = :subject AND a.unlinked_at IS NULL
      AND p.org_id = a.org_id AND p.id = a.person_id AND p.erased_at IS NULL
    RETURNING a.person_id, p.role
""")
_ORGANISATION: Final = Statement("SELECT name FROM organisations WHERE org_id = :org_id")


class SignedIn(NamedTuple):
    """Who signed in: a person of an organisation, and their role in its directory."""

    org_id: UUID
    person_id: UUID
    role: str


async def sign_in(
    db: AsyncConnection,
    *,
    subject: Subject,
    org_id: UUID | None,
    verified_email: str | None,
    account_id: UUID,
    now: datetime,
) -> SignedIn:
    """Return who signs in with an account of the provider. Never commits.

    `verified_email` links the account if nobody is linked, and the request names the organisation. It is None where
    this is not allowed. Raises NotLinked, WrongTarget and OrganisationNeeded.
    """
    await _NAME_SUBJECT.execute(db, subject._asdict())
    rows = await _ACCOUNTS.all(db, {**subject._asdict(), "limit": ORGANISATIONS_MAX})
    linked = [row.org_id for row in rows]
    if org_id is None:
        if not linked:
            raise NotLinked
        if len(linked) > 1:
            raise OrganisationNeeded([(one, await _name_of(db, one)) for one in linked])
        org_id = linked[0]
    await _ENTER.execute(db, {"org_id": str(org_id)})
    if org_id not in linked and not (
        verified_email is not None
        and await link_by_email(
            db, org_id=org_id, subject=subject, email=verified_email, account_id=account_id, now=now
        )
    ):
        raise WrongTarget
    row: Any = await _SIGN_IN.one_or_none(db, {**subject._asdict(), "org_id": org_id, "now": now})
    if row is None:
        raise NotLinked
    return SignedIn(org_id, row.person_id, row.role)


async def _name_of(db: AsyncConnection, org_id: UUID) -> str | None:
    await _ENTER.execute(db, {"org_id": str(org_id)})
    name: str | None = await _ORGANISATION.scalar(db, {"org_id": org_id})
    return name
