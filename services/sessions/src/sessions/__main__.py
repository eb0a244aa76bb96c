"""The sessions service's commands: `python -m sessions api | worker | migrate | openapi | parked`."""

from chassis.cli import main

from sessions.settings import SessionsSettings

if __name__ == "__main__":
    main(SessionsSettings)
