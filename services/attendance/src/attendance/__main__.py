"""The attendance service"s commands: those of every service (chassis.operations.cli), and `audit`."""

from chassis.operations.audit_command import audit_command
from chassis.operations.cli import main

from attendance.settings import AttendanceSettings

if __name__ == "__main__":
    main(AttendanceSettings, commands=[audit_command("attendance")])
