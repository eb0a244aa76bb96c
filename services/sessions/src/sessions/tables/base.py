"""What the tables share: their metadata, and the form of their foreign keys."""

from typing import Any

from sqlalchemy import Column, DateTime, ForeignKeyConstraint, MetaData, Uuid

metadata = MetaData()

INSTANT = DateTime(timezone=True)
WALL_CLOCK = DateTime(timezone=False)


def org() -> Column[Any]:
    """Return the tenant's column, for a table whose primary key begins with another column."""
    return Column("org_id", Uuid, nullable=False)


def refers(column: str, table: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """Return the foreign key from a column to a table's id, within the organisation."""
    return ForeignKeyConstraint(["org_id", column], [f"{table}.org_id", f"{table}.id"], ondelete=ondelete)
