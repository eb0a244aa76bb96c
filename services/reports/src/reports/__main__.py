"""The reports service's commands: `python -m reports api | worker | migrate | parked | openapi`."""

from pathlib import Path

from chassis.cli import main

from reports.app import create_app
from reports.settings import ReportsSettings
from reports.worker import HANDLERS, create_worker

main(
    settings=ReportsSettings,
    create_app=create_app,
    create_worker=create_worker,
    handlers=HANDLERS,
    migrations_folder=Path(__file__).resolve().parents[2] / "migrations",
)
