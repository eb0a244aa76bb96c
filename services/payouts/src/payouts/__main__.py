"""The payouts service's commands: `python -m payouts api | worker | migrate | openapi | parked`."""

from chassis.operations.cli import main

from payouts.settings import PayoutsSettings

if __name__ == "__main__":
    main(PayoutsSettings)
