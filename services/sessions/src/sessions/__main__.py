"""The sessions service's commands: those of all services (chassis.operations.cli), `audit`, `erase` and `log-key`."""

import argparse
import base64
import sys
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


async def _audit(settings: SessionsSettings, arguments: argparse.Namespace) -> int:
    from sessions.audit.walk import audit_logs  # noqa: PLC0415 - see chassis.operations.cli

    return await audit_logs(
        settings.needed("worker_database_url"),
        log_name=settings.log_name,
        public_key=settings.log_verifier(),
        access=settings.kafka(),
        org_id=arguments.org,
        checkpoints=arguments.checkpoints,
    )


AUDIT = Command(
    "audit",
    "compare the transparency log with the tables and with its published checkpoints",
    _add_audit,
    _audit,
)


def _add_log_key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--change-to",
        type=Path,
        metavar="FILE",
        help="let the key announce another one, whose seed is in FILE. If FILE does not exist, it is made",
    )


async def _log_key(settings: SessionsSettings, arguments: argparse.Namespace) -> int:
    if arguments.change_to is None:
        sys.stdout.write(base64.b64encode(settings.log_signer().public_key().public_bytes_raw()).decode() + "\n")
        return 0
    from sessions.log.announce import change_key  # noqa: PLC0415 - see chassis.operations.cli

    return await change_key(
        settings.needed("worker_database_url"),
        log_name=settings.log_name,
        old=settings.log_signer(),
        file=arguments.change_to,
    )


LOG_KEY = Command(
    "log-key",
    "print the public key of the transparency log, for the setting log_public_key; or change the key",
    _add_log_key,
    _log_key,
)


def _add_erase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", type=UUID, metavar="UUID", required=True, help="the organisation")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--person", type=UUID, metavar="UUID", help="the person to erase")
    whom.add_argument("--erasure", type=UUID, metavar="UUID", help="go on with an erasure that was asked for")
    parser.add_argument(
        "--reason",
        choices=("person_asked", "guardian_asked", "legal_order", "no_longer_needed", "other"),
        default="person_asked",
        help="why (person_asked); it is kept",
    )
    parser.add_argument("--note", help="a note for those who read the erasure later; it is sealed")
    parser.add_argument(
        "--with-shared", action="store_true", help="also erase the texts of sessions that had other learners"
    )
    parser.add_argument("--dry-run", action="store_true", help="print what would be erased here, and change nothing")
    parser.add_argument(
        "--wait-seconds", type=float, default=60.0, metavar="S", help="how long to wait for the other services (60)"
    )


async def _erase(settings: SessionsSettings, arguments: argparse.Namespace) -> int:
    from sessions.erasure.cli import erase_and_report  # noqa: PLC0415 - see chassis.operations.cli

    return await erase_and_report(
        settings.needed("worker_database_url"),
        org_id=arguments.org,
        person_id=arguments.person,
        erasure_id=arguments.erasure,
        reason=arguments.reason,
        note=arguments.note,
        with_shared=arguments.with_shared,
        is_dry_run=arguments.dry_run,
        wait_seconds=arguments.wait_seconds,
    )


ERASE = Command(
    "erase",
    "erase a person in all services, and print what went, what stays and why",
    _add_erase,
    _erase,
)

if __name__ == "__main__":
    main(SessionsSettings, commands=[AUDIT, ERASE, LOG_KEY])
