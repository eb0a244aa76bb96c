"""The entry point for Alembic: the chassis runs the migrations as the owner role."""

from chassis.database.migrations import apply

apply()
