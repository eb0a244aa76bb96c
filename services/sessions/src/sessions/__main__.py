"""python -m sessions api | worker | migrate | parked | openapi."""

from pathlib import Path

from chassis.cli import main

from sessions.app import create_app
from sessions.handlers import HANDLERS
from sessions.settings import SessionsSettings
from sessions.worker import create_worker

main(
    settings=SessionsSettings,
    create_app=create_app,
    create_worker=create_worker,
    handlers=HANDLERS,
    migrations_folder=Path(__file__).parents[2] / "migrations",
)
