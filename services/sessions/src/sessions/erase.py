"""`python -m sessions erase`: erase a person, and print what is kept and why."""

import argparse
from collections.abc import Iterator

from chassis.clock import now
from chassis.db import create_engine
from chassis.errors import Problem
from chassis.settings import ServiceSettings

from sessions.commands.erasure import Erasure, erase_person
from sessions.domain.texts import REASON_MAX


async def run(settings: ServiceSettings, arguments: argparse.Namespace) -> int:
    """Erase in one transaction, print what was done, and return the exit status: 0, or 1 if it was refused."""
    if not 0 < len(arguments.reason.strip()) <= REASON_MAX:
        print(f"refused, nothing was erased: --reason must have 1 to {REASON_MAX} characters")
        return 1
    engine = create_engine(
        settings.worker_database_url.get_secret_value(), application_name=f"{settings.service}-erase", pool_size=1
    )
    try:
        async with engine.connect() as db:
            erasure = await erase_person(
                db,
                org_id=arguments.org,
                person_id=arguments.person,
                reason=arguments.reason.strip(),
                with_shared=arguments.with_shared,
                now=now(),
            )
            await (db.rollback() if arguments.dry_run else db.commit())
    except Problem as problem:
        print(f"refused, nothing was erased: {problem.detail}")
        return 1
    finally:
        await engine.dispose()
    if arguments.dry_run:
        print("dry run: nothing was changed; without --dry-run the result would be:")
    for line in report(erasure):
        print(line)
    return 0


def report(erasure: Erasure) -> Iterator[str]:
    """Yield what was erased, and what was kept and why, in one line each."""
    yield "erased: name, username and e-mail address in the directory"
    yield f"erased: {erasure.texts} texts (recaps, notes, reasons), by destroying their keys; every proof stays valid"
    yield (
        f"erased: {erasure.calendar_addresses} calendar addresses, {erasure.guardian_links} links to guardians or "
        f"learners, {erasure.kept_answers} kept answers, names in {erasure.import_rows} rows of import reports"
    )
    yield (
        f"kept: {erasure.records_learned} records of sessions as learner and {erasure.records_coached} as coach, which "
        "prove what was delivered and paid; they name the person by an id only"
    )
    if erasure.shared_texts:
        yield (
            f"kept: {erasure.shared_texts} texts of sessions that had other learners, because they are about these "
            "learners too; --with-shared erases them as well"
        )
    if erasure.sessions_naming:
        yield (
            f"kept: {erasure.sessions_naming} sessions whose name, description, notice or cancellation reason has the "
            "person's name; search for it and rename them by hand (the history keeps their old names)"
        )
    yield "kept: remarks on registers, which are in the attendance service; texts that the person wrote about others"
    yield "kept: backups of the database, until they are overwritten; they have the keys: erase again after a restore"
