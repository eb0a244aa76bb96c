"""The rows that completed sessions leave in attendance, payouts and reports, and in the inboxes after pruning."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Final

from lockstep_bench.academy import LEARNERS_PER_SESSION, MINUTES, RATE_AMOUNT_MINOR
from lockstep_bench.fill import (
    ACCOUNT,
    EARNING,
    ORG,
    PERSON,
    RATE,
    SESSION,
    TRANSFER,
    YEAR,
    Lines,
    School,
    Tables,
    bytea,
    sessions_tables,
)

INBOX_KEPT: Final = timedelta(days=60)
"""The same time as the services' inbox_retention_days."""

ANSWERS_KEPT: Final = timedelta(days=1)
AMOUNT_MINOR: Final = RATE_AMOUNT_MINOR * MINUTES // 60
EVENT_OF_COMPLETION, EVENT_OF_LOCK, EVENT_OF_CREDIT, EVENTS_OF_LIFE = 0, 1, 2, (3, 4)
EVENTS_OF_INPUTS: Final = (EVENT_OF_COMPLETION, *range(100, 100 + 2 * (1 + LEARNERS_PER_SESSION)))
"""The cause, and two refreshes of the coach and of every learner."""

_HASH: Final = bytea(bytes(32))


def tables_of(service: str, school: School) -> Tables:
    """Return the tables that the completions of a school leave in a service's database."""
    return _TABLES[service](school)


def _sessions(school: School) -> Tables:
    answers = (
        f"{school.org_id}\t{school.id(PERSON, school.coach(one))}\tkey-{one}\t{_HASH}\t200\t{{}}\t"
        f"{bytea(school.record(one))}\t{school.completed_at(one)}"
        for one in _since(school, ANSWERS_KEPT)
    )
    columns = "org_id caller key request_hash status headers body created_at"
    return {**sessions_tables(school, records=True), ("idempotency_keys", columns): answers}


def _attendance(school: School) -> Tables:
    org, numbers = school.org_id, range(school.sessions)

    def register(one: int) -> str:
        return f"{school.id(SESSION, one)}\t{org}\tlocked\t{{{school.id(PERSON, school.coach(one))}}}\t0\t2\t2\t1"

    def official(one: int) -> str:
        event_id = school.event_id(one, EVENT_OF_COMPLETION)
        return f"{school.id(SESSION, one)}\t{org}\t0\t{event_id}\t{school.completed_at(one)}"

    mark = "\tabsent\tf\t0\tf\tpolicy_default"
    return {
        (
            "registers",
            "session_id org_id state coach_ids version coaches_sequence roster_sequence sequence",
        ): map(register, numbers),
        ("roster_members", "session_id person_id org_id"): _seats(school, ""),
        ("official_registers", "session_id org_id register_version completion_event_id locked_at"): map(
            official, numbers
        ),
        (
            "official_marks",
            "session_id person_id org_id code counts_as_present weight_basis_points billable source",
        ): _seats(school, mark),
        ("inbox", "event_id handled_at"): _inbox(school, EVENT_OF_COMPLETION, *EVENTS_OF_LIFE),
    }


def _payouts(school: School) -> Tables:
    org, numbers, since = school.org_id, range(school.sessions), school.until - 2 * YEAR
    rate, cost = school.id(RATE, 0), school.id(ACCOUNT, school.coaches)

    def transfer(one: int) -> str:
        coach, at = school.coach(one), school.completed_at(one)
        key = f"session:{school.id(SESSION, one)}:{school.id(PERSON, coach)}"
        accounts = f"{cost}\t{school.id(ACCOUNT, coach)}"
        return f"{school.id(TRANSFER, one)}\t{org}\t{accounts}\tEUR\t{AMOUNT_MINOR}\t{key}\t{at}"

    def earning(one: int) -> str:
        at, coach = school.completed_at(one), school.id(PERSON, school.coach(one))
        whose = f"{school.id(EARNING, one)}\t{org}\t{school.id(SESSION, one)}\t{coach}\tsession\t10000"
        price = f"{rate}\thour\t{RATE_AMOUNT_MINOR}\t{MINUTES}\t{at}\tEUR\t{AMOUNT_MINOR}"
        return f"{whose}\t{price}\t{school.id(TRANSFER, one)}\t{at}"

    payables = (
        f"{school.id(ACCOUNT, coach)}\t{org}\tcoach_payable\t{school.id(PERSON, coach)}\tEUR"
        for coach in range(school.coaches)
    )
    return {
        ("rates", "id org_id scope unit amount_minor currency effective_from set_by set_at"): [
            f"{rate}\t{org}\torg\thour\t{RATE_AMOUNT_MINOR}\tEUR\t{since}\t{org}\t{since}"
        ],
        ("rate_books", "org_id revision"): [f"{org}\t1"],
        ("credits", "session_id org_id sequence credited_at"): (
            f"{school.id(SESSION, one)}\t{org}\t1\t{school.completed_at(one)}" for one in numbers
        ),
        ("accounts", "id org_id kind owner_id currency"): chain(
            [f"{cost}\t{org}\tcoaching_cost\t{school.id(ORG, 0)}\tEUR"], payables
        ),
        (
            "transfers",
            "id org_id debit_account_id credit_account_id currency amount_minor idempotency_key transferred_at",
        ): map(transfer, numbers),
        (
            "earnings",
            "id org_id session_id coach_id purpose share_basis_points rate_id unit rate_amount_minor logged_minutes "
            "priced_at currency amount_minor transfer_id credited_at",
        ): map(earning, numbers),
        ("inbox", "event_id handled_at"): _inbox(school, EVENT_OF_COMPLETION),
    }


