"""The payouts service's commands: `python -m payouts api | worker | migrate | parked | openapi`."""

from pathlib import Path
from typing import Final

from chassis.cli import main

from payouts.app import create_app
from payouts.settings import PayoutsSettings
from payouts.worker import HANDLERS, create_worker

MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"

if __name__ == "__main__":
    main(
        settings=PayoutsSettings,
        create_app=create_app,
        create_worker=create_worker,
        handlers=HANDLERS,
        migrations_folder=MIGRATIONS,
    )
