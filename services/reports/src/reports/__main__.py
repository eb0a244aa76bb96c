"""The reports service's commands: `python -m reports api | worker | migrate | openapi | parked`."""

from chassis.operations.cli import main

from reports.settings import ReportsSettings

if __name__ == "__main__":
    main(ReportsSettings)
