"""`python -m sessions erase`: erase a person, and print what is kept and why."""

from collections.abc import Iterator
from uuid import UUID

from chassis.clock import now
from chassis.database.engine import create_engine
from chassis.errors import Problem
from chassis.ids import new_id
from chassis.wording import counted

from sessions.catalogue.errors import RoleNeeded
from sessions.sealed.erase import Erasure, erase_person
from sessions.texts import REASON_MAX


async def erase_and_report(
    worker_database_url: str, *, org_id: UUID, person_id: UUID, reason: str, with_shared: bool, is_dry_run: bool
) -> int:
    """Erase in one transaction, print what was done, and return the exit status: 0, or 1 if it was refused."""
    if not 0 < len(reason.strip()) <= REASON_MAX:
        print(f"refused, nothing was erased: --reason must have 1 to {REASON_MAX} characters")
        return 1
    engine = create_engine(worker_database_url, application_name="sessions-erase", pool_size=1)
    try:
        async with engine.connect() as db:
            erasure = await erase_person(
                db,
                org_id=org_id,
                person_id=person_id,
                reason=reason.strip(),
                with_shared=with_shared,
                now=now(),
                new_id=new_id,
            )
            await (db.rollback() if is_dry_run else db.commit())
    except RoleNeeded as problem:
        print(
            "refused, nothing was erased: the person takes part in the following. Replace the person in it, or take "
            "them out of it. Then try again."
        )
        for error in problem.errors:
            print(f"  {error.detail}")
        return 1
    except Problem as problem:
        print(f"refused, nothing was erased: {problem.detail}")
        return 1
    finally:
        await engine.dispose()
    if is_dry_run:
        print("dry run: nothing was changed; without --dry-run the result would be:")
    for line in report(erasure):
        print(line)
    return 0


def report(erasure: Erasure) -> Iterator[str]:
    """Yield what was erased, and what was kept and why, in one line each."""
    yield "erased: name, username and e-mail address in the directory"
    yield (
        f"erased: {counted(erasure.texts, 'text')} (recaps, notes, reasons), by destroying their keys; every proof "
        "stays valid"
    )
    yield (
        f"erased: {counted(erasure.calendar_addresses, 'calendar address', 'calendar addresses')}, "
        f"{counted(erasure.guardian_links, 'link')} to guardians or learners, "
        f"{counted(erasure.kept_answers, 'kept answer')}, "
        f"names in {counted(erasure.import_rows, 'row')} of import reports"
    )
    yield (
        f"kept: {counted(erasure.records_learned, 'record')} of sessions as learner and {erasure.records_coached} as "
        "coach, which prove what was delivered and paid; they name the person by an id only"
    )
    if erasure.shared_texts:
        yield (
            f"kept: {counted(erasure.shared_texts, 'text')} of sessions that had other learners, because these "
            "texts are about the others too; --with-shared erases them as well"
        )
    if erasure.sessions_naming:
        yield (
            f"kept: {counted(erasure.sessions_naming, 'session')} whose name, description, notice or cancellation "
            "reason has the person's name; search for it and rename them by hand (the history keeps their old names)"
        )
    yield "kept: remarks on registers, which are in the attendance service; texts that the person wrote about others"
    yield "kept: backups of the database, until they are overwritten; they have the keys: erase again after a restore"
