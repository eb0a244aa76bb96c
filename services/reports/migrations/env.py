"""The entry point for Alembic: the chassis runs the migrations as the owner role."""

from chassis.migrations import run

run()
