"""The reports service"s commands: those of every service (chassis.operations.cli), and `audit`."""

from chassis.operations.audit_command import audit_command
from chassis.operations.cli import main

from reports.settings import ReportsSettings

if __name__ == "__main__":
    main(ReportsSettings, commands=[audit_command("reports")])
