"""`python -m sessions erase`: erase a person, and say what could not be erased and why."""

import argparse
from collections.abc import Iterator

from chassis.clock import now
from chassis.db import create_engine
from chassis.errors import Problem
from chassis.settings import ServiceSettings

from sessions.commands.erasure import Erasure, erase_person
from sessions.domain.texts import REASON_MAX


async def run(settings: ServiceSettings, arguments: argparse.Namespace) -> int:
    """Erase in one transaction, print what was done, and return the exit status: 1 where it was refused."""
    if not 0 < len(arguments.reason.strip()) <= REASON_MAX:
        print(f"refused: give a --reason of at most {REASON_MAX} characters")
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
        print("dry run: nothing was changed; this is what would be")
    for line in report(erasure):
        print(line)
    return 0


def report(erasure: Erasure) -> Iterator[str]:
    """Yield what was erased, what was kept and why, a line each."""
    yield "erased: name, username and e-mail address in the directory"
    yield f"erased: {erasure.texts} texts (recaps, notes, reasons), by destroying their keys; every proof stays valid"
    yield (
        f"erased: {erasure.calendar_addresses} calendar addresses, {erasure.guardian_links} links to guardians or "
        f"learners, {erasure.kept_answers} kept answers, names in {erasure.import_rows} rows of import reports"
    )
    yield (
        f"kept: {erasure.records_learned} records of sessions as learner and {erasure.records_coached} as coach; they "
        "prove what was delivered and paid, and name the person by an id only"
    )
    if erasure.shared_texts:
        yield (
            f"kept: {erasure.shared_texts} texts of sessions in which others learned too, and which are about them "
            "as well; --with-shared erases these"
        )
    if erasure.sessions_naming:
        yield (
            f"kept: {erasure.sessions_naming} sessions whose name, description, notice or reason for cancelling has "
            "the person's name; search for it and rename them by hand, the history of their names stays"
        )
    yield "kept: remarks on registers, which the attendance service has; texts that the person wrote about others"
    yield "kept: backups of the database, until they are overwritten; a restored one brings the keys back: erase again"
