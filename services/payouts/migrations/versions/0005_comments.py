"""Says in the database what each table has. `schema.sql` shows it."""

from alembic import op
from chassis.database import ddl

revision = "0005"
down_revision = "0004"

COMMENTS = {
    "rates": (
        "Prices. An exclusion constraint keeps the periods of one subject from overlapping. Only the end "
        "can be set later."
    ),
    "rate_books": (
        "How many rates each organisation has set. An unrated completion is examined again only if this "
        "number has grown."
    ),
    "credits": (
        "One row per credited session. The primary key makes it impossible to credit a session twice. "
        "`sequence` is that of its newest event here. `corrected_sequence` is the sequence of the newest "
        "correction that was applied to its earnings, or 0. A session that was voided while it had no "
        "rate has a row too, so that it is never credited: its `sequence` is 0, because no event was "
        "emitted, and its `credited_at` is the time of the void."
    ),
    "accounts": (
        "The accounts between which transfers move money. Rows never change: a balance is the sum of transfers."
    ),
    "transfers": (
        "The ledger, append-only. Each row debits one account and credits another one of the same "
        "organisation and currency. So debits always equal credits."
    ),
    "earnings": (
        "One row per coach of a credited session and revision, immutable. It has a copy of the rate, "
        "which is the same in all earnings of a session. A part of 0 has no transfer. `revision` says how "
        "many amendments of minutes or shares are counted in."
    ),
    "reversals": (
        "Earnings that no longer count, each once, with the event of the correction that caused it. "
        "Immutable. An earning without a row here counts. A reversal has no transfer if the earning had "
        "none."
    ),
    "unrated_completions": (
        "Completions to which no rate applies yet. `examined_revision` is the revision of the rates with "
        "which it was examined last. `corrected_sequence` is the sequence of the newest correction that "
        "is counted in, or 0."
    ),
}


def upgrade() -> None:
    """Write the comments."""
    for table, comment in COMMENTS.items():
        op.execute(ddl.comment(table, comment))
