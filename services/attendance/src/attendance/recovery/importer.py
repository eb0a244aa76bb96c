"""Re-import the published events of attendance: erasures, locked registers, their amendments and voids.

The consumer waits until this is done. Otherwise it would lock a register with the marks that the copy has, and others
were published.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.messaging.recovering import Importer, Lost, NotRecoverableError, Outcome
from contracts.attendance import (
    AttendanceAdded,
    AttendanceAmended,
    AttendanceDataErased,
    AttendanceLocked,
    RegisterVoided,
)
from contracts.envelope import Event
from contracts.topics import TOPIC_OF
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.erasure.erase import erase_again
from attendance.registers.domain import NOT_ON_THE_REGISTER
from attendance.registers.hold import hold_registers

NO_COMPLETION: Final = "The event does not name its completion."
RESTORE_AGAIN: Final = "Restore the copy again, and run `recover` before you start the API."

# The coaches come with the completion, which the consumer handles again. Its sequence is higher than 0.
_LOCK = Statement("""
    WITH locked AS (
        UPDATE registers SET state = 'locked', version = greatest(version, CAST(:register_version AS integer)),
            sequence = greatest(sequence, CAST(:sequence AS bigint)), coaches_sequence = 0, roster_sequence = 0,
            stamped_at = greatest(stamped_at, CAST(:locked_at AS timestamptz))
        WHERE session_id = :session_id
        RETURNING session_id
    )
    INSERT INTO official_registers (session_id, org_id, register_version, completion_event_id, locked_at,
                                    unknown_version)
    SELECT session_id, :org_id, :register_version, :completion_event_id, :locked_at, CAST(:unknown_version AS bigint)
    FROM locked
""")
_MARKS = Insert(
    "official_marks",
    "person_id uuid, code text, minutes smallint, source text, mark_version integer, counts_as_present boolean, "
    "weight_basis_points smallint, billable boolean",
    shared="session_id, org_id",
)
_STORED = Statement("""
    SELECT EXISTS (SELECT FROM official_registers WHERE session_id = :session_id) AS is_locked,
           EXISTS (SELECT FROM official_marks WHERE session_id = :session_id AND person_id = :person_id) AS has_mark,
           (SELECT decision FROM register_amendment_decisions WHERE amendment_id = :amendment_id) AS decision
""")
_AMEND = Statement("""
    WITH proposed AS (
        INSERT INTO register_amendments
            (amendment_id, org_id, session_id, person_id, old_mark, new_mark, proposed_by, proposed_at)
        VALUES (:amendment_id, :org_id, :session_id, :person_id, CAST(:old AS jsonb), CAST(:new AS jsonb),
                :proposed_by, :at)
        ON CONFLICT (amendment_id) DO NOTHING
        RETURNING amendment_id
    ), decided AS (
        INSERT INTO register_amendment_decisions
            (amendment_id, org_id, session_id, decision, decided_by, decided_at, sequence)
        VALUES (:amendment_id, :org_id, :session_id, 'applied', :by, :at, :sequence)
    )
    SELECT amendment_id FROM proposed
""")
_VOID = Statement("""
    UPDATE registers SET voided_at = :voided_at, stamped_at = greatest(stamped_at, CAST(:at AS timestamptz))
    WHERE session_id = :session_id AND voided_at IS NULL RETURNING session_id
""")
_RAISE = Statement("""
    UPDATE registers SET sequence = new.sequence
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:sequences AS bigint[])) AS new (session_id, sequence)
    WHERE registers.session_id = new.session_id AND registers.sequence < new.sequence
