"""Alembic's entry point. The chassis runs the migrations."""

from chassis.database.migrations import apply

apply()
