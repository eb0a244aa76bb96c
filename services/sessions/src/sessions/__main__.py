"""The sessions service's commands: `python -m sessions api | worker | migrate | openapi | parked | audit | erase`."""

import argparse
from pathlib import Path
from uuid import UUID

from chassis.operations.cli import Command, main

from sessions.settings import SessionsSettings


def _add_audit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", type=UUID, metavar="UUID", help="audit one organisation only")
    parser.add_argument(
        "--checkpoints",
        type=Path,
        metavar="FILE",
        help="compare with the checkpoints in this file (one note after the other), not with those published to Kafka",
    )


AUDIT = Command(
    "audit",
    "compare the transparency log with the tables and with its published checkpoints",
    _add_audit,
    function="sessions.audit.walk:audit_logs",
)


def _add_erase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", type=UUID, metavar="UUID", required=True, help="the organisation")
    parser.add_argument("--person", type=UUID, metavar="UUID", required=True, help="the person to erase")
    parser.add_argument("--reason", required=True, help="why; the reason is kept, so do not name the person in it")
    parser.add_argument(
        "--with-shared", action="store_true", help="also erase the texts of sessions that had other learners"
    )
    parser.add_argument("--dry-run", action="store_true", help="print what would be erased, and change nothing")


ERASE = Command(
    "erase",
    "erase a person's name and the texts about them, and print what is kept and why",
    _add_erase,
    function="sessions.sealed.erase_cli:erase_and_report",
)

if __name__ == "__main__":
    main(SessionsSettings, commands=[AUDIT, ERASE])
