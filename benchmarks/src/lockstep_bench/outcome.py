"""The check that all sides did the same job: it counts and compares the rows that they leave behind."""

from collections.abc import Sequence
from typing import Final

from lockstep_bench.failure import BenchError
from lockstep_bench.sides import Side

_LEFT_BEHIND: Final = {
    "completion records": ("sessions", "SELECT count(*) FROM completion_records WHERE org_id = $1"),
    "completed sessions": ("sessions", "SELECT count(*) FROM sessions WHERE org_id = $1 AND state = 'completed'"),
    "locked registers": ("attendance", "SELECT count(*) FROM registers WHERE org_id = $1 AND state = 'locked'"),
    "official marks": ("attendance", "SELECT count(*) FROM official_marks WHERE org_id = $1"),
    "earnings": ("payouts", "SELECT count(*) FROM earnings WHERE org_id = $1"),
    "minor units moved": ("payouts", "SELECT sum(amount_minor)::bigint FROM transfers WHERE org_id = $1"),
    "marks counted": ("reports", "SELECT sum(marks_counted)::bigint FROM subjects WHERE org_id = $1"),
    "sessions of subjects": ("reports", "SELECT sum(sessions_completed)::bigint FROM subjects WHERE org_id = $1"),
    "minutes of subjects": ("reports", "SELECT sum(minutes_logged)::bigint FROM subjects WHERE org_id = $1"),
    "lineage": ("reports", "SELECT count(*) FROM session_subjects WHERE org_id = $1"),
}


async def check_same_outcome(sides: Sequence[Side], org_id: str) -> dict[str, int]:
    """Return the counts of an organisation, which are the same on every side. Raises BenchError if they differ."""
    outcome = {}
    for name, (service, query) in _LEFT_BEHIND.items():
        found = {side.name: await side.databases[service].fetchval(query, org_id) for side in sides}
        if len(set(found.values())) != 1:
            raise BenchError(f"the sides did not do the same job: {name} {found}")
        outcome[name] = int(next(iter(found.values())))
    return outcome
