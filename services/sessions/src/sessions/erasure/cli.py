"""`python -m sessions erase`: erase a person, wait for all services, and print what went, what stays and why."""

import asyncio
from collections.abc import Iterator
from time import monotonic
from typing import Final
from uuid import UUID

from chassis.clock import now
from chassis.database.engine import create_engine
from chassis.errors import Problem
from chassis.ids import new_id
from chassis.wording import counted
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.erasure.ask import ask_for_erasure
from sessions.erasure.carry_out import carry_out_next
from sessions.erasure.domain import BACKUP_DAYS, Answer, Erasure, Reason, Tally
from sessions.erasure.errors import StillTakesPart
from sessions.erasure.queries import read_erasure
from sessions.texts import NOTE_MAX, text_fault

DONE, REFUSED, WAITING = 0, 1, 3
POLL_SECONDS: Final = 0.2

_ERASED: Final = {
    "directory_entry": ("name, username and e-mail address in the directory", None),
    "texts": ("text (recaps, notes, remarks, reasons)", "texts (recaps, notes, remarks, reasons)"),
    "calendar_addresses": ("calendar address", "calendar addresses"),
    "accounts": ("linked account", "linked accounts"),
    "guardian_links": ("link to guardians or learners", "links to guardians or learners"),
    "stored_answers": ("kept answer", "kept answers"),
    "import_rows": ("row or file name of an import", "rows and file names of imports"),
    "insight_inputs": ("version of insight inputs", "versions of insight inputs"),
}
_KEPT: Final = {
    "records_learned": ("record of a session as learner", "records of sessions as learner"),
    "records_coached": ("record of a session as coach", "records of sessions as coach"),
    "texts": ("text", "texts"),
    "named_sessions": ("session whose name or description has their name", "sessions whose texts have their name"),
    "marks": ("mark", "marks"),
    "counted_sessions": ("session in sums", "sessions in sums"),
    "earnings": ("earning", "earnings"),
    "rates": ("rate", "rates"),
}
_BECAUSE: Final = {
    "proves_delivery": "they prove what was delivered, and name the person by an id only",
    "proves_pay": "they prove what was paid, and name the person by an id only",
    "about_others": "they are about others too; --with-shared erases those of shared sessions",
    "part_of_sums": "sums of batches and of others rest on them; they name the person by an id only",
    "by_hand": "search for the name and rename them by hand; their history keeps the old names",
}


async def erase_and_report(
    worker_database_url: str,
    *,
    org_id: UUID,
    person_id: UUID | None,
    erasure_id: UUID | None,
    reason: Reason,
    note: str | None,
    with_shared: bool,
    is_dry_run: bool,
    wait_seconds: float,
) -> int:
    """Ask for an erasure and carry it out, or go on with one. Print each service's answer. Return the exit status.

    0: all services have erased. 1: it was refused, and nothing was erased. 3: it waits for a second person, or for a
    service; the last line says how to go on.
    """
    if note is not None and (fault := text_fault(note, maximum=NOTE_MAX)):
        print(f"refused, nothing was erased: --note {fault}")
        return REFUSED
    engine = create_engine(worker_database_url, application_name="sessions-erase", pool_size=1)
    try:
        if is_dry_run:
            return await _try_out(engine, org_id, person_id, with_shared)
        if erasure_id is None:
            assert person_id is not None  # the command asks for one of the two
            erasure_id = new_id()
            async with engine.begin() as db:
                await ask_for_erasure(
                    db,
                    org_id=org_id,
                    person_id=person_id,
                    reason=reason,
                    note=note,
                    with_shared=with_shared,
                    asked_by=None,
                    erasure_id=erasure_id,
                    now=now(),
                )
            print(f"erasure {erasure_id}")
        async with engine.begin() as db:
            await carry_out_next(db, org_ids=[org_id], now=now(), new_id=new_id, erasure_id=erasure_id)
        return await _follow(engine, org_id, erasure_id, wait_seconds)
    except Problem as problem:
        print(f"refused: {problem.detail}")
        for error in problem.errors if isinstance(problem, StillTakesPart) else ():
            print(f"  {error.detail}")
        return REFUSED
    finally:
        await engine.dispose()


