"""Alembic's entry point. The chassis runs the migrations."""

from chassis.migrations import run

run()