def _reports(school: School) -> Tables:
    org, numbers = school.org_id, range(school.sessions)
    amounts = f'[{{"currency": "EUR", "amount_minor": {AMOUNT_MINOR}}}]'

    def session(one: int) -> str:
        at, event_id = school.completed_at(one), school.event_id(one, EVENT_OF_COMPLETION)
        return f"{school.id(SESSION, one)}\t{org}\t{at}\t{event_id}\t{MINUTES}\t{_HASH}\t{at}\t4\t{at}\t{at}\t{amounts}"

    def links(one: int) -> Iterator[str]:
        session_id, at = school.id(SESSION, one), str(school.completed_at(one))
        for kind, person, earlier in _subjects(school, one):
            ids = f"{session_id}\t{kind}\t{school.id(PERSON, person)}\t{org}"
            yield f"{ids}\t{2 * earlier + 1}\t{at}\t{_HASH}"

    def inputs(one: int) -> Iterator[str]:
        """Yield the inputs of a session's subjects: a version after the completion and another after the lock."""
        at = str(school.completed_at(one))
        cause, *event_ids = school.event_ids(one, EVENTS_OF_INPUTS)
        for place, (kind, person, earlier) in enumerate(_subjects(school, one)):
            subject = f"{org}\t{kind}\t{school.id(PERSON, person)}"
            for step in (0, 1):
                ids = f"{2 * earlier + 1 + step}\t{event_ids[2 * place + step]}\t{cause}"
                yield f"{subject}\t{ids}\t{at}\t{_features(earlier + 1, earlier + step, at)}"

    return {
        (
            "sessions",
            "session_id org_id completed_at completion_event_id logged_minutes record_hash refreshed_at "
            "subjects_refreshed locked_at credited_at amounts",
        ): map(session, numbers),
        ("attendance_marks", "session_id person_id org_id counts_as_present"): _seats(school, "\tf"),
        (
            "subjects",
            "org_id subject_type subject_id version sessions_completed minutes_logged sessions_with_attendance "
            "sessions_attended marks_counted marks_present last_completed_at",
        ): _totals(school),
        (
            "session_subjects",
            "session_id subject_type subject_id org_id entered_version completed_at record_hash",
        ): (line for one in numbers for line in links(one)),
        (
            "insight_inputs",
            "org_id subject_type subject_id version event_id caused_by refreshed_at features",
        ): (line for one in numbers for line in inputs(one)),
        ("inbox", "event_id handled_at"): _inbox(school, EVENT_OF_COMPLETION, EVENT_OF_LOCK, EVENT_OF_CREDIT),
    }


def _features(completed: int, with_attendance: int, at: str) -> str:
    return (
        f'{{"sessions_completed": {completed}, "minutes_logged": {completed * MINUTES}, "sessions_attended": 0, '
        f'"sessions_with_attendance": {with_attendance}, "attendance_rate_basis_points": 0, '
        f'"last_completed_at": "{at}"}}'
    )


def _totals(school: School) -> Iterator[str]:
    """Yield every subject as its last session left it."""
    counts: dict[tuple[str, int], int] = {}
    for one in range(school.sessions):
        for kind, person, earlier in _subjects(school, one):
            counts[kind, person] = earlier + 1
    for (kind, person), count in counts.items():
        marks = count * (LEARNERS_PER_SESSION if kind == "coach" else 1)
        totals = f"{count}\t{count * MINUTES}\t{count}\t0\t{marks}\t0\t{school.until}"
        yield f"{school.org_id}\t{kind}\t{school.id(PERSON, person)}\t{2 * count}\t{totals}"


def _subjects(school: School, one: int) -> Iterator[tuple[str, int, int]]:
    """Yield (kind, number of the person, number of their earlier sessions) of a session's coach and learners."""
    yield "coach", school.coach(one), one // school.coaches
    for seat, person in enumerate(school.roster(one)):
        yield "learner", person, (one * LEARNERS_PER_SESSION + seat) // school.learners


def _seats(school: School, rest: str) -> Lines:
    org = school.org_id
    return (
        f"{school.id(SESSION, one)}\t{school.id(PERSON, person)}\t{org}{rest}"
        for one in range(school.sessions)
        for person in school.roster(one)
    )


def _inbox(school: School, *kinds: int) -> Lines:
    """Yield the events of the last 60 days, which the inbox still has."""
    return (
        f"{school.event_id(one, kind)}\t{school.completed_at(one)}"
        for one in _since(school, INBOX_KEPT)
        for kind in kinds
    )


def _since(school: School, kept: timedelta) -> range:
    """Return the numbers of the sessions that were completed within the time `kept` before the end."""
    return range(school.sessions - int(school.sessions * (kept / YEAR)), school.sessions)


_TABLES: Final[dict[str, Callable[[School], Tables]]] = {
    "sessions": _sessions,
    "attendance": _attendance,
    "payouts": _payouts,
    "reports": _reports,
}
