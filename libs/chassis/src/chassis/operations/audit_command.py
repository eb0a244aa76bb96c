"""The command `audit` of the services that rest on completions."""

import argparse
from importlib import import_module
from uuid import UUID

from chassis.operations.cli import Command
from chassis.operations.log_settings import LogSettings


def audit_command(service: str) -> Command:
    """Return the command. AUDITED in the module `<service>.audit.effects` says what it compares."""

    async def execute(settings: LogSettings, arguments: argparse.Namespace) -> int:
        # by their names, like all that commands need: the process starts quickly, and this room knows no Kafka
        audited = import_module(f"{service}.audit.effects").AUDITED
        auditing = import_module("chassis.messaging.auditing")
        status: int = await auditing.audit_effects(settings, audited, org_id=arguments.org)
        return status

    return Command(
        "audit",
        "compare what this service holds of completed sessions with their records in the published transparency log",
        _add_arguments,
        execute,
    )


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", type=UUID, metavar="UUID", help="audit one organisation only")