""")


async def take(db: AsyncConnection, events: Sequence[Event], outcome: Outcome) -> None:
    """Write what some events say, in order, as far as the database lacks it."""
    for event in events:
        if isinstance(event, AttendanceDataErased):
            if await erase_again(db, org_id=event.org_id, person_id=event.person_id, now=event.erased_at):
                outcome.add(event)
            continue
        session_id = UUID(event.key)
        [register] = await hold_registers(db, {session_id: event.org_id})
        match event:
            case AttendanceLocked():
                await _take_lock(db, event, outcome, is_locked=register["state"] == "locked")
            case AttendanceAmended():
                await _take_amendment(db, event, outcome)
            case RegisterVoided():
                row = {"session_id": session_id, "voided_at": event.voided_at, "at": event.occurred_at}
                if await _VOID.one_or_none(db, row) is not None:
                    outcome.add(event)
            case AttendanceAdded():
                what = f"the addition of person {event.mark.person_id}, because this version has no table for it"
                outcome.lost.append(Lost("register", session_id, what, event.added_at))
            case _:
                outcome.lost.append(Lost("register", session_id, f"its {type(event).__name__}", event.occurred_at))
        await raise_sequences(db, {event.key: event.sequence})


async def _take_lock(db: AsyncConnection, event: AttendanceLocked, outcome: Outcome, *, is_locked: bool) -> None:
    """Lock the register with the marks that were published, also if the copy has others."""
    if is_locked:
        return
    if event.causation_id is None:
        raise NotRecoverableError(f"{event.type} {event.event_id}: {NO_COMPLETION}")
    scope: dict[str, Any] = {"session_id": event.session_id, "org_id": event.org_id}
    values = {
        "register_version": event.register_version,
        "completion_event_id": event.causation_id,
        "unknown_version": event.unknown_version,
    }
    await _LOCK.execute(db, {**scope, **values, "sequence": event.sequence, "locked_at": event.locked_at})
    rows = [
        (
            mark.person_id,
            mark.code,
            mark.minutes,
            mark.source,
            None if mark.source in NOT_ON_THE_REGISTER else event.register_version,
            mark.counts_as_present,
            mark.weight_basis_points,
            mark.billable,
        )
        for mark in event.marks
    ]
    await _MARKS.rows(db, rows, **scope)
    outcome.add(event)
    what = "the remarks, and who gave which mark after the copy"
    outcome.lost.append(Lost("register", event.session_id, what, event.locked_at))


async def _take_amendment(db: AsyncConnection, event: AttendanceAmended, outcome: Outcome) -> None:
    """Write an amendment. Its reason is lost, unless it was proposed before the copy."""
    scope: dict[str, Any] = {
        "session_id": event.session_id,
        "person_id": event.new.person_id,
        "amendment_id": event.amendment_id,
    }
    stored = await _STORED.one(db, scope)
    if stored.decision == "applied":
        return
    if stored.decision is not None:
        raise NotRecoverableError(
            f"Amendment {event.amendment_id} was decided again, after the database was restored. {RESTORE_AGAIN}"
        )
    if not stored.has_mark:
        what = "the amendment, because the register has no mark of the learner"
        outcome.lost.append(Lost("register", event.session_id, what, event.amended_at))
        return
    proposed = await _AMEND.one_or_none(
        db,
        {
            **scope,
            "org_id": event.org_id,
            "old": event.old.model_dump_json(),
            "new": event.new.model_dump_json(),
            "proposed_by": event.proposed_by,
            "by": event.approved_by or event.proposed_by,
            "at": event.amended_at,
            "sequence": event.sequence,
        },
    )
    outcome.add(event)
    if proposed is not None:
        outcome.lost.append(Lost("amendment", event.amendment_id, "the reason", event.amended_at))


async def raise_sequences(db: AsyncConnection, sequences: Mapping[str, int]) -> None:
    """Raise the sequences of registers, by their partition keys, to at least these numbers.

    An answer to an erasure has the sequence of its question, so nothing counts it here.
    """
    of_registers = {key: sequence for key, sequence in sequences.items() if not key.startswith("person:")}
    values = {"session_ids": [UUID(key) for key in of_registers], "sequences": list(of_registers.values())}
    await _RAISE.execute(db, values)


async def finish(_: AsyncConnection, __: Outcome, ___: None) -> None:
    """Do nothing more: what else the database lacks, the consumer derives from the events of sessions."""


# Erasures come first, so that no recovery brings back what was erased.
TOPICS: Final = tuple(TOPIC_OF[event].name for event in (AttendanceDataErased, AttendanceLocked))

IMPORTER: Final = Importer(TOPICS, take, raise_sequences, finish)
