"""What the tables share: their metadata, and the references that they make to each other."""

from typing import Any

from sqlalchemy import Column, DateTime, ForeignKeyConstraint, MetaData, Uuid

metadata = MetaData()

INSTANT = DateTime(timezone=True)
WALL_CLOCK = DateTime(timezone=False)


def org() -> Column[Any]:
    """Return the column of the tenant, of a table whose key begins with something else."""
    return Column("org_id", Uuid, nullable=False)


def refers(column: str, table: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """Return the reference of a column to a table's id, within the organisation."""
    return ForeignKeyConstraint(["org_id", column], [f"{table}.org_id", f"{table}.id"], ondelete=ondelete)