async def _try_out(engine: AsyncEngine, org_id: UUID, person_id: UUID | None, with_shared: bool) -> int:
    """Erase in this service, print what went, and roll back."""
    if person_id is None:
        print("refused: --dry-run needs --person")
        return REFUSED
    async with engine.connect() as db:
        erasure_id = new_id()
        state = await ask_for_erasure(
            db,
            org_id=org_id,
            person_id=person_id,
            reason="other",
            note=None,
            with_shared=with_shared,
            asked_by=None,
            erasure_id=erasure_id,
            now=now(),
        )
        print("dry run: nothing was changed; without --dry-run the result in this service would be:")
        if state == "proposed":
            print("a second person has to approve it first, because the policy says so")
            return DONE
        await carry_out_next(db, org_ids=[org_id], now=now(), new_id=new_id, erasure_id=erasure_id)
        tried = await read_erasure(db, org_id=org_id, erasure_id=erasure_id)
        await db.rollback()
    for answer in tried.answers[:1]:
        _say(_sentences(answer))
    print("the other services say what they keep when it is carried out")
    return DONE


async def _follow(engine: AsyncEngine, org_id: UUID, erasure_id: UUID, wait_seconds: float) -> int:
    """Print each answer when it is there, until all are, or the time is over."""
    until, said = monotonic() + wait_seconds, set[str]()
    while True:
        async with engine.connect() as db:
            erasure = await read_erasure(db, org_id=org_id, erasure_id=erasure_id)
        for answer in erasure.answers:
            if answer.erased_at is not None and answer.service not in said:
                said.add(answer.service)
                _say(_sentences(answer))
        if erasure.state == "erased":
            _say(_afterwards())
            return DONE
        if erasure.state in {"rejected", "refused"}:
            print(_ended(erasure))
            return REFUSED
        if erasure.state == "proposed":
            print("a second person has to approve it: POST /v1/erasures/…/approve. Nothing was erased yet")
            return WAITING
        if monotonic() > until:
            silent = [answer.service for answer in erasure.answers if answer.erased_at is None]
            why = (
                f"an answer is missing from {', '.join(silent)}"
                if silent
                else "sessions has not erased, imports that run come first"
            )
            print(f"not complete: {why}. Start the workers, then go on with --org {org_id} --erasure {erasure_id}")
            return WAITING
        await asyncio.sleep(POLL_SECONDS)


def _ended(erasure: Erasure) -> str:
    if erasure.state == "rejected":
        return "rejected: nothing was erased"
    return (
        f"refused, nothing was erased: the person takes part in {counted(erasure.parts or 0, 'thing')} again. Take "
        "them out of it, and ask for another erasure"
    )


def _say(lines: Iterator[str]) -> None:
    for line in lines:
        print(line, flush=True)


def _sentences(answer: Answer) -> Iterator[str]:
    """Yield what a service erased, and what it keeps and why, in one line each."""
    tally = answer.tally or Tally({}, {})
    for kind, count in tally.erased.items():
        one, many = _ERASED.get(kind, (kind, kind))
        if many is None:
            if count:
                yield f"{answer.service}: erased {one}"
        else:
            yield f"{answer.service}: erased {counted(count, one, many)}"
    for (kind, why), count in tally.kept.items():
        one, many = _KEPT.get(kind, (kind, kind))
        yield f"{answer.service}: kept {counted(count, one, many)}, because {_BECAUSE.get(why, why)}"


def _afterwards() -> Iterator[str]:
    yield "every service has erased; every proof stays valid"
    yield "kept for up to 3 hours: texts in Kafka's files, until it compacts them"
    yield "kept until PostgreSQL overwrites them: freed pages of tables and the write-ahead log"
    yield (
        f"kept for up to {BACKUP_DAYS} days: backups. After a restore run `recover`: it erases again before the API "
        "opens"
    )
