"""python -m lockstep_local.migrations: run the migrations of every service in one process.

It does the same as `python -m <service> migrate` four times, which spends most of its time on loading four services.
It needs the environment of all four services.
"""

from importlib import import_module
from pathlib import Path

from chassis.database.migrations import migrate
from chassis.operations.settings import ServiceSettings

from lockstep_local.programs import SERVICES

SERVICES_FOLDER = Path(__file__).parents[4] / "services"


def main() -> None:
    """Bring the tables of every service up to date."""
    for service in SERVICES:
        settings: type[ServiceSettings] = getattr(import_module(f"{service}.settings"), f"{service.title()}Settings")
        migrate(SERVICES_FOLDER / service / "migrations", settings().needed("owner_database_url"))


if __name__ == "__main__":
    main()
