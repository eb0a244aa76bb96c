"""The attendance service's commands: `python -m attendance api | worker | migrate | openapi | parked`."""

from chassis.operations.cli import main

from attendance.settings import AttendanceSettings

if __name__ == "__main__":
    main(AttendanceSettings)
