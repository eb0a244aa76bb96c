"""Lets the worker forget stored answers that name a person who was erased."""

from alembic import op
from chassis.database import ddl

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Give the privilege."""
    for statement in ddl.grant("payouts", "idempotency_keys", worker="UPDATE (request_hash, status, headers, body)"):
        op.execute(statement)
