"""The payouts service"s commands: those of every service (chassis.operations.cli), and `audit`."""

from chassis.operations.audit_command import audit_command
from chassis.operations.cli import main

from payouts.settings import PayoutsSettings

if __name__ == "__main__":
    main(PayoutsSettings, commands=[audit_command("payouts")])
