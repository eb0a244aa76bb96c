"""The attendance service's commands: `python -m attendance api | worker | migrate | parked | openapi`."""

from pathlib import Path
from typing import Final

from chassis.cli import main

from attendance.app import create_app
from attendance.settings import AttendanceSettings
from attendance.worker import HANDLERS, create_worker

MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"

if __name__ == "__main__":
    main(
        settings=AttendanceSettings,
        create_app=create_app,
        create_worker=create_worker,
        handlers=HANDLERS,
        migrations_folder=MIGRATIONS,
    )
